import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadScenario, simulate } from "../../src/index.node.ts";

const SCENARIO = `version: 1
duration: 3s
host: { memory: 256MiB }
manager: { module: ./mine.mjs, period: 1s }
vms: [{ name: a, memory: 64MiB, balloon: { minimum: 16MiB }, workload: { pattern: idle } }]
`;

async function load(module: string, name = "mine.mjs") {
  const folder = await mkdtemp(join(tmpdir(), "ballonet-own-"));
  await writeFile(join(folder, name), module);
  await writeFile(join(folder, "own.yaml"), SCENARIO.replace("mine.mjs", name));
  return loadScenario(join(folder, "own.yaml"));
}

async function run(module: string) {
  const { scenario, traces, manager } = await load(module);
  return simulate(scenario, { traces, manager });
}

describe("a manager of the user's own", () => {
  it("decides from a module: a function, or an object that remembers", async () => {
    const half = await run("export default ({ vms }) => ({ targets: vms.map(({ vm }) => ({ vm, bytes: 2 ** 25 })) });");
    expect(half.vms[0]?.targetPages).toBe(8192);
    const counting = await run(
      "let n = 0; export default { decide: () => ({ targets: [{ vm: 0, bytes: (64 - 4 * ++n) * 2 ** 20 }] }) };",
    );
    expect(counting.series.vms[0]?.targetPages).toEqual([1024, 2048, 3072]);
  });

  it("is handed to the library as a function", async () => {
    const { scenario } = await load("export default () => ({ targets: [] });");
    const result = await simulate(scenario, { manager: () => ({ targets: [{ vm: 0, bytes: 2 ** 25 }] }) });
    expect(result.vms[0]?.targetPages).toBe(8192);
    await expect(simulate(scenario)).rejects.toThrow("./mine.mjs: the module has not been loaded");
  });

  it.each([
    ["export const manager = 1;", "it has no default export"],
    ["export default 7;", "its default export is no manager"],
    ["export default {", "cannot be loaded"],
    ['import "./absent.mjs";', "it imports what is not there"],
  ])("is refused with the scenario's line: %s", async (module, message) => {
    await expect(load(module)).rejects.toThrow(message);
    await expect(load(module)).rejects.toThrow(/own\.yaml:4:\d+: manager\.module: the module \.\/mine\.mjs/);
  });

  it.each([
    ["export default () => { throw new Error('no idea'); };", "./mine.mjs: at 1 s it threw no idea"],
    ["export default () => null;", "./mine.mjs: at 1 s it returned no list of targets"],
    [
      "export default () => ({ targets: [{ vm: 7, bytes: 1 }] });",
      "at 1 s it set a target for VM 7, which there is not",
    ],
    ["export default () => ({ targets: [{ vm: 0, bytes: NaN }] });", "at 1 s it set a target of NaN bytes for a"],
    ["export default () => ({ targets: [], againNs: 0 });", "at 1 s it asks to decide again in 0 ns"],
    ["export default () => ({ targets: [], frontswap: 1 });", "at 1 s it returned a frontswap that is no list"],
    ["export default () => ({ targets: [], sharing: { running: 1 } });", "at 1 s it returned a sharing that is not"],
    ["export default () => ({ targets: [], reclaim: 7 });", "at 1 s it returned a reclaim that is not { state, vms"],
    [
      "export default () => ({ targets: [], reclaim: { state: 'low', vms: [], untilFreeBytes: 0 } });",
      "at 1 s it sees the host in the state low, which is none of its states: export them as states",
    ],
    [
      "export default { states: ['low'], decide: () => ({ targets: [], reclaim: { state: 'low', vms: [{ vm: 0 }], untilFreeBytes: 0 } }) };",
      "at 1 s it ordered a reclaim of a VM that is not { vm, maySwap, mayCompress, leaveBytes, blocked }",
    ],
    ["export default async () => ({ targets: [] });", "at 1 s it returned no list of targets"],
  ])("ends the run when it goes wrong: %s", async (module, message) => {
    await expect(run(module)).rejects.toThrow(message);
  });
});
