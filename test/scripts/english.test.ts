import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/check-english.mjs", import.meta.url));

/** What the check says of a file with this text, without the folder. */
function saysOf(name: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), "english-"));
  try {
    const file = join(folder, name);
    writeFileSync(file, text);
    const { status, stdout } = spawnSync(process.execPath, [script, file], { encoding: "utf8" });
    return { status, lines: stdout.replaceAll(`${folder}/`, "").trimEnd().split("\n") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it("names the line and what to write instead, also across a comment's line break", () => {
  const text = ["/**", " * It is told", " * of every page.", " */", "export const one = 1; // computed anew", ""];
  expect(saysOf("some.ts", text.join("\n"))).toEqual({
    status: 1,
    lines: ['some.ts:2: "told of": write told about, notified of', 'some.ts:5: "anew": write again'],
  });
});

it("finds prose over 100 columns in Markdown, but no table, code, heading or long word", () => {
  const words = "word ".repeat(25).trim();
  const text = [words, "", `| ${words} |`, "", "```", words, "```", "", `# ${words}`, "", `- ${"x".repeat(120)}`, ""];
  expect(saysOf("page.md", text.join("\n"))).toEqual({
    status: 1,
    lines: ['page.md:1: "124 columns": write lines of at most 100'],
  });
});

it("leaves ordinary English alone", () => {
  const text = "The shell asks who owns the page. Hit and miss are told apart; a renewal follows. Who acts next?\n";
  expect(saysOf("page.md", text)).toEqual({ status: 0, lines: [""] });
});
