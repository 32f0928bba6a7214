import { describe, expect, it } from "vitest";
import { TwinMachine } from "./machine.ts";
import { LONG_NS, ran, THINK_NS } from "./run/ran.ts";
import { DISK, FREE, smallHost, smallScenario, smallVm, smallWorkload, write } from "./scenario/small.ts";

describe("one reference", () => {
  it("takes a guest fault and a host fault on first touch, and only thinking on a hit", () => {
    const { vms } = ran(smallScenario(), [0, 0]).state();
    expect(vms[0].vcpus[0].clockNs).toBe(100 + 700 + THINK_NS + THINK_NS);
    expect(vms[0]).toMatchObject({ references: 2, minorFaults: 1, majorFaults: 0, hostZeroFills: 1 });
    expect(vms[0]).toMatchObject({ stallNs: 700, runNs: 2800 });
  });

  it("marks on a write what a read left unmarked", () => {
    const machine = ran(smallScenario(), [0]);
    expect(machine.state().vms[0].pages[0]).toMatchObject({ accessed: true, dirty: false });
    machine.setStream(0, 0, [write(0)], THINK_NS);
    machine.run(2 * LONG_NS);
    expect(machine.state().vms[0].pages[0]).toMatchObject({ accessed: true, dirty: true });
    expect(machine.state().vms[0].vcpus[0].clockNs).toBe(LONG_NS + THINK_NS);
  });
});

