import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../../src/catalogue.ts";
import { Machine } from "../../../src/engine/machine/machine.ts";
import { buildScenario } from "../../../src/scenario/build.ts";
import { layoutOf } from "../../../src/simulation/layout.ts";
import { Answers } from "../../../src/simulation/steering/answers.ts";
import { Pressure } from "../../../src/simulation/vm/pressure.ts";
import { reserveMib } from "../../scenario/memory/reserve.ts";

const MIB = 1024 ** 2;

/** A guest of 16 MiB, 2 of them the kernel's and 4 touched, of which 1 is file-backed. */
const SMALL = {
  memory: "16MiB",
  kernel: "2MiB",
  watermarks: { min: "1MiB", low: "2MiB", high: "3MiB" },
  workload: { memory: "4MiB", files: "1MiB", warm: "100%", pattern: "idle" },
};

async function guest(statistics: unknown, vmKeys: object = SMALL) {
  const written = {
    version: 1,
    duration: "1s",
    host: { memory: "2GiB" },
    vms: [{ name: "a", statistics, ...vmKeys }],
  };
  const scenario = buildScenario(written, catalogue);
  const machine = await Machine.create(await machineModule(), layoutOf(scenario));
  const [vm] = scenario.vms;
  if (vm === undefined) throw new Error("there is a VM");
  machine.boot(0, 0, 0, vm.workload.warmPages, vm.workload.warmFilePages);
  machine.layDown();
  return new Answers(machine, scenario, 0, vm, new Pressure(machine, 0, vm.vcpus, vm.bootNs));
}

describe("what a manager knows of a guest", () => {
  it("is the latest answer that has arrived, of what virtio's driver tells", async () => {
    const answers = await guest({ delay: "100ms" });
    expect(answers.seen(0)).toBeNull();
    answers.poll(50e6);
    expect(answers.seen(149e6)).toBeNull();
    expect(answers.seen(200e6)).toMatchObject({
      ageNs: 150e6,
      totalBytes: 16 * MIB,
      freeBytes: 10 * MIB,
      // 10 MiB free without the 3 of the high watermark, and half of 1 MiB of files.
      availableBytes: 7.5 * MIB,
      cachesBytes: MIB,
      committedBytes: null,
      lowBytes: null,
    });
  });

  it("is more where the manager's own driver tells more", async () => {
    const answers = await guest(true);
    answers.poll(0);
    const seen = answers.seen(0, { from: "polled", beyondVirtio: ["committedBytes"] });
    expect(seen).toMatchObject({ committedBytes: 5 * MIB, lowBytes: null, highBytes: null });
  });

  it("is less where the guest leaves something out, and nothing when it does not answer", async () => {
    const answers = await guest({ missing: ["available", "caches", "swap", "faults"] });
    const asked = { from: "asked", beyondVirtio: [] } as const;
    expect(answers.seen(0, asked)).toMatchObject({
      ageNs: 0,
      totalBytes: 16 * MIB,
      freeBytes: 10 * MIB,
      availableBytes: null,
      cachesBytes: null,
      swapInBytes: null,
      majorFaults: null,
    });
    expect((await guest(false)).seen(0, asked)).toBeNull();
  });

  it("is everything to a manager that runs in the guest", async () => {
    const answers = await guest(false);
    expect(answers.seen(7, { from: "inside", beyondVirtio: [] })).toMatchObject({
      ageNs: 0,
      committedBytes: 5 * MIB,
      lowBytes: 2 * MIB,
      highBytes: 3 * MIB,
      frontswapBytes: 0,
    });
  });

  it("has Linux's reserve in its watermarks, and MemAvailable leaves it out once", async () => {
    const kernelMib = 256;
    const workload = { memory: "512MiB", files: "256MiB", warm: "100%", pattern: "idle" };
    const answers = await guest(true, { memory: "1GiB", kernel: `${kernelMib}MiB`, workload });
    const seen = answers.seen(0, { from: "inside", beyondVirtio: [] });
    // Low is 44 MiB and a quarter, high two quarters; DMA keeps 3.7 MiB, a 256th of the rest of what the allocator manages.
    const reserve = Math.floor(reserveMib(1024, 44) * 256) / 256;
    const mib = (bytes: number | null | undefined) => (bytes ?? Number.NaN) / MIB;
    expect(reserve).toBeCloseTo(3.7, 1);
    expect(mib(seen?.lowmemReserveBytes)).toBe(reserve);
    expect(mib(seen?.lowBytes)).toBeCloseTo(55 + reserve, 1);
    expect(mib(seen?.highBytes)).toBeCloseTo(66 + reserve, 1);
    // mm/show_mem.c: free less the high watermarks and the reserve, and the cache less the low watermarks alone.
    expect(mib(seen?.availableBytes)).toBeCloseTo(1024 - kernelMib - 512 - (66 + reserve) + (256 - 55), 1);
  });
});
