import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { Machine } from "../../src/engine/machine.ts";
import type { Scenario, Sharing } from "../../src/scenario/scenario.ts";
import { tuneSharing } from "../../src/simulation/ksmtuned.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { play, smallPlays } from "../twin/script.ts";
import { smallHost, smallScenario, smallVm, smallWorkload, UNIQUE } from "../twin/small.ts";
import { EnginePlay } from "./engine-play.ts";

const KSM: Sharing = {
  pagesToScan: 100,
  sleepNs: 20e6,
  twice: true,
  mostSharers: 256,
  scanNs: 700,
  mergeNs: 1000,
  copyNs: 500,
  tuning: null,
};

const PAGES = 1000;
const VMS = 10;

/** Ten idle VMs that have touched all of their memory. */
async function idle(content: typeof UNIQUE, sharing: Sharing): Promise<Machine> {
  const vm = smallVm({ memoryPages: PAGES, workload: { ...smallWorkload(PAGES, 0, PAGES), content } });
  const scenario: Scenario = smallScenario({
    host: smallHost({ memoryPages: VMS * PAGES, sharing }),
    vms: Array.from({ length: VMS }, (_, index) => ({ ...vm, name: `vm-${index}` })),
  });
  const machine = await Machine.create(await machineModule(), layoutOf(scenario));
  for (const index of scenario.vms.keys()) machine.boot(index, 0, 0, PAGES);
  return machine;
}

/** Pages of a VM whose spread lies between two shares: page × 2654435769 modulo 2³². */
function pagesBetween(from: number, to: number): number {
  const spread = (page: number) => Number((BigInt(page) * 2_654_435_769n) % 4_294_967_296n) / 2 ** 32;
  return Array.from({ length: PAGES }, (_, page) => spread(page)).filter((at) => at >= from && at < to).length;
}

describe("page sharing", () => {
  it("leaves ten identical idle VMs one image and a frame for every 256 zero pages", async () => {
    const machine = await idle({ image: { name: "debian", share: 0.5 }, zeroShare: 0.125, volatileShare: 0.1 }, KSM);
    const before = machine.host().freePages;
    machine.run(10e9);
    machine.check();
    const image = pagesBetween(0, 0.5);
    const zero = pagesBetween(0.5, 0.625);
    const saved = (VMS - 1) * image + VMS * zero - Math.ceil((VMS * zero) / 256);
    expect(machine.sharing()?.sharingPages).toBe(saved);
    expect(machine.host().freePages - before).toBe(saved);
    expect(saved / (VMS * PAGES)).toBeGreaterThan(0.5);
  });

  it("needs two rounds to share, of 10000 frames at 100 a step with 20 ms between", async () => {
    const content = { image: { name: "debian", share: 0.5 }, zeroShare: 0, volatileShare: 0 };
    const roundNs = 100 * (20e6 + 100 * KSM.scanNs);
    const patient = await idle(content, KSM);
    patient.run(roundNs);
    expect(patient.sharing()).toMatchObject({ scannedPages: VMS * PAGES, merges: 0 });
    const hasty = await idle(content, { ...KSM, twice: false });
    hasty.run(roundNs);
    expect(hasty.sharing()?.merges).toBeGreaterThan(4000);
  });

  it("gives a page that is written its own frame, and the others keep theirs", async () => {
    const machine = await idle({ image: { name: "debian", share: 1 }, zeroShare: 0, volatileShare: 0 }, KSM);
    machine.run(10e9);
    const free = machine.host().freePages;
    expect(machine.sharing()).toMatchObject({ sharedPages: PAGES, sharingPages: (VMS - 1) * PAGES });
    machine.streamOf(0).set([2 ** 31 + 7, 8, 2 ** 31 + 7]);
    machine.give(0, 3, 1000, 10e9);
    for (let vcpu = machine.run(20e9); vcpu !== null; vcpu = machine.run(20e9)) machine.finish(vcpu);
    machine.check();
    expect(machine.sharing()).toMatchObject({ breaks: 1, sharedPages: PAGES, sharingPages: (VMS - 1) * PAGES - 1 });
    expect(machine.host().freePages).toBe(free - 1);
    // The EPT violation and the copy; reading and writing again cost nothing.
    expect(machine.vcpu(0).stallNs).toBe(700 + KSM.copyNs);
  });

  it("changes nothing where every page is like no other", async () => {
    const lonely = smallPlays.filter(({ scenario }) => scenario.vms.length === 1 && scenario.vms[0]?.vcpus === 1);
    await fc.assert(
      fc.asyncProperty(lonely, async ({ scenario, actions }) => {
        const { host, vms } = scenario;
        const unique = vms.map((vm) => ({ ...vm, workload: { ...vm.workload, content: UNIQUE } }));
        const plain = await EnginePlay.create({ ...scenario, vms: unique, host: { ...host, sharing: null } }, 20);
        const shared = await EnginePlay.create({ ...scenario, vms: unique, host: { ...host, sharing: KSM } }, 20);
        for (const action of actions) {
          play(plain, action);
          play(shared, action);
        }
        const { sharing: _off, ...without } = plain.state().host;
        const { sharing: _on, ...withSharing } = shared.state().host;
        expect({ ...shared.state(), host: withSharing }).toEqual({ ...plain.state(), host: without });
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

describe("ksmtuned", () => {
  const tuning = {
    periodNs: 60e9,
    boostPages: 300,
    decayPages: 50,
    leastPages: 64,
    mostPages: 1250,
    thresholdPages: 200,
  };
  const sharing = { running: true, pagesToScan: 400, sleepNs: 10e6, sharedPages: 0, sharingPages: 0 };
  const host = { memoryPages: 1000, freePages: 300, promisedPages: 900, sharing };

  it("stops the scanner while all VMs would fit beside the threshold and memory is free", () => {
    expect(tuneSharing({ ...host, promisedPages: 700 }, tuning).running).toBe(false);
    expect(tuneSharing({ ...host, promisedPages: 700, freePages: 200 }, tuning).running).toBe(true);
    expect(tuneSharing({ ...host, promisedPages: 800 }, tuning).running).toBe(true);
  });

  it("speeds it up when memory is short and slows it down when it is not, within bounds", () => {
    const pace = (freePages: number, pagesToScan: number) =>
      tuneSharing({ ...host, freePages, sharing: { ...sharing, pagesToScan } }, tuning).pagesToScan;
    expect([pace(100, 400), pace(300, 400), pace(100, 1200), pace(300, 70), pace(100, 0)]).toEqual([
      700, 350, 1250, 64, 300,
    ]);
  });
});