describe("guest swap", () => {
  it("evicts to swap and reads back, both on one channel", () => {
    const { vms, devices } = ran(smallScenario({ vms: [smallVm({ memoryPages: 1 })] }), [
      write(0),
      write(1),
      0,
    ]).state();
    const firstNs = 100 + 700 + THINK_NS;
    const firstWriteEndsNs = firstNs + 100 + 1 + 1_050_000;
    const secondWriteEndsNs = firstWriteEndsNs + 250_000;
    const readEndsNs = secondWriteEndsNs + 1_050_000;
    expect(vms[0].vcpus[0].clockNs).toBe(readEndsNs + THINK_NS);
    expect(vms[0]).toMatchObject({ minorFaults: 2, majorFaults: 1, swapInPages: 1, swapOutPages: 2, evictions: 2 });
    expect(vms[0]).toMatchObject({ directReclaims: 2, scannedPages: 2, hostZeroFills: 1 });
    expect(vms[0].pages.slice(0, 2)).toEqual([
      { kind: "mapped", frame: 0, accessed: true, dirty: false, copy: 0 },
      { kind: "swapped", slot: 1 },
    ]);
    expect(devices[0]).toMatchObject({ reads: 1, writes: 2, nextPosition: 65, busyNs: 2_350_000 });
  });

  it("writes nothing for a page with a copy, and drops the copy when the fault is a write", () => {
    const one = smallScenario({ vms: [smallVm({ memoryPages: 1 })] });
    const kept = ran(one, [write(0), write(1), 0, 1]).state().vms[0];
    expect(kept).toMatchObject({ swapOutPages: 2, evictions: 3, swapInPages: 2 });
    expect(kept.pages[0]).toEqual({ kind: "swapped", slot: 0 });
    const givenUp = ran(one, [write(0), write(1), write(0), 1]).state().vms[0];
    expect(givenUp).toMatchObject({ swapOutPages: 3, evictions: 3 });
    expect(givenUp.pages[0]).toEqual({ kind: "swapped", slot: 2 });
    const readFirst = ran(one, [write(0), write(1), 0, write(0), 1]).state().vms[0];
    expect(readFirst).toMatchObject({ swapOutPages: 3, evictions: 3 });
    expect(readFirst.pages[0]).toEqual({ kind: "swapped", slot: 0 });
  });

  it("frees the slot at once when fewer than half of the slots are free", () => {
    const swap = { pages: 3, device: "disk", readaheadPages: 1 };
    const { vms } = ran(smallScenario({ vms: [smallVm({ memoryPages: 1, swap })] }), [0, 1, 2, 0]).state();
    expect(vms[0].pages[0]).toMatchObject({ kind: "mapped", copy: null });
    expect(vms[0].swapUsedPages).toBe(2);
  });

  it("reads the block around the wanted slot in one request, and reclaims for it", () => {
    const swap = { pages: 16, device: "disk", readaheadPages: 4 };
    const machine = ran(smallScenario({ vms: [smallVm({ swap })] }), [0, 1, 2, 3, 4, 5, 6, 7]);
    machine.freePages(0, 5, 3);
    machine.setStream(0, 0, [1], THINK_NS);
    machine.run(2 * LONG_NS);
    const { vms, devices } = machine.state();
    const clear = { kind: "mapped", accessed: false, dirty: false };
    expect(vms[0].pages.slice(0, 4)).toEqual([
      { ...clear, frame: 2, copy: 0 },
      { ...clear, frame: 1, copy: 1, accessed: true },
      { ...clear, frame: 3, copy: 2 },
      { ...clear, frame: 0, copy: 3 },
    ]);
    expect(vms[0].pages[4]).toEqual({ kind: "swapped", slot: 4 });
    expect(vms[0]).toMatchObject({ majorFaults: 1, swapInPages: 4 });
    const writeEndsNs = LONG_NS + 100 + 300 + 1 + 250_000;
    expect(vms[0].vcpus[0].clockNs).toBe(writeEndsNs + 1_000_000 + 4 * 50_000 + THINK_NS);
    expect(devices[0]).toMatchObject({ reads: 1, readBytes: 4 * 4096, nextPosition: 68 });
    expect(machine.guests[0].policy.members).toEqual([1, 0, 3, 2]);
  });

  it("reads ahead by addresses where the disk does not turn, each run of slots in a request of its own", () => {
    const disk = { ...DISK, rotational: false, channels: 2 };
    const swap = { pages: 600, device: "disk", readaheadPages: 4 };
    const vm = smallVm({ memoryPages: 4, swap, workload: smallWorkload(600) });
    // Slots 0 … 3 for pages 0 … 3, then 4, 5 … for 20, 21 …
    const machine = ran(smallScenario({ devices: [disk], vms: [vm] }), [0, 1, 2, 3, 20, 21, 22, 23, 4, 5, 6, 7]);
    machine.freePages(0, 4, 4);
    machine.setStream(0, 0, [2, 3], 1000);
    machine.run(2 * LONG_NS);
    const { vms, devices } = machine.state();
    expect(vms[0].pages.map(({ kind }, page) => (kind === "mapped" ? page : -1)).filter((page) => page >= 0)).toEqual([
      1, 2, 3,
    ]);
    expect(vms[0]).toMatchObject({ majorFaults: 1, minorFaults: 13, swapInPages: 3 });
    expect(devices[0]).toMatchObject({ reads: 1, nextPosition: 64 + 4 });
    expect(vms[0].vcpus[0].clockNs).toBe(LONG_NS + 100 + 300 + 1_000_000 + 3 * 100_000 + THINK_NS + 100 + THINK_NS);
  });

  it("drops clean file pages, writes dirty ones back, and reads them from the file's place on the disk", () => {
    const vm = smallVm({ memoryPages: 1, workload: smallWorkload(4, 2) });
    const { vms, devices } = ran(smallScenario({ vms: [vm] }), [2, write(3), 2]).state();
    expect(vms[0]).toMatchObject({ fileReadPages: 3, fileWritePages: 1, fileDropPages: 1, evictions: 2 });
    expect(vms[0]).toMatchObject({ majorFaults: 3, swapOutPages: 0 });
    expect(vms[0].pages[3]).toEqual({ kind: "absent" });
    expect(devices[0].nextPosition).toBe(64 + 16 + 1);
  });

  it("runs out of memory when no victim can be evicted", () => {
    const swap = { pages: 0, device: "disk", readaheadPages: 1 };
    const { vms } = ran(smallScenario({ vms: [smallVm({ memoryPages: 2, kernelPages: 1, swap })] }), [0, 1]).state();
    expect(vms[0]).toMatchObject({ state: "out-of-memory", references: 1, mappedPages: 0, freePages: 1, evictions: 0 });
    expect(vms[0]).toMatchObject({ minorFaults: 1, scannedPages: 0, backedPages: 2, directReclaims: 1 });
    expect(vms[0].vcpus[0]).toMatchObject({ asleep: true, clockNs: 1800 + 100 + THINK_NS });
  });

  it("skips victims that cannot be evicted", () => {
    const swap = { pages: 0, device: "disk", readaheadPages: 1 };
    const vm = smallVm({ memoryPages: 3, swap, workload: smallWorkload(6, 1) });
    const { vms } = ran(smallScenario({ vms: [vm] }), [0, 1, 5, 2]).state();
    expect(vms[0]).toMatchObject({ scannedPages: 3, evictions: 1, mappedPages: 3, state: "running" });
    expect(vms[0].pages[5]).toEqual({ kind: "absent" });
  });
});

