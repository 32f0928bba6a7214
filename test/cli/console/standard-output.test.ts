import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallScenario } from "../small-scenario.ts";

const MAIN = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-standard-"));
  await writeFile(join(folder, "small.yaml"), smallScenario("none").replace("2s", "200ms"));
  await writeFile(join(folder, "long.yaml"), smallScenario("none").replace("2s", "1d"));
  await writeFile(join(folder, "t.txt"), "1\n2\n1\n3\n");
});
afterAll(() => rm(folder, { recursive: true }));

/** Standard error and exit code of a shell line in which $B is the command. */
async function shell(line: string): Promise<{ readonly err: string; readonly code: number | null }> {
  const child = spawn("bash", ["-c", `set -o pipefail; B="${process.execPath} ${MAIN}"; ${line}`], { cwd: folder });
  let err = "";
  child.stdout.resume();
  child.stderr.on("data", (chunk) => (err += chunk));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { err, code };
}

const commands = [
  "--version",
  "--help",
  "run --help",
  "list managers",
  "schema",
  "run small.yaml",
  "run small.yaml --dry-run",
  "run small.yaml --json -",
  "compare small.yaml --vary seed=1,2 --csv -",
  "plan small.yaml --max-slowdown 1.05 --vary host.memory --step 32MiB",
  "replay t.txt --policy lru --frames 2",
  "mrc t.txt --svg -",
  "trace info t.txt",
  "trace convert t.txt - --to u32",
  "trace convert t.txt t.u32",
];

describe.runIf(process.platform === "linux").concurrent("standard output", () => {
  it.each(commands)("full: %s fails with one sentence", async (command) => {
    expect(await shell(`$B ${command} > /dev/full`)).toEqual({
      err: "ballonet: cannot write to standard output: the disk is full\n",
      code: 1,
    });
  });

  it.each(commands)("closed by the reader: %s does not fail", async (command) => {
    expect(await shell(`$B ${command} | true`)).toEqual({ err: "", code: 0 });
  });

  it.each(["schema", "run small.yaml --html -"])("full after a part is written: %s fails", async (command) => {
    expect(await shell(`ulimit -f 1; $B ${command} > part.txt`)).toEqual({
      err: "ballonet: cannot write to standard output: it would exceed the maximum file size\n",
      code: 1,
    });
  });
});

/** Resolves once a process catches SIGHUP, the first signal: the command then runs. */
async function heard(pid: number): Promise<void> {
  for (;;) {
    const [, caught = "0"] = /^SigCgt:\s*([0-9a-f]+)$/mu.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
    if (BigInt(`0x${caught}`) % 2n === 1n) return;
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

/** Resolves once a process has used another second of CPU time, which the kernel counts in hundredths. */
async function worked(pid: number): Promise<void> {
  const computed = async () => Number((await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ")[11]);
  const until = (await computed()) + 100;
  while ((await computed()) < until) await new Promise((resume) => setTimeout(resume, 20));
}

describe.runIf(process.platform === "linux")("a signal", () => {
  const begun = async (signal: NodeJS.Signals, words: readonly string[]) => {
    const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder });
    let out = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    const ended = new Promise<number | null>((done) => child.on("close", done));
    await heard(child.pid ?? 0);
    // A run stopped before it simulates anything has no result to keep.
    await worked(child.pid ?? 0);
    child.kill(signal);
    const code = await ended;
    return { code, out };
  };

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s keeps what a run has reached, and ends it with %d", async (signal, code) => {
    const ended = await begun(signal, ["run", "long.yaml", "--json", `${signal}.json`]);
    expect(ended.code).toBe(code);
    expect(JSON.parse(await readFile(join(folder, `${signal}.json`), "utf8"))).toMatchObject({ outcome: "stopped" });
    expect(ended.out).toContain("Stopped");
  });

  it("SIGTERM stops a comparison with nothing written", async () => {
    const words = ["compare", "long.yaml", "--vary", "seed=1,2", "--json", "table.json"];
    expect(await begun("SIGTERM", words)).toEqual({ code: 143, out: "" });
    expect(await readdir(folder)).not.toContain("table.json");
  });
});
