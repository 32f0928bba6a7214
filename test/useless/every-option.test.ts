import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Command } from "commander";
import { describe, expect, it, vi } from "vitest";
import { EXIT } from "../../src/cli/console/fail.ts";
import { program } from "../../src/cli/program.ts";
import { commandHere, type Effect } from "./command-here.ts";
import { files, refused, threads, tries } from "./options.ts";

vi.mock(import("../../src/cli/console/standard-output.ts"), async (original) => {
  const { standardOutputHere } = await import("./output-here.ts");
  return { ...(await original()), ...standardOutputHere };
});

/** Every option of every command, such as `run --json`; those of the program as `ballonet --version`. */
function optionsOf(command: Command, path: readonly string[] = []): string[] {
  const name = path.length === 0 ? command.name() : path.join(" ");
  return [
    ...command.options.map(({ long, short }) => `${name} ${long ?? short}`),
    ...command.commands.flatMap((inner) => optionsOf(inner, [...path, inner.name()])),
  ];
}

/** The laboratory's options with each output format alone. */
const shown = tries.flatMap(([option, without, line]) =>
  /^(?:replay|mrc) --(?!json|csv|parquet|svg|html)/u.test(option) && !without.includes("--json")
    ? ["json", "csv", "parquet", "svg", "html"].map((form) => [
        option,
        ...[without, line].map((one) => `${one} --${form} -`),
      ])
    : [],
);

const known = optionsOf(await program([]));

/** The option that a command line tries. */
function isOf(option: string, line: string): boolean {
  const [flag = "", ...command] = option.split(" ").reverse();
  const start = command
    .reverse()
    .join(" ")
    .replace(/^ballonet$/u, "");
  return line.startsWith(start) && line.split(" ").includes(flag);
}

const before = new Map<string, Promise<Effect>>();

/** The result of a command line that others are compared with. */
function once(line: string): Promise<Effect> {
  const effect = before.get(line) ?? commandHere(line, files);
  before.set(line, effect);
  return effect;
}

describe("every option of the command line", () => {
  it("is tried or refused, and no other is", () => {
    const named = [...tries, ...threads, ...refused].map(([option]) => option);
    expect(known.filter((option) => !named.includes(option))).toEqual([]);
    expect(named.filter((option) => !known.includes(option))).toEqual([]);
    for (const [option, , line] of [...tries, ...threads]) expect(isOf(option, line), line).toBe(true);
    for (const [option, line] of refused) expect(isOf(option, line), line).toBe(true);
  });

  it.each(tries)("%s: %s ≠ %s", async (_, without, line) => {
    const [one, other] = [await once(without), await commandHere(line, files)];
    expect([one.code, other.code], one.err + other.err).toEqual([without === "" ? EXIT.wrong : EXIT.done, EXIT.done]);
    expect(other).not.toEqual(one);
  });

  it.each(["run", "compare", "plan", "replay", "mrc"])("%s is deterministic", async (command) => {
    const [, line = ""] = tries.find(([option]) => option.startsWith(`${command} --json`)) ?? [];
    expect(await commandHere(line, files)).toEqual(await once(line));
  });

  it.each(shown)("%s: %s ≠ %s, or is refused", async (_, without, line) => {
    const [one, other] = [await once(without), await commandHere(line, files)];
    expect([EXIT.done, EXIT.wrong], other.err).toContain(other.code);
    expect(other).not.toEqual(one);
  });

  it.each(threads)("%s: %s uses a different number of threads than %s", async (_, one, other) => {
    expect(await threadsOf(other)).not.toBe(await threadsOf(one));
  });

  it.each(refused)("%s: %s is refused", async (_, line, sentence) => {
    expect(await commandHere(line, files)).toEqual({ out: "", err: `${sentence}\n`, code: EXIT.wrong, files: {} });
  });
});

describe("a key that a value of --set makes useless", () => {
  const useless: readonly (readonly [key: string, line: string, note: string])[] = [
    [
      "phase",
      "run a.yaml --set duration=100ms",
      "a.yaml:13:81: vms[0].workload.phases[1]: the phase would begin at 150ms, and the run lasts 100ms: " +
        "shorten the phases before it, or leave it out",
    ],
    [
      "sample period",
      "run sampled.yaml --set duration=30ms",
      "sampled.yaml:3:9: sample: no point would be sampled: write at most the duration, 30ms",
    ],
  ];
  const sampled = (files["a.yaml"] ?? "")
    .replace("sample: 20ms", "sample: 50ms")
    .replace(", for: 150ms }, { pattern: uniform, think: 20us }", " }");
  const both = { ...files, "sampled.yaml": sampled };

  it.each(useless)("is a note on standard error, not an error: %s", async (_, line, text) => {
    const note = `ballonet: without effect in this run: ${text}\n`;
    expect(await commandHere(line, both)).toMatchObject({ err: note, code: EXIT.done });
    expect(await commandHere(`${line} --dry-run`, both)).toMatchObject({ err: note, code: EXIT.done });
    expect(await commandHere(`${line} --quiet`, both)).toMatchObject({ err: "", code: EXIT.done });
  });
});

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const COUNT = 'let n = 0; process.on("worker", () => n++); process.on("exit", () => console.error(n, "threads"));';

/** Number of threads that a command starts. */
async function threadsOf(line: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ballonet-threads-"));
  await writeFile(join(folder, "a.yaml"), files["a.yaml"] ?? "");
  const words = ["--import", `data:text/javascript,${encodeURIComponent(COUNT)}`, MAIN, ...line.split(" ")];
  const { stderr } = await promisify(execFile)(process.execPath, words, { cwd: folder });
  await rm(folder, { recursive: true });
  return stderr;
}
