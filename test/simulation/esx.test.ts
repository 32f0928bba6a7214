import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { Machine } from "../../src/engine/machine/machine.ts";
import { parseScenario, simulate } from "../../src/index.node.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { Activity } from "../../src/simulation/steering/activity.ts";
import { smallHost, smallScenario, smallVm, smallWorkload } from "../twin/scenario/small.ts";

describe("the host's sampling", () => {
  it("finds the part of a VM's memory that is in use, and sees a change after one period", async () => {
    const pages = 1000;
    const vm = smallVm({ memoryPages: pages, workload: smallWorkload(pages, 0, pages) });
    const scenario = smallScenario({ host: smallHost({ memoryPages: pages }), vms: [vm] });
    const machine = await Machine.create(await machineModule(), layoutOf(scenario));
    const activity = new Activity(machine, scenario, 0, vm, { pages: 100, periodNs: 1e6 });
    machine.boot(0, 0, 0, pages);
    machine.layDown();
    let nowNs = 0;
    /** The VM goes once through its first pages, which takes it a period. */
    const period = (touched: number) => {
      machine.streamOf(0).set(Array.from({ length: touched }, (_, page) => page));
      machine.give(0, touched, 1e6 / touched, nowNs);
      nowNs += 2e6;
      machine.run(nowNs);
      machine.finish(0);
      machine.check();
      activity.look();
      return activity.view;
    };
    activity.look();
    expect(activity.view).toBeNull();
    expect(period(pages)).toMatchObject({ periods: 1, latestShare: 1, currentShare: 0 });
    expect(period(250)?.latestShare).toBeGreaterThan(0.15);
    expect(activity.view?.latestShare).toBeLessThan(0.35);
    expect(period(800)?.latestShare).toBeGreaterThan(0.7);
    expect(activity.view?.latestShare).toBeLessThan(0.9);
  });
});

/** Two VMs of 256 MiB that have filled 240 of them; then one uses all of it and the other 16 MiB. */
async function idleAndBusy(tax: string) {
  const vm = (name: string, pattern: string) => `
  - name: ${name}
    memory: 256MiB
    swap: 256MiB
    balloon: { minimum: 32MiB }
    workload: { memory: 240MiB, warm: 240MiB, ${pattern} }`;
  const written = `version: 1
duration: 60s
host: { memory: 384MiB, policy: random, swap: 1GiB, watermarks: off }
manager: { kind: esx, tax: ${tax}, samplePeriod: 5s }
vms:${vm("idle", "pattern: idle, set: 16MiB, rate: 2000")}${vm("busy", "pattern: uniform, think: 20us")}
`;
  return simulate(parseScenario(written));
}

describe("the idle tax", () => {
  it("moves memory from the idle VM to the busy one: even without it, four to one with 75 %", async () => {
    const [without, taxed] = [await idleAndBusy("0%"), await idleAndBusy("75%")];
    const sizes = (result: typeof taxed) => result.vms.map(({ backedPages }) => (backedPages * 4096) / 1024 ** 2);
    const [idle0 = 0, busy0 = 0] = sizes(without);
    const [idle75 = 0, busy75 = 0] = sizes(taxed);
    expect(Math.abs(busy0 - idle0)).toBeLessThan(20);
    expect(busy75).toBeGreaterThan(230);
    expect(idle75).toBeLessThan(130);
    expect(taxed.vms[1]?.references).toBeGreaterThan(1.3 * (without.vms[1]?.references ?? 0));
  });
});
