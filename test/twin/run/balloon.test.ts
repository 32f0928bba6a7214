import { describe, expect, it } from "vitest";
import type { Balloon, Vm } from "../../../src/scenario/scenario.ts";
import { TwinMachine } from "../machine.ts";
import { smallBalloon, smallHost, smallScenario, smallVm, smallWorkload } from "../scenario/small.ts";

const BOOT_NS = 1000;

/** A VM with a balloon, booted at 1 µs, and its target set at once. */
function ballooned(targetPages: number, balloon: Partial<Balloon> = {}, vm: Partial<Vm> = {}): TwinMachine {
  const machine = new TwinMachine(smallScenario({ vms: [smallVm({ balloon: smallBalloon(balloon), ...vm })] }));
  machine.boot([0], BOOT_NS);
  machine.setTarget(0, targetPages);
  return machine;
}

/** Pages in the balloon and the driver's clock after all events before a time. */
function driverAt(machine: TwinMachine, untilNs: number): [number, number | null] {
  machine.run(untilNs);
  machine.check();
  const { balloonPages, driverClockNs } = machine.state().vms[0];
  return [balloonPages, driverClockNs];
}

describe("a balloon driver", () => {
  it("inflates in batches, at the time of each step, and sleeps at its target", () => {
    const machine = ballooned(3);
    expect(driverAt(machine, BOOT_NS)).toEqual([0, BOOT_NS]);
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([2, BOOT_NS + 10]);
    expect(driverAt(machine, BOOT_NS + 11)).toEqual([3, BOOT_NS + 15]);
    expect(driverAt(machine, BOOT_NS + 16)).toEqual([3, null]);
    expect(machine.state().vms[0]).toMatchObject({ inflatedPages: 3, freePages: 1, targetPages: 3 });
  });

  it("takes longer for a frame that the host had backed, and frees the host frame", () => {
    const machine = ballooned(2, {}, { workload: smallWorkload(4, 0, 1) });
    machine.freePages(0, 0, 1);
    expect(machine.state().vms[0].backedPages).toBe(1);
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([2, BOOT_NS + 20 + 5]);
    expect(machine.state().host.freePages).toBe(64);
  });

  it("frees the host slot of a frame that the host had swapped out", () => {
    const host = smallHost({ memoryPages: 1 });
    const vm = smallVm({ balloon: smallBalloon(), workload: smallWorkload(4, 0, 2) });
    const machine = new TwinMachine(smallScenario({ host, vms: [vm] }));
    machine.boot([0], 0);
    machine.freePages(0, 0, 1);
    expect(machine.state().host.swapUsedPages).toBe(1);
    machine.setTarget(0, 1);
    expect(driverAt(machine, 1)).toEqual([1, 5]);
    expect(machine.state().host.swapUsedPages).toBe(0);
  });

  it("deflates the lowest frames first", () => {
    const machine = ballooned(3);
    machine.run(BOOT_NS + 100);
    machine.setTarget(0, 0);
    expect(driverAt(machine, BOOT_NS + 101)).toEqual([1, BOOT_NS + 100 + 16]);
    expect(machine.state().vms[0].frames.map((frame) => frame.kind)).toEqual(["free", "free", "pinned", "free"]);
    expect(driverAt(machine, BOOT_NS + 200)).toEqual([0, null]);
    expect(machine.state().vms[0]).toMatchObject({ deflatedPages: 3 });
  });

  it("evicts when no frame is free, one page at a time without watermarks", () => {
    const machine = ballooned(2, {}, { memoryPages: 2, workload: smallWorkload(4, 0, 2) });
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([2, BOOT_NS + 2 * (1 + 10 + 20)]);
    expect(machine.state().vms[0]).toMatchObject({ evictions: 2, swapOutPages: 2, directReclaims: 0 });
    expect(machine.state().devices[0].channelFreeNs).toEqual([BOOT_NS + 1 + 1_050_000 + 250_000]);
  });

  it("keeps its pages and pauses after a round that finds no page", () => {
    const swap = { pages: 0, device: "disk", readaheadPages: 1 };
    const machine = ballooned(3, { batchPages: 3 }, { swap, workload: smallWorkload(4, 0, 3) });
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([1, BOOT_NS + 5 + 1000]);
    expect(driverAt(machine, BOOT_NS + 1006)).toEqual([1, BOOT_NS + 2005]);
    expect(machine.state().vms[0]).toMatchObject({ state: "running", evictions: 0, mappedPages: 3 });
  });

  it("wakes kswapd below low, and leaves the guest its minimum of free frames", () => {
    const machine = ballooned(
      4,
      { batchPages: 4 },
      { watermarks: { minPages: 1, lowPages: 2, highPages: 3, reservePages: 0 } },
    );
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([3, BOOT_NS + 15 + 1000]);
    expect(machine.state().vms[0].kswapdClockNs).toBe(BOOT_NS + 15);
  });

  it("ends its step where kswapd is behind, which evicts for it meanwhile", () => {
    const watermarks = { minPages: 1, lowPages: 4, highPages: 6, reservePages: 0 };
    const vm = { memoryPages: 7, watermarks, workload: smallWorkload(4, 4, 2) };
    const machine = ballooned(4, { batchPages: 4 }, vm);
    // Five frames are free. The second page leaves three, so kswapd wakes at 10; the driver takes the third at that time, too.
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([3, BOOT_NS + 15]);
    // kswapd evicts both clean pages, 1 + 10 ns each, and its clock is ahead of the driver's, which takes a frame of theirs.
    expect(driverAt(machine, BOOT_NS + 16)).toEqual([4, BOOT_NS + 35]);
    expect(machine.state().vms[0]).toMatchObject({
      asyncReclaimedPages: 2,
      kswapdNs: 22,
      allocStalls: 0,
      freePages: 3,
    });
  });

  it("holds its first pages from boot, at no cost, and at most all pages", () => {
    const machine = new TwinMachine(smallScenario({ vms: [smallVm({ balloon: smallBalloon({ startPages: 9 }) })] }));
    machine.boot([0], 0);
    expect(machine.state().vms[0]).toMatchObject({ balloonPages: 4, targetPages: 4, driverClockNs: null });
    expect(machine.state().vms[0].inflatedPages).toBe(0);
  });
});

