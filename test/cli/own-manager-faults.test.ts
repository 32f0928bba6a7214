import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn, type Ended } from "./lab/lab-command.ts";
import { smallScenario } from "./small-scenario.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Faults at the first tick, and their messages: at 0.2 s, except for uncaught errors, which surface when the simulation pauses. */
const AT_A_TICK: { readonly [name: string]: readonly [module: string, said: RegExp] } = {
  exits: ["export default () => process.exit(0)", /it called process\.exit\(0\) \(.*exits\.mjs:1:30\)/],
  heap: [
    "const all = []; export default () => { for (;;) all.push(new Array(1e5).fill(1.5)); }",
    /it used up the memory for JavaScript: node --max-old-space-size=MEBIBYTES gives it more/,
  ],
  rejects: [
    "export default () => { Promise.reject(new RangeError('nobody')); return { targets: [] }; }",
    /it left an uncaught error: RangeError: nobody \(.*rejects\.mjs:1:39\)/,
  ],
  throws: ["\nexport default () => null.x;", /it threw TypeError: Cannot read.* \(.*throws\.mjs:2:27\)/],
  promises: ["export default async () => { throw new Error('unseen'); }", /it returned a promise of its orders/],
};

/** Faults while loading, and their messages. */
const WHEN_LOADED: { readonly [name: string]: readonly [module: string, said: RegExp] } = {
  never: [
    "await new Promise(() => {}); export default () => ({ targets: [] })",
    /an await at its top level never ends/,
  ],
  leaves: ["process.exit(3)", /it called process\.exit\(3\) \(.*leaves\.mjs:1:9\)/],
  thrown: ["\n  throw new TypeError('at import')", /TypeError: at import \(.*thrown\.mjs:2:9\)/],
  syntax: ["const a = 1;\nexport default {", /SyntaxError: Unexpected end of input \(.*syntax\.mjs:2:1\)/],
  later: [
    "setTimeout(() => { throw new Error('later') }, 1); await new Promise(() => {})",
    /later \(.*later\.mjs:1:26\)/,
  ],
};

const FINE = {
  talks: "console.log('begin'); export default () => { process.stdout.write('word\\n'); return { targets: [] }; }",
  ticks: "setInterval(() => {}, 10); export default () => ({ targets: [] })",
  loops: "export default () => { console.error('looping'); for (;;); }",
  loads: "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('loading', import.meta.url), ''); for (;;);",
};

