import { describe, expect, it } from "vitest";
import { TwinMachine } from "../machine.ts";
import { LONG_NS, ran, THINK_NS } from "../run/ran.ts";
import { smallHost, smallScenario, smallVm, smallWorkload, write } from "../scenario/small.ts";

describe("the host", () => {
  const twoFrames = smallHost({ memoryPages: 3, reservedPages: 1 });

  it("swaps in to let the guest swap out: double paging", () => {
    const { vms, host } = ran(
      smallScenario({ host: twoFrames, vms: [smallVm({ memoryPages: 3 })] }),
      [0, 1, 2, 3],
    ).state();
    expect(vms[0]).toMatchObject({ doublePaging: 1, hostMajorFaults: 1, falseReads: 0, swapOutPages: 1 });
    expect(host).toMatchObject({ swapOutPages: 2, swapInPages: 1, majorFaults: 1, zeroFills: 3, freePages: 0 });
    expect(host.slots.slice(0, 2)).toEqual([null, { vm: 0, frame: 1 }]);
  });

  it("reads a page that the guest is about to overwrite: a false read", () => {
    const machine = ran(smallScenario({ host: twoFrames }), [0, 1, 2]);
    machine.freePages(0, 0, 1);
    machine.setStream(0, 0, [5], THINK_NS);
    machine.run(2 * LONG_NS);
    expect(machine.state().vms[0]).toMatchObject({ falseReads: 1, hostMajorFaults: 1, doublePaging: 0 });
  });

  it("writes content that the disk already holds: a silent swap write", () => {
    const vm = smallVm({ workload: smallWorkload(8, 4) });
    const { host } = ran(smallScenario({ host: twoFrames, vms: [vm] }), [4, write(5), 0, 1]).state();
    expect(host).toMatchObject({ silentSwapWrites: 1, swapOutPages: 2 });
  });

  it("reads ahead of the wanted slot, marks clear, while more than the high watermark is free", () => {
    const host = smallHost({ memoryPages: 4, swap: { pages: 64, device: "disk", readaheadPages: 8 } });
    const machine = new TwinMachine(smallScenario({ host, vms: [smallVm(), smallVm()] }));
    machine.boot([0, 1], 0);
    machine.setStream(0, 0, [0, 1, 2, 3], THINK_NS);
    machine.run(LONG_NS);
    machine.setStream(1, 0, [0, 1, 2, 3], THINK_NS);
    machine.run(2 * LONG_NS);
    machine.shutdown(1, 2 * LONG_NS);
    machine.setStream(0, 0, [2], THINK_NS);
    machine.run(3 * LONG_NS);
    machine.check();
    const { vms, host: after } = machine.state();
    expect(vms[0].ept.map((ept) => ept.kind === "backed" && [ept.hostFrame, ept.accessed])).toEqual([
      [1, false],
      [2, false],
      [0, true],
      [3, false],
    ]);
    expect(after).toMatchObject({ swapInPages: 4, majorFaults: 1, swapUsedPages: 0 });
    expect(vms[0].vcpus[0].clockNs).toBe(2 * LONG_NS + 700 + 1_200_000 + THINK_NS);
    expect(machine.host.policy.members).toEqual([0, 3, 2, 1]);
  });

  it("kills the VM with the most frames when it has no swap left", () => {
    const host = smallHost({ memoryPages: 3, swap: { pages: 0, device: "disk", readaheadPages: 1 } });
    const machine = new TwinMachine(smallScenario({ host, vms: [smallVm(), smallVm()] }));
    machine.boot([0, 1], 0);
    machine.setStream(0, 0, [0, 1], THINK_NS);
    machine.run(LONG_NS);
    machine.setStream(1, 0, [0, 1], THINK_NS);
    machine.run(2 * LONG_NS);
    const { vms, host: after } = machine.state();
    expect(vms.map((vm) => vm.state)).toEqual(["killed-by-host", "running"]);
    expect(after).toMatchObject({ kills: 1, freePages: 1 });
    expect(vms[1].vcpus[0].clockNs).toBe(LONG_NS + 2 * 1800);
    machine.setStream(1, 0, [2, 3], THINK_NS);
    machine.run(3 * LONG_NS);
    expect(machine.state().vms[1]).toMatchObject({ state: "killed-by-host", references: 3 });
  });
});

describe("with two VMs of equally many frames", () => {
  /** Two VMs fill a host of four frames without swap, two each; then the first wants a third. */
  function contest(bootOrder: readonly number[]) {
    const host = smallHost({ memoryPages: 4, swap: { pages: 0, device: "disk", readaheadPages: 1 } });
    const machine = new TwinMachine(smallScenario({ host, vms: [smallVm(), smallVm()] }));
    machine.boot(bootOrder, 0);
    for (const vm of [0, 1]) machine.setStream(vm, 0, [0, 1], THINK_NS);
    machine.run(LONG_NS);
    machine.setStream(0, 0, [2], THINK_NS);
    machine.run(2 * LONG_NS);
    return machine.state().vms.map(({ state }) => state);
  }

  it("kills the one booted last", () => {
    expect(contest([0, 1])).toEqual(["running", "killed-by-host"]);
    expect(contest([1, 0])).toEqual(["killed-by-host", "running"]);
  });
});

describe("the host's policy", () => {
  it("clears a new frame's mark with load=0, although a reference took the fault", () => {
    const policy = { kind: "clock", parameters: { load: 0 } };
    const machine = ran(smallScenario({ host: smallHost({ policy }) }), [0]);
    expect(machine.state().vms[0].ept[0]).toMatchObject({ accessed: false });
    machine.setStream(0, 0, [0], THINK_NS);
    machine.run(2 * LONG_NS);
    expect(machine.state().vms[0].ept[0]).toMatchObject({ accessed: true });
  });
});

describe("a frame that the host reclaims during readahead", () => {
  it("is read back in the same reference", () => {
    const swap = { pages: 16, device: "disk", readaheadPages: 2 };
    const host = smallHost({ memoryPages: 1 });
    const machine = ran(smallScenario({ host, vms: [smallVm({ memoryPages: 2, swap })] }), [0, 1, 2, 3]);
    machine.freePages(0, 2, 2);
    const before = machine.state().vms[0];
    expect(before.pages.slice(0, 2)).toEqual([
      { kind: "swapped", slot: 0 },
      { kind: "swapped", slot: 1 },
    ]);
    machine.setStream(0, 0, [0], THINK_NS);
    machine.run(2 * LONG_NS);
    machine.check();
    const { vms } = machine.state();
    // Frame 0 for the wanted page, frame 1 for its neighbour, and frame 0 again.
    expect(vms[0].ept.map((ept) => ept.kind)).toEqual(["backed", "swapped"]);
    expect(vms[0].hostMajorFaults - before.hostMajorFaults).toBe(3);
    expect(vms[0].falseReads - before.falseReads).toBe(2);
  });
});
