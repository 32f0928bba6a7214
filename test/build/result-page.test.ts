import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("docs/result.md lists every field as it is declared: run scripts/result-page.mjs", async () => {
  const script = fileURLToPath(new URL("../../scripts/result-page.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--print"]);
  expect(await readFile(new URL("../../docs/result.md", import.meta.url), "utf8")).toBe(stdout);
});
