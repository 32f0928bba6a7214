import { describe, expect, it } from "vitest";
import * as inNode from "../../dist/index.node.js";
import * as anywhere from "../../src/index.ts";

const SCENARIO = `
version: 1
duration: 2s
host: { memory: 64MiB, swap: 64MiB, watermarks: off }
vms:
  - { name: web, memory: 32MiB, kernel: 1MiB, workload: { memory: 16MiB, pattern: uniform, think: 20us } }
`;

describe.each([
  ["anywhere", anywhere],
  ["in Node", inNode],
])("the progress of a study, %s", (_, library) => {
  const source = library.openScenario(SCENARIO);

  it("counts each reference run on a roomy host once, from the start", async () => {
    const told: anywhere.StudyProgress[] = [];
    // Seeds need separate roomy hosts; managers do not.
    const vary = [
      { path: "manager.kind", values: ["none", "proxmox"] },
      { path: "seed", values: ["1", "2"] },
    ];
    await library.compare(source, { vary, onProgress: (progress) => told.push(progress) });
    expect(new Set(told.map(({ runs, totalNs }) => `${runs} ${totalNs}`))).toEqual(new Set(["6 12000000000"]));
    expect(told.at(-1)).toMatchObject({ runsDone: 6, simulatedNs: 12e9 });
    const simulated = told.map(({ simulatedNs }) => simulatedNs);
    expect(simulated).toEqual(simulated.toSorted((one, other) => one - other));
  });

  it.each([
    // More memory: the same roomy host.
    ["host.memory", (trials: number) => trials + 1],
    // More VMs: a different one.
    ["vms.count", (trials: number) => 2 * trials],
  ])("counts them when %s is searched, too", async (capacity, runs) => {
    const told: anywhere.StudyProgress[] = [];
    const options = { capacity, maxSlowdown: 1.05, stepBytes: capacity === "host.memory" ? 8 * 2 ** 20 : undefined };
    const { rows } = await library.plan(source, { ...options, onProgress: (progress) => told.push(progress) });
    const expected = runs(rows[0]?.trials.length ?? 0);
    expect(told.at(-1)).toMatchObject({
      runs: expected,
      runsDone: expected,
      simulatedNs: expected * 2e9,
      totalNs: null,
    });
  });
});
