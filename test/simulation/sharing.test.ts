import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { Machine } from "../../src/engine/machine/machine.ts";
import type { Host, Scenario, Sharing } from "../../src/scenario/scenario.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { TwinMachine } from "../twin/machine.ts";
import { play, smallPlays } from "../twin/scenario/script.ts";
import { smallHost, smallScenario, smallVm, smallWorkload, UNIQUE } from "../twin/scenario/small.ts";
import { comparable, EnginePlay } from "./engine-play.ts";

const KSM: Sharing = {
  pagesToScan: 100,
  sleepNs: 20e6,
  twice: true,
  twiceAlways: false,
  smartScan: false,
  zeroPages: false,
  unmergesZeroes: false,
  beforeSwap: false,
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
  machine.layDown();
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
    expect(patient.sharing()).toMatchObject({ sharingScannedPages: VMS * PAGES, sharingMerges: 0 });
    const hasty = await idle(content, { ...KSM, twice: false });
    hasty.run(roundNs);
    expect(hasty.sharing()?.sharingMerges).toBeGreaterThan(4000);
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
    expect(machine.sharing()).toMatchObject({
      sharingBreaks: 1,
      sharedPages: PAGES,
      sharingPages: (VMS - 1) * PAGES - 1,
    });
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

const IMAGE = { image: { name: "debian", share: 1 }, zeroShare: 0, volatileShare: 0 };
const LONG_NS = 1e9;

/** Two VMs of eight pages of one image on a small host that evicts what came first, on the engine and on the twin. */
async function clones(host: Partial<Host>) {
  const vm = smallVm({ memoryPages: 8, workload: { ...smallWorkload(8), content: IMAGE } });
  const scenario = smallScenario({ host: smallHost(host), vms: [vm, vm] });
  const twin = new TwinMachine(scenario);
  const engine = await EnginePlay.create(scenario, 100);
  const machines = [twin, engine];
  for (const machine of machines) {
    machine.steerSharing("stop", 1, 1);
    machine.boot([0, 1], 0);
  }
  const both = (act: (machine: TwinMachine | EnginePlay) => void) => {
    for (const machine of machines) {
      act(machine);
      machine.run(machine.nowNs + LONG_NS);
      machine.check();
    }
    expect(engine.state()).toEqual(comparable(twin.state()));
    return twin.state();
  };
  return {
    touch: (vm: number, ...pages: number[]) => both((machine) => machine.setStream(vm, 0, pages, 1000)),
    /** Lets the scanner look at so many frames once. */
    look: (frames: number) => {
      both((machine) => machine.steerSharing("run", frames, 1e15));
      return both((machine) => machine.steerSharing("stop", frames, 1e15));
    },
    unmerge: () => both((machine) => machine.steerSharing("unmerge", 1, 1)),
  };
}

describe("sharing before swapping", () => {
  const ESX: Sharing = { ...KSM, twice: false, beforeSwap: true };

  /** VM 1 has pages 0 … 2, and VM 0 pages 0 and 1, which the scanner has seen; all five frames are in use. Then VM 0 touches three more. */
  async function short(sharing: Sharing) {
    const { touch, look } = await clones({ memoryPages: 5, sharing });
    touch(1, 0, 1, 2);
    touch(0, 0, 1);
    expect(look(2).host).toMatchObject({ freePages: 0, sharing: { sharedPages: 0, sharingScannedPages: 2 } });
    return touch(0, 2, 3, 4);
  }

  it("saves the write of what another VM has, where the scanner has seen it there", async () => {
    // What came first goes first: VM 1's pages 0 and 1, which are like what the scanner has seen, and then its page 2, which is not.
    const { host, vms } = await short(ESX);
    expect(host).toMatchObject({ swapOutPages: 1, swapUsedPages: 1, scannedPages: 3 });
    expect(host.sharing).toMatchObject({ sharedPages: 2, sharingPages: 2, sharingMerges: 2, sharingScannedPages: 2 });
    expect(vms[1].ept.slice(0, 3).map(({ kind }) => kind)).toEqual(["backed", "backed", "swapped"]);
    // Each new page: 100 + 700, the policy's look 1, the scanner's 700; a merge 1000, or eviction 10, the write going on by itself.
    const before = 2 * 1800;
    expect(vms[0].runNs).toBe(before + 3 * (100 + 700 + 1 + 700 + 1000) + 2 * 1000 + 10);
  });

  it("does not where it is off", async () => {
    const { host } = await short({ ...ESX, beforeSwap: false });
    expect(host).toMatchObject({ swapOutPages: 3, sharing: { sharedPages: 0, sharingMerges: 0 } });
  });
});

describe("unmerging", () => {
  const HASTY: Sharing = { ...KSM, twice: false };

  /** Both VMs have pages 0 … 2 on three shared frames. */
  async function merged(host: Partial<Host>) {
    const machines = await clones({ sharing: HASTY, ...host });
    machines.touch(0, 0, 1, 2);
    machines.touch(1, 0, 1, 2);
    expect(machines.look(10).host.sharing).toMatchObject({ sharedPages: 3, sharingPages: 3 });
    return machines;
  }

  it("gives each a frame of its own, and then sleeps", async () => {
    const { unmerge } = await merged({ memoryPages: 7 });
    const { host, vms } = unmerge();
    expect(host.sharing).toMatchObject({
      sharedPages: 0,
      sharingPages: 0,
      sharingBreaks: 6,
      running: false,
      clockNs: null,
    });
    expect(host).toMatchObject({ freePages: 1, swapOutPages: 0 });
    // VM 0's pages go from frames 0 … 2 to 3 … 5; then VM 1 is alone on 0 … 2, and copies all the same: to 6, 0 and 1, the lowest free ones.
    expect(vms.map(({ ept }) => ept.slice(0, 3).map((frame) => frame.kind === "backed" && frame.hostFrame))).toEqual([
      [3, 4, 5],
      [6, 0, 1],
    ]);
  });

  it("swaps out for it where there is swap", async () => {
    const { unmerge } = await merged({ memoryPages: 6 });
    const { host, vms } = unmerge();
    // When all six have one there is none to copy VM 1's page 0 to, which it shares with nobody by now. The host takes what came first: just that page.
    expect(host.sharing).toMatchObject({
      sharedPages: 0,
      sharingPages: 0,
      sharingBreaks: 5,
      running: false,
      clockNs: null,
    });
    expect(host).toMatchObject({ freePages: 1, swapOutPages: 1 });
    expect(vms[1].ept.slice(0, 3).map(({ kind }) => kind)).toEqual(["swapped", "backed", "backed"]);
  });

  it("stops where there is no memory, and kills nobody", async () => {
    const none = { pages: 0, device: "disk", readaheadPages: 1 };
    const { unmerge, touch } = await merged({ memoryPages: 6, swap: none });
    touch(0, 6, 7);
    const { host, vms } = unmerge();
    // One frame is free: page 0 of VM 0 gets it. Nothing is left then for the others.
    expect(host.sharing).toMatchObject({ sharedPages: 3, sharingPages: 2, sharingBreaks: 1, clockNs: null });
    expect(host.freePages).toBe(0);
    expect(vms.map(({ state }) => state)).toEqual(["running", "running"]);
  });

  it("forgets what was seen: KSM shares again after two more rounds, if it is let", async () => {
    const { touch, look, unmerge } = await clones({ memoryPages: 7, sharing: KSM });
    touch(0, 0, 1, 2);
    touch(1, 0, 1, 2);
    const rounds = () => [look(10), look(10)].map(({ host }) => host.sharing?.sharingPages);
    expect(rounds()).toEqual([0, 3]);
    expect(unmerge().host.sharing?.sharingPages).toBe(0);
    expect(rounds()).toEqual([0, 3]);
  });
});
