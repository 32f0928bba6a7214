import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadScenario, simulate } from "../../src/index.node.ts";

const SCENARIO = `version: 1
duration: 3s
host: { memory: 256MiB }
manager: { module: ./mine.mjs, period: 1s }
vms:
  - { name: a, memory: 64MiB, balloon: { minimum: 16MiB }, workload: { pattern: idle } }
  - { name: fixed, memory: 64MiB, balloon: false, workload: { pattern: idle } }
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
  it("decides from a module: a function, or an object with state", async () => {
    const half = await run("export default () => ({ targets: [{ vm: 0, bytes: 2 ** 25 }] });");
    expect(half.vms[0]?.targetPages).toBe(8192);
    const counting = await run(
      "let n = 0; export default { decide: () => ({ targets: [{ vm: 0, bytes: (64 - 4 * ++n) * 2 ** 20 }] }) };",
    );
    expect(counting.series.vms[0]?.targetPages).toEqual([1024, 2048, 3072]);
  });

  it("can be passed to the library as a function", async () => {
    const { scenario } = await load("export default () => ({ targets: [] });");
    const result = await simulate(scenario, { manager: () => ({ targets: [{ vm: 0, bytes: 2 ** 25 }] }) });
    expect(result.vms[0]?.targetPages).toBe(8192);
    await expect(simulate(scenario)).rejects.toThrow("./mine.mjs: the module has not been loaded");
  });

  it.each([
    ["export const manager = 1;", "it has no default export"],
    ["export default 7;", "its default export is no manager"],
    ["export default {", "cannot be loaded"],
    ['import "./absent.mjs";', "it imports a module that does not exist"],
    ["export default class Mine { decide() {} }", "its default export is a class: export default an instance of it"],
    ["export default { decide: 7 };", "its default export is no manager"],
    ["export default { states: 'low', decide() {} };", 'its states is "low": write a list of different names'],
    [
      "export default { sight: { from: 'above' }, decide() {} };",
      "its sight is [an object]: write { from, beyondVirtio",
    ],
    ["export default { wants: { boots: 1 }, decide() {} };", "its wants is [an object]: write { boots, curves }"],
    [
      "export default { activity: { pages: -1, periodNs: 1 }, decide() {} };",
      "write { pages, periodNs }, numbers from 1",
    ],
    ["export default { name: 5, decide() {} };", "its name is 5: write a text"],
    ["\n  throw new RangeError('no luck');", /cannot be loaded: RangeError: no luck \(.*mine\.mjs:2:9\)/],
  ])("is refused with the scenario's line: %s", async (module, message) => {
    await expect(load(module)).rejects.toThrow(message);
    await expect(load(module)).rejects.toThrow(/own\.yaml:4:\d+: manager\.module: the module \.\/mine\.mjs/);
  });

  it.each([
    ["export default () => { throw new Error('no idea'); };", "./mine.mjs: at 1 s it threw no idea"],
    ["export default () => null;", "./mine.mjs: at 1 s it returned no list of targets"],
    [
      "export default () => ({ targets: [{ vm: 7, bytes: 1 }] });",
      "at 1 s it set a target for VM 7, which does not exist",
    ],
    ["export default () => ({ targets: [{ vm: 0, bytes: NaN }] });", "at 1 s it set a target of NaN bytes for a"],
    ["export default () => ({ targets: [], againNs: 0 });", "at 1 s it asks to decide again in 0 ns"],
    ["export default () => ({ targets: [], frontswap: 1 });", "at 1 s it returned a frontswap that is no list"],
    ["export default () => ({ targets: [], sharing: { running: 1 } });", "at 1 s it returned a sharing that is not"],
    ["export default () => ({ targets: [], reclaim: 7 });", "at 1 s it returned a reclaim that is not { state, vms"],
    [
      "export default () => ({ targets: [], reclaim: { state: 'low', vms: [], untilFreeBytes: 0 } });",
      'at 1 s it sees the host in the state "low", which is none of its states: export them as states',
    ],
    [
      "export default { states: ['low'], decide: () => ({ targets: [], reclaim: { state: 'low', vms: [{ vm: 0 }], untilFreeBytes: 0 } }) };",
      "at 1 s it ordered a reclaim of a VM that is not { vm, maySwap, mayCompress, leaveBytes, blocked }",
    ],
    ["export default async () => ({ targets: [] });", "at 1 s it returned a promise of its orders"],
    ["export default async () => { throw new Error('late'); };", "at 1 s it returned a promise of its orders"],
    [
      "export default () => ({ targets: [{ vm: 0, bytes: -1 }] });",
      "at 1 s it set a target of -1 bytes for a: write a number of bytes from 0 to its memory, 67108864",
    ],
    ["export default () => ({ targets: [{ vm: 0, bytes: 1e300 }] });", "at 1 s it set a target of 1e+300 bytes for a"],
    [
      "export default () => ({ targets: [{ vm: 0, bytes: 2 ** 26 + 4096 }] });",
      "at 1 s it set a target of 67112960 bytes for a",
    ],
    [
      "export default () => ({ targets: [{ vm: 0, bytes: '32MiB' }] });",
      'at 1 s it set a target of "32MiB" bytes for a',
    ],
    [
      "export default () => ({ targets: [{ vm: 'a', bytes: 1 }] });",
      'at 1 s it set a target for VM "a", which does not exist: vm is a number from 0 to 1',
    ],
    ["export default () => ({ targets: [{ vm: 1, bytes: 2 ** 25 }] });", "for fixed, which has no balloon driver"],
    ["export default () => ({ targets: [null] });", "at 1 s it returned a target that is not { vm, bytes }"],
    ["export default () => ({ targets: [], againNs: '1s' });", 'at 1 s it asks to decide again in "1s" ns'],
    ["export default () => ({ targets: [], frontswap: [{ vm: 0, bytes: -1 }] });", "it set a frontswap of -1 bytes"],
    [
      "export default () => ({ targets: [], sharing: { running: true, pagesToScan: 1.5, sleepNs: 0 } });",
      "its pagesToScan is 1.5",
    ],
    [
      "export default () => ({ targets: [], sharing: { running: true, pagesToScan: 9, sleepNs: 1e300 } });",
      "its sleepNs is 1e+300",
    ],
    [
      "export default () => ({ targets: [], sharing: { running: false, unmerge: 1, pagesToScan: 9, sleepNs: 9 } });",
      "its unmerge is 1",
    ],
    [
      "export default { states: ['low'], decide: () => ({ targets: [], reclaim: { state: 'low', vms: [], untilFreeBytes: 1e300 } }) };",
      "at 1 s it ordered a reclaim until 1e+300 bytes are free: write untilFreeBytes from 0 to the host's memory, 268435456",
    ],
    [
      "export default { states: ['low'], decide: () => ({ targets: [], reclaim: { state: 'low', vms: [{ vm: 0, maySwap: true, mayCompress: true, blocked: false, leaveBytes: NaN }], untilFreeBytes: 0 } }) };",
      "at 1 s it ordered a reclaim that leaves a NaN bytes: write leaveBytes from 0 to its memory, 67108864",
    ],
    ["export default () => { throw { code: 7 }; };", "at 1 s it threw [an object]"],
  ])("ends the run when it goes wrong: %s", async (module, message) => {
    await expect(run(module)).rejects.toThrow(message);
  });

  it("names the source line and the cause of an exception", async () => {
    const module = `const nothing = null;