describe("reclaim by watermarks", () => {
  it("evicts until the high watermark when at the minimum", () => {
    const vm = smallVm({ memoryPages: 6, watermarks: { minPages: 1, lowPages: 1, highPages: 4, reservePages: 0 } });
    const { vms } = ran(smallScenario({ vms: [vm] }), [0, 1, 2, 3, 4, 5]).state();
    expect(vms[0]).toMatchObject({ directReclaims: 1, evictions: 3, freePages: 3, kswapdClockNs: null });
    expect(vms[0].vcpus[0].clockNs).toBe(5 * 1800 + 100 + 3 * (1 + 10) + THINK_NS);
  });

  it("wakes kswapd below low; kswapd uses its own time", () => {
    const vm = smallVm({ memoryPages: 6, watermarks: { minPages: 0, lowPages: 2, highPages: 4, reservePages: 0 } });
    const machine = new TwinMachine(smallScenario({ vms: [vm] }));
    machine.boot([0], 0);
    machine.setStream(0, 0, [0, 1, 2, 3, 4], THINK_NS);
    const wokenNs = 4 * 1800 + 100;
    machine.run(wokenNs + 1);
    expect(machine.state().vms[0]).toMatchObject({ kswapdClockNs: wokenNs + 3 * 11, evictions: 3, directReclaims: 0 });
    machine.run(LONG_NS);
    expect(machine.state().vms[0]).toMatchObject({ kswapdClockNs: null, freePages: 4 });
    expect(machine.state().vms[0].vcpus[0].clockNs).toBe(5 * 1800);
  });
});

describe("time", () => {
  it("lets a vCPU run a quantum ahead of the next", () => {
    const vm = smallVm({ memoryPages: 16 });
    const machine = new TwinMachine(smallScenario({ costs: FREE, quantumNs: 250, vms: [vm, vm] }));
    machine.boot([0, 1], 0);
    for (const index of [0, 1]) {
      machine.setStream(index, 0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 100);
    }
    machine.run(900);
    const owners = machine.state().host.frames.flatMap((owner) => (owner === null ? [] : [owner.vm]));
    expect(owners.join("")).toBe("000111111000000111");
    expect(machine.state().vms.map((one) => one.vcpus[0].clockNs)).toEqual([900, 900]);
  });

  it("continues at the current time when a sleeping vCPU gets references", () => {
    const machine = ran(smallScenario(), [0]);
    expect(machine.state().vms[0].vcpus[0]).toEqual({ clockNs: 1800, asleep: true, references: 1 });
    machine.setStream(0, 0, [0, 0], 10);
    machine.run(LONG_NS + 10);
    expect(machine.state().vms[0].vcpus[0]).toEqual({ clockNs: LONG_NS + 10, asleep: false, references: 2 });
  });
});

describe("boot and shutdown", () => {
  it("boots warm without time, device or counters", () => {
    const vm = smallVm({ kernelPages: 1, workload: smallWorkload(6, 1, 6) });
    const machine = new TwinMachine(smallScenario({ vms: [vm] }));
    machine.boot([0], 5000);
    machine.check();
    const { vms, devices, host } = machine.state();
    expect(vms[0]).toMatchObject({ minorFaults: 0, swapOutPages: 0, evictions: 0, references: 0, backedPages: 4 });
    expect(vms[0].pages.map((page) => page.kind)).toEqual([
      "swapped",
      "swapped",
      "swapped",
      "mapped",
      "mapped",
      "mapped",
    ]);
    expect(vms[0].pages.map((page) => page.kind === "mapped" && page.dirty)).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(vms[0].vcpus[0]).toEqual({ clockNs: 5000, asleep: true, references: 0 });
    expect(devices[0]).toMatchObject({ reads: 0, writes: 0, nextPosition: null });
    expect(host).toMatchObject({ zeroFills: 0, scannedPages: 0 });
  });

  it("frees everything at shutdown", () => {
    const machine = ran(
      smallScenario({ host: smallHost({ memoryPages: 2 }), vms: [smallVm({ kernelPages: 1 })] }),
      [0, 1, 2, 3, 4],
    );
    expect(machine.state().host.swapUsedPages).toBe(2);
    machine.shutdown(0, LONG_NS);
    machine.check();
    const { vms, host } = machine.state();
    expect(host).toMatchObject({ freePages: 2, swapUsedPages: 0 });
    expect(vms[0]).toMatchObject({
      state: "shut-down",
      mappedPages: 0,
      swapUsedPages: 0,
      backedPages: 0,
      freePages: 4,
    });
  });
});