let folder = "";
/** With a small JavaScript heap, which is full at once. */
const ballonet = (...words: string[]) => ballonetIn(folder, words, "", { NODE_OPTIONS: "--max-old-space-size=96" });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-faults-"));
  const modules = Object.entries({ ...AT_A_TICK, ...WHEN_LOADED }).map(([name, [text]]) => [name, text]);
  for (const [name = "", text = ""] of [...modules, ...Object.entries(FINE)]) {
    await writeFile(join(folder, `${name}.mjs`), text);
    await writeFile(join(folder, `${name}.yaml`), smallScenario(`{ module: ./${name}.mjs, period: 200ms }`));
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe("a manager that fails", () => {
  it.each(Object.entries(AT_A_TICK))("ends its run with one sentence: %s", async (name, [, said]) => {
    const { out, err, code } = await ballonet("run", `${name}.yaml`, "--json", "-");
    expect({ out, code }).toEqual({ out: "", code: 1 });
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toMatch(new RegExp(`^ballonet: \\./${name}\\.mjs: at [0-2.]+ s ${said.source}`));
  });

  it("is a failed row of a comparison; the other rows are complete", async () => {
    const names = Object.keys(AT_A_TICK);
    const values = [
      "none",
      ...names.map((name) => `./${name}.mjs:period=200ms`),
      "./ticks.mjs:period=200ms",
      "proxmox",
    ];
    const { out, code } = await ballonet("compare", "ticks.yaml", "--vary", `manager=${values}`, "--json", "-");
    expect(code).toBe(1);
    const rows: { completed: boolean; problem?: string }[] = JSON.parse(out).rows;
    expect(rows.map(({ completed }) => completed)).toEqual(
      values.map((value) => !names.some((name) => value.includes(name))),
    );
    for (const [index, [name, [, said]]] of Object.entries(AT_A_TICK).entries())
      expect(rows[index + 1]?.problem).toMatch(new RegExp(`^\\./${name}\\.mjs: at [0-2.]+ s ${said.source}`));
  });

  it("is a failed step of a search; the other rows are complete", async () => {
    const words = ["--max-slowdown", "1.05", "--vary", "vms.count", "--managers", "none,./exits.mjs:period=200ms"];
    const { out, code } = await ballonet("plan", "ticks.yaml", ...words, "--json", "-");
    expect(code).toBe(1);
    const [none, exits] = JSON.parse(out).rows;
    expect(none.best).toBe(2);
    expect(exits.best).toBe(null);
    for (const { problem } of exits.trials) expect(problem).toContain("it called process.exit(0)");
  });

  it.each(Object.entries(WHEN_LOADED))("while loading, is refused at its place: %s", async (name, [, said]) => {
    const commands = [
      ["run", `${name}.yaml`],
      ["compare", `${name}.yaml`, "--vary", "seed=1,2"],
      ["plan", `${name}.yaml`, "--vary", "vms.count", "--max-slowdown", "1.05"],
    ];
    for (const { out, err, code } of await Promise.all(commands.map((words) => ballonet(...words)))) {
      expect({ out, code }).toEqual({ out: "", code: 2 });
      expect(err.trim().split("\n")).toHaveLength(1);
      expect(err).toMatch(
        new RegExp(
          `^${name}\\.yaml:6:20: manager\\.module: the module \\./${name}\\.mjs cannot be loaded: .*${said.source}`,
        ),
      );
    }
  });

  it("that blocks its thread can be stopped with Ctrl-C, in decide and while loading", async () => {
    const whole = ["--json", "-"];
    const isLooping = (err: string) => err.includes("looping");
    const [run, compare, load] = await Promise.all([
      stopped(isLooping, ["run", "loops.yaml", ...whole]),
      stopped(isLooping, ["compare", "loops.yaml", "--vary", "seed=1,2,3", ...whole]),
      stopped(() => existsSync(join(folder, "loading")), ["compare", "loads.yaml", "--vary", "seed=1,2", ...whole]),
    ]);
    for (const { out, code } of [run, compare, load]) expect({ out, code }).toEqual({ out: "", code: 130 });
    expect(run.err).toContain(
      "ballonet: ./loops.mjs: at 0.2 s it did not return from decide within 1 s of being stopped",
    );
  });
});

describe("output of a manager", () => {
  it("goes to standard error, never into a report", async () => {
    const [silent, talking, compared] = await Promise.all([
      ballonet("run", "ticks.yaml", "--json", "-"),
      ballonet("run", "talks.yaml", "--json", "-"),
      ballonet("compare", "talks.yaml", "--vary", "seed=1,2", "--csv", "-"),
    ]);
    expect(talking.err).toBe(`begin\n${"word\n".repeat(10)}`);
    const withoutCost = ({ out }: Ended) => ({ ...JSON.parse(out.replaceAll("talks", "ticks")), run: null });
    expect(withoutCost(talking)).toEqual(withoutCost(silent));
    expect(compared.out).toMatch(/^seed,completed,/);
    expect(compared.out.trim().split("\r\n")).toHaveLength(3);
  });
});

/** Sends Ctrl-C once standard error shows that it is time, and waits for the end. */
async function stopped(isTime: (err: string) => boolean, words: readonly string[]): Promise<Ended> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...words], { cwd: folder });
  let [out, err] = ["", ""];
  child.stdout?.on("data", (chunk) => (out += chunk));
  child.stderr?.on("data", (chunk) => (err += chunk));
  const look = setInterval(() => {
    if (!isTime(err)) return;
    clearInterval(look);
    child.kill("SIGINT");
  }, 20);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  clearInterval(look);
  return { out, err, code };
}
