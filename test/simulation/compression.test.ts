import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { Machine } from "../../src/engine/machine/machine.ts";
import type { Compression } from "../../src/scenario/scenario.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { gaplessSizes, smallHost, smallScenario, smallVm, smallWorkload } from "../twin/scenario/small.ts";

const FOUR_A_FRAME: Compression = {
  mostPages: 4,
  acceptPages: 2,
  vmShare: null,
  keepBytes: 4096,
  compressNs: 100,
  decompressNs: 50,
  ...gaplessSizes(4096, 4096, 1024),
};

/** One VM of 16 frames on a host of 8 that touches its pages in order, once or more. */
async function touchAll(compression: Compression, times: number, mayCompress = true): Promise<Machine> {
  const scenario = smallScenario({
    host: smallHost({ memoryPages: 8, policy: { kind: "clock", parameters: { load: 0 } }, compression }),
    vms: [smallVm({ memoryPages: 16, workload: smallWorkload(16) })],
  });
  const machine = await Machine.create(await machineModule(), layoutOf(scenario));
  machine.boot(0, 0, 0, 0);
  machine.layDown();
  machine.setReclaim(0, true, mayCompress, 0);
  const references = Array.from({ length: 16 * times }, (_, at) => at % 16);
  machine.streamOf(0).set(references);
  machine.give(0, references.length, 1000, 0);
  for (let vcpu = machine.run(1e9); vcpu !== null; vcpu = machine.run(1e9)) machine.finish(vcpu);
  machine.check();
  return machine;
}

describe("the host's compressed pool", () => {
  it("holds 11 of 16 pages in 3 of 8 frames: every fourth page that goes in takes the frame it left", async () => {
    const machine = await touchAll(FOUR_A_FRAME, 1);
    expect(machine.pool()).toMatchObject({ pooledPages: 11, bytes: 11 * 1024, poolPages: 3, compressedPages: 11 });
    expect(machine.guest(0)).toMatchObject({ backedPages: 5, hostSwapUsedPages: 11 });
    expect([machine.device(0).writes, machine.host().swapOutPages]).toEqual([0, 0]);
  });

  it("serves what it holds without the device, at the price of decompressing", async () => {
    const machine = await touchAll(FOUR_A_FRAME, 2);
    const { majorFaults } = machine.host();
    expect(majorFaults).toBeGreaterThanOrEqual(11);
    expect(machine.pool()?.decompressedPages).toBe(majorFaults);
    expect(machine.device(0).reads).toBe(0);
  });

  it("keeps no page that does not compress enough, and is no larger than it may be", async () => {
    const picky = await touchAll({ ...FOUR_A_FRAME, keepBytes: 1000 }, 1);
    expect(picky.pool()).toMatchObject({ pooledPages: 0, poolPages: 0, uncompressedPages: 8 });
    expect(picky.device(0).writes).toBe(8);
    const small = await touchAll({ ...FOUR_A_FRAME, mostPages: 1, acceptPages: 0 }, 3);
    expect(small.pool()?.poolPages).toBeLessThanOrEqual(1);
    expect(small.pool()?.writtenBackPages).toBeGreaterThan(0);
  });

  it("holds of a VM no more than its share: of one of 16 frames 8 pages in 2 frames, the oldest being written out", async () => {
    const machine = await touchAll({ ...FOUR_A_FRAME, mostPages: 7, acceptPages: 7, vmShare: 1 / 8 }, 1);
    expect(machine.pool()).toMatchObject({ pooledPages: 8, poolPages: 2, compressedPages: 10, writtenBackPages: 2 });
    expect(machine.device(0).writes).toBe(2);
  });

  it("takes nothing of a VM that must not be compressed", async () => {
    const machine = await touchAll(FOUR_A_FRAME, 1, false);
    expect(machine.pool()).toMatchObject({ pooledPages: 0, compressedPages: 0, uncompressedPages: 0 });
    expect(machine.device(0).writes).toBe(8);
  });
});
