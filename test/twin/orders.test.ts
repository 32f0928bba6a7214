import { describe, expect, it } from "vitest";
import { TwinMachine } from "./machine.ts";
import { LONG_NS, THINK_NS } from "./run/ran.ts";
import { smallBalloon, smallHost, smallScenario, smallVm, write } from "./scenario/small.ts";

/** Two VMs of four frames on a host of four: the host reclaims with no reserve, oldest frame first. */
const crowded = smallScenario({ host: smallHost({ memoryPages: 4 }), vms: [smallVm(), smallVm()] });

/** Both VMs have booted, and the first has filled three of the host's frames. */
function full() {
  const machine = new TwinMachine(crowded);
  machine.boot([0, 1], 0);
  machine.setStream(0, 0, [0, 1, 2], THINK_NS);
  machine.run(LONG_NS);
  return machine;
}

function touch(machine: TwinMachine, vm: number, pages: readonly number[]) {
  machine.setStream(vm, 0, pages, THINK_NS);
  machine.run(machine.nowNs + LONG_NS);
  machine.check();
  return machine.state();
}

describe("orders to the host's reclaim", () => {
  it("protect a VM's frames and reclaim from the other VM", () => {
    const machine = full();
    machine.setReclaim(0, false, true, 0);
    const { vms, host } = touch(machine, 1, [0, 1, 2]);
    expect(vms.map(({ hostSwapUsedPages }) => hostSwapUsedPages)).toEqual([0, 2]);
    // For each of two frames the host scans the three of the first VM, then the oldest of the second.
    expect(host).toMatchObject({ scannedPages: 8, swapOutPages: 2 });
  });

  it("leave a VM its minimum", () => {
    const machine = full();
    machine.setReclaim(0, true, true, 2);
    const { vms } = touch(machine, 1, [0, 1, 2, 3]);
    expect(vms.map(({ backedPages }) => backedPages)).toEqual([2, 2]);
  });

  it("are ignored when a frame is needed and all are protected", () => {
    const machine = full();
    machine.setReclaim(0, false, true, 0);
    machine.setReclaim(1, false, true, 0);
    const { vms, host } = touch(machine, 1, [0, 1]);
    expect(vms.map(({ hostSwapUsedPages }) => hostSwapUsedPages)).toEqual([1, 0]);
    expect(host).toMatchObject({ kills: 0, scannedPages: 1 });
  });

  it("make background reclaim work up to a target of free frames, down to each VM's minimum", () => {
    const machine = full();
    machine.setReclaim(0, true, true, 1);
    machine.reclaimUntil(4);
    machine.run(machine.nowNs + LONG_NS);
    expect(machine.state().host).toMatchObject({ freePages: 3, swapOutPages: 2, kswapdClockNs: null });
    expect(machine.state().vms[0]).toMatchObject({ backedPages: 1, hostSwapUsedPages: 2, stallNs: 3 * 700 });
  });
});

describe("a blocked VM", () => {
  it("makes no reference, and its time is counted when it continues", () => {
    const machine = full();
    machine.setStream(0, 0, [0, 1], THINK_NS);
    machine.setBlocked(0, true);
    machine.run(2 * LONG_NS);
    expect(machine.state().vms[0]).toMatchObject({ references: 3, blockedNs: 0 });
    machine.setBlocked(0, false);
    machine.run(3 * LONG_NS);
    expect(machine.state().vms[0]).toMatchObject({ references: 5, blockedNs: LONG_NS, stallNs: 3 * 700 });
    expect(machine.state().vms[0].vcpus[0].clockNs).toBe(2 * LONG_NS + 2 * THINK_NS);
  });

  it("has a driver that does not move", () => {
    const machine = new TwinMachine(smallScenario({ vms: [smallVm({ balloon: smallBalloon() })] }));
    machine.boot([0], 0);
    machine.setBlocked(0, true);
    machine.setTarget(0, 2);
    machine.run(LONG_NS);
    expect(machine.state().vms[0]).toMatchObject({ balloonPages: 0 });
    machine.setBlocked(0, false);
    machine.run(2 * LONG_NS);
    expect(machine.state().vms[0]).toMatchObject({ balloonPages: 2, blockedNs: 0 });
  });
});

describe("a sample", () => {
  it("counts each frame once when it is touched, at the cost of a host fault, and changes no mark", () => {
    const machine = full();
    machine.sample(0, [0, 1, 3]);
    const before = machine.state().vms[0];
    expect(before).toMatchObject({ sampledPages: 2, touchedPages: 0 });
    const { vms, host } = touch(machine, 0, [0, 0, write(2)]);
    expect(vms[0]).toMatchObject({ sampledPages: 2, touchedPages: 1, hostZeroFills: 3, hostMajorFaults: 0 });
    expect(vms[0].vcpus[0].clockNs).toBe(LONG_NS + 700 + 3 * THINK_NS);
    expect(vms[0].ept).toEqual(before.ept);
    expect(host).toMatchObject({ zeroFills: 3 });
  });

  it("keeps a frame that the host reclaims; touching it costs only the swap-in", () => {
    const machine = full();
    machine.sample(0, [0]);
    touch(machine, 1, [0, 1]);
    const { vms } = touch(machine, 0, [0]);
    expect(vms[0]).toMatchObject({ sampledPages: 1, touchedPages: 1, hostMajorFaults: 1 });
    const { clockNs } = vms[0].vcpus[0];
    // One host fault, a scan of the victim, and the read after the write of the victim, which is sequential to the previous one.
    expect(clockNs).toBe(2 * LONG_NS + 700 + 1 + 250_000 + 1_050_000 + THINK_NS);
  });
});