describe("a driver that misbehaves", () => {
  it("takes longer when it is slow", () => {
    const machine = ballooned(3, { driver: { kind: "slow", bytesPerSecond: 3_000_000_000 } });
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([2, BOOT_NS + 2730]);
    expect(driverAt(machine, BOOT_NS + 2731)).toEqual([3, BOOT_NS + 2730 + 1365]);
  });

  it("stops at its limit", () => {
    const machine = ballooned(4, { driver: { kind: "limited", mostPages: 1 } });
    expect(driverAt(machine, BOOT_NS + 1)).toEqual([1, BOOT_NS + 5]);
    expect(driverAt(machine, BOOT_NS + 6)).toEqual([1, null]);
  });

  it("never moves when it is stuck", () => {
    const machine = ballooned(4, { driver: { kind: "stuck" } });
    expect(driverAt(machine, BOOT_NS + 1500)).toEqual([0, BOOT_NS + 2000]);
  });

  it("alternates between working and stuck from boot on", () => {
    const machine = ballooned(4, { batchPages: 1, driver: { kind: "intermittent", workingNs: 8, stuckNs: 500 } });
    expect(driverAt(machine, BOOT_NS + 10)).toEqual([2, BOOT_NS + 10]);
    expect(driverAt(machine, BOOT_NS + 11)).toEqual([2, BOOT_NS + 1010]);
    // 1010 mod 508 = 502, 2010 mod 508 = 486, 3010 mod 508 = 470: each time it is stuck again.
    expect(driverAt(machine, BOOT_NS + 3011)).toEqual([2, BOOT_NS + 4010]);
  });
});

describe("out of memory with a balloon", () => {
  const swap = { pages: 0, device: "disk", readaheadPages: 1 };

  it("deflates and retries when the guest may", () => {
    const machine = ballooned(2, { startPages: 2 }, { swap, deflateOnOom: true });
    machine.setStream(0, 0, [0, 1, 2], 1000);
    machine.run(1_000_000);
    const { vms } = machine.state();
    expect(vms[0]).toMatchObject({
      state: "running",
      balloonPages: 0,
      targetPages: 2,
      deflatedPages: 2,
      references: 3,
    });
    expect(vms[0].driverClockNs).toBeNull();
    expect(vms[0].vcpus[0].clockNs).toBe(BOOT_NS + 3 * 1800 + 2 * 8);
  });

  it("kills the workload when it may not", () => {
    const machine = ballooned(2, { startPages: 2 }, { swap });
    machine.setStream(0, 0, [0, 1, 2], 1000);
    machine.run(1_000_000);
    expect(machine.state().vms[0]).toMatchObject({ state: "out-of-memory", balloonPages: 2, references: 2 });
  });
});
