import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { Machine } from "../../../src/engine/machine/machine.ts";
import type { Scenario, Vm } from "../../../src/scenario/scenario.ts";
import { layoutOf } from "../../../src/simulation/layout.ts";
import { Pressure } from "../../../src/simulation/vm/pressure.ts";
import { PSI_PERIOD_NS } from "../../../src/simulation/vm/psi.ts";
import { COSTS, smallScenario, smallVm, smallWorkload, write } from "../../twin/scenario/small.ts";
import { EnginePlay } from "../engine-play.ts";

/** A VM of two frames that makes these references at a thought of 1 ns each, run for a second. */
async function played(references: readonly number[], vm: Partial<Vm> = {}): Promise<EnginePlay> {
  const scenario = smallScenario({ vms: [smallVm({ memoryPages: 2, ...vm })] });
  const play = await EnginePlay.create(scenario, 100);
  play.boot([0], 0);
  play.setStream(0, 0, references, 1);
  play.run(1_000_000_000);
  play.check();
  return play;
}

const pressedNs = (play: EnginePlay) => JSON.parse(JSON.stringify(play.state())).vms[0].pressedNs;

describe("what a guest calls waiting for memory", () => {
  it("is direct reclaim, and not the host's faults", async () => {
    // The third page takes a round: one page looked at and evicted, and written without waiting.
    const play = await played([write(0), write(1), write(2)]);
    expect(pressedNs(play)).toBe(COSTS.scanNs + COSTS.evictNs);
    expect(play.counters(0)).toMatchObject({ allocStalls: 1, directScannedPages: 1, directReclaimedPages: 1 });
    expect(play.counters(0)).toMatchObject({ asyncScannedPages: 0, asyncReclaimedPages: 0, oomKills: 0 });
  });

  it("is reading back a file page that reclaim dropped, not its first read, nor one after it was freed", async () => {
    const files = { workload: smallWorkload(4, 4) };
    const first = await played([0, 1, 2], files);
    const round = COSTS.scanNs + COSTS.evictNs;
    expect(pressedNs(first)).toBe(round);
    // Page 0 was dropped: another round, and 1 ms for a read that is not sequential, 50 µs for the page.
    first.setStream(0, 0, [0], 1);
    first.run(2_000_000_000);
    expect(pressedNs(first)).toBe(2 * round + 1_050_000);
    // Page 1 went for it, and is freed before it is read again.
    first.freePages(0, 1, 1);
    first.setStream(0, 0, [1], 1);
    first.run(3_000_000_000);
    expect(pressedNs(first)).toBe(3 * round + 1_050_000);
  });

  it("counts the driver's rounds as stalls, and a killed workload", async () => {
    const swap = { pages: 0, device: "disk", readaheadPages: 1 };
    const play = await played([0, 1, 2], { swap });
    expect(play.counters(0)).toMatchObject({ oomKills: 1, allocStalls: 1 });
  });
});

/** A machine whose vCPU counters are what the test says. */
async function counting(vcpus: { pressedNs: number; ranNs: number }[]): Promise<Machine> {
  const scenario: Scenario = smallScenario({ vms: [smallVm({ vcpus: vcpus.length })] });
  const machine = await Machine.create(await machineModule(), layoutOf(scenario));
  const read = machine.vcpu.bind(machine);
  machine.work = (vcpu) => ({ ...read(vcpu), ...vcpus[vcpu] });
  return machine;
}

describe("PSI", () => {
  it("weighs each processor's stalls by the time it had work, and carries over what is more than a period", async () => {
    const vcpus = [
      { pressedNs: 0, ranNs: 0 },
      { pressedNs: 0, ranNs: 0 },
    ];
    const pressure = new Pressure(await counting(vcpus), 0, 2, 0);
    vcpus[0] = { pressedNs: 2e9, ranNs: 3e9 };
    vcpus[1] = { pressedNs: 0, ranNs: 1e9 };
    pressure.look(1e9);
    expect(pressure.totalNs).toBe(1.5e9);
    expect(pressure.view().some.share10).toBe(0);
    vcpus[0] = { pressedNs: 5e9, ranNs: 6e9 };
    pressure.look(PSI_PERIOD_NS);
    expect(pressure.totalNs).toBe(4.5e9);
    // All of two periods is stalled: 100 × (1 − 1677/2048) = 18.11 %, then as much of what is left: 32.94 % in the kernel's integers.
    expect(pressure.view().full.share10).toBe(0.1811);
    pressure.look(2 * PSI_PERIOD_NS);
    expect(pressure.view().full.share10).toBe(0.3294);
  });

  it("counts what kswapd and the driver do on the first vCPU's processor", async () => {
    const vcpus = [
      { pressedNs: 0, ranNs: 0 },
      { pressedNs: 0, ranNs: 0 },
    ];
    const machine = await counting(vcpus);
    const work = { kswapdNs: 0, driverReclaimNs: 0 };
    const guest = machine.guestNow(0);
    Object.defineProperty(guest, "kswapdNs", { get: () => work.kswapdNs });
    Object.defineProperty(guest, "driverReclaimNs", { get: () => work.driverReclaimNs });
    const pressure = new Pressure(machine, 0, 2, 0);
    // Idle: 1 − 0.7 × 0.5 of the second.
    Object.assign(work, { kswapdNs: 3e8, driverReclaimNs: 5e8 });
    pressure.look(1e9);
    expect(pressure.view().some.totalNs).toBeCloseTo(6.5e8, 0);
    expect(pressure.view().full.totalNs).toBeCloseTo(6.5e8, 0);
    // The first vCPU works for 0.6 s of the next, 0.2 s of it stalled: busy for 0.6 + 0.65 × 0.4 = 0.86. The second is always busy.
    Object.assign(work, { kswapdNs: 6e8, driverReclaimNs: 1e9 });
    vcpus[0] = { pressedNs: 2e8, ranNs: 6e8 };
    vcpus[1] = { pressedNs: 0, ranNs: 1e9 };
    pressure.look(2e9);
    const weight = 0.86 / 1.86;
    expect(pressure.view().some.totalNs).toBeCloseTo(6.5e8 + (2e8 + 0.65 * 8e8) * weight, 0);
    expect(pressure.view().full.totalNs).toBeCloseTo(6.5e8 + (2e8 + 0.65 * 4e8) * weight, 0);
  });

  it("is the same however seldom it is looked at, where a guest stalls evenly", async () => {
    const shares = async (lookNs: number) => {
      const vcpus = [{ pressedNs: 0, ranNs: 0 }];
      const pressure = new Pressure(await counting(vcpus), 0, 1, 0);
      for (let nowNs = lookNs; nowNs <= 120e9; nowNs += lookNs) {
        vcpus[0] = { pressedNs: nowNs * 0.405, ranNs: nowNs };
        pressure.look(nowNs);
      }
      return pressure.view().some;
    };
    const often = await shares(1e9);
    expect(often.share10).toBeCloseTo(0.4, 2);
    expect(await shares(10e9)).toEqual(often);
    expect(await shares(60e9)).toEqual(often);
  });
});
