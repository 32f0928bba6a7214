import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn } from "./lab/lab-command.ts";
import { smallScenario } from "./small-scenario.ts";

const MODULES = {
  // State of the module: a second run in the same thread would start with a different number.
  "counting.mjs":
    "let n = 0; export default ({ vms }) => ({ targets: vms.map(({ vm }) => ({ vm, bytes: (32 - 3 * (++n % 7)) * 2 ** 20 })) });",
  "idle.mjs": "export default { name: 'idle', decide: () => ({ targets: [] }) };",
  "alone.mjs":
    "export default ({ vms }) => { if (vms.length > 1) throw new Error('two are too many'); return { targets: [] }; };",
  "empty.mjs": "export const manager = 1;",
};

let folder = "";
const ballonet = (...words: string[]) => ballonetIn(folder, words);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-own-study-"));
  await writeFile(join(folder, "small.yaml"), smallScenario("{ module: ./counting.mjs, period: 200ms }"));
  for (const [name, text] of Object.entries(MODULES)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

describe("ballonet compare with your own manager", () => {
  it("compares modules with registered managers, with a fresh module for each run and any number of workers", async () => {
    const vary = ["--vary", "manager.kind=none,by-miss-ratio,./counting.mjs,./idle.mjs", "--vary", "name=first,again"];
    const [one, two, run] = await Promise.all([
      ballonet("compare", "small.yaml", ...vary, "--json", "-", "--jobs", "1"),
      ballonet("compare", "small.yaml", ...vary, "--json", "-", "--jobs", "2"),
      ballonet("run", "small.yaml", "--json", "-"),
    ]);
    expect(one).toMatchObject({ err: "", code: 0 });
    expect(two).toEqual(one);
    const rows = JSON.parse(one.out).rows;
    const measures = rows.map(({ values: _, ...row }: { values: object }) => row);
    const [none, , , , counting, countingAgain, idle] = measures;
    // The name changes nothing, and idle orders what none does.
    expect(countingAgain).toEqual(counting);
    expect(idle).toEqual(none);
    const { host, vms } = JSON.parse(run.out);
    const sum = (of: "references" | "inflatedPages" | "deflatedPages") => vms[0][of] + vms[1][of];
    expect(counting).toMatchObject({
      throughput: sum("references") / 2,
      balloonMovedBytes: (sum("inflatedPages") + sum("deflatedPages")) * 4096,
      hostPeakBytes: host.mostUsedPages * 4096,
      distanceToBest:
        1 - counting.throughput / Math.max(...measures.map(({ throughput }: { throughput: number }) => throughput)),
    });
    expect(counting.balloonMovedBytes).toBeGreaterThan(0);
  });

  it("varies modules in place of the scenario's manager, module or registered", async () => {
    const words = ["compare", "small.yaml", "--vary", "manager.module=./counting.mjs,./idle.mjs", "--csv", "-"];
    const [kept, replaced] = await Promise.all([ballonet(...words), ballonet(...words, "--set", "manager=static")]);
    expect([kept.code, replaced.code]).toEqual([0, 0]);
    const moved = ({ out }: { out: string }) => {
      const [head = [], ...rows] = out
        .trim()
        .split("\r\n")
        .map((line) => line.split(","));
      return rows.map((row) => Number(row[head.indexOf("balloonMovedBytes")]) > 0);
    };
    // In place of another manager a module decides every 10 s, after the end of this run.
    expect([moved(kept), moved(replaced)]).toEqual([
      [true, false],
      [false, false],
    ]);
  });

  it("shows a manager that fails as a row, with exit code 1", async () => {
    const { out, code } = await ballonet("compare", "small.yaml", "--vary", "manager.kind=none,./alone.mjs:period=1s");
    expect(code).toBe(1);
    expect(out).toContain("\nmanager.kind=./alone.mjs:period=1s: ./alone.mjs: at 1 s it threw two are too");
  });

  it.each([
    [["manager.kind=none,./absent.mjs"], "--vary manager.kind=./absent.mjs: manager.module: the module ./absent.mjs "],
    [["manager.kind=./absent.mjs"], "cannot be loaded: there is no such file: it would be "],
    [["manager=./empty.mjs"], "the module ./empty.mjs cannot be used: it has no default export"],
    [["manager=./idle.mjs:share=1"], "--vary manager=./idle.mjs:share=1: manager: module has no parameter share"],
    [["manager.kind=none", "manager.module=./idle.mjs"], "manager.kind and manager.module are the same key"],
  ])("refuses %j with one sentence, before anything is run", async (vary, message) => {
    const words = vary.flatMap((one) => ["--vary", one]);
    const { out, err, code } = await ballonet("compare", "small.yaml", ...words);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

describe("ballonet plan with your own manager", () => {
  const search = ["plan", "small.yaml", "--max-slowdown", "1.05", "--vary", "vms.count"];

  it("searches with it like with any other manager", async () => {
    const { out, err, code } = await ballonet(...search, "--managers", "none,./idle.mjs", "--json", "-");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    const [none, idle] = JSON.parse(out).rows.map(({ values: _, ...row }: { values: object }) => row);
    expect(none.best).toBe(2);
    expect(idle).toEqual(none);
  });

  it("reports the number of VMs with which it failed", async () => {
    const { out, code } = await ballonet(...search, "--managers", "./alone.mjs:period=1s");
    expect(code).toBe(1);
    expect(out).toContain("manager.kind=./alone.mjs:period=1s, 2 VMs: ./alone.mjs: at 1 s it threw two are");
  });
});