export default () => {
  try { helper(); } catch (cause) { throw new TypeError("no \\n idea", { cause }); }
};
function helper() { return nothing.page; }
`;
    await expect(run(module)).rejects.toThrow(
      /^\.\/mine\.mjs: at 1 s it threw TypeError: no idea \(\/.*\/mine\.mjs:3:43\), caused by TypeError: Cannot read.*'page'\) \(\/.*\/mine\.mjs:5:36\)$/u,
    );
  });

  it("with arbitrary values as orders either ends the run with a sentence or is carried out", async () => {
    const { scenario } = await load("export default () => ({ targets: [] });");
    const short = { ...scenario, durationNs: 1e9 };
    const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-1, 1e300, Number.NaN, 2 ** 25, 2 ** 26));
    const value = fc.oneof(numbers, fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.object());
    const target = fc.record({ vm: fc.oneof(fc.constantFrom(0, 1), value), bytes: value });
    const orders = fc.record(
      { targets: fc.array(target, { maxLength: 2 }), againNs: value, sharing: value, reclaim: value, frontswap: value },
      { requiredKeys: ["targets"] },
    );
    await fc.assert(
      fc.asyncProperty(orders, async (orders) => {
        // Not type-checked, like a module in JavaScript.
        const manager = () => JSON.parse("{}", () => orders);
        const ended = await simulate(short, { manager }).catch((error: unknown) => error);
        if (ended instanceof Error) {
          expect(ended.name).toBe("ManagerError");
          expect(ended.message).toMatch(/^\.\/mine\.mjs: at 1 s it /u);
          return;
        }
        const pages = orders.targets.findLast(({ vm }) => vm === 0)?.bytes;
        const held = typeof pages === "number" ? Math.min(12288, 16384 - Math.ceil(pages / 4096)) : 0;
        expect(ended).toMatchObject({ vms: [{ targetPages: Math.max(0, held) }, { targetPages: 0 }] });
      }),
      { numRuns: 60 },
    );
  });
});
