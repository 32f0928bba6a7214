import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../../src/catalogue.ts";
import { buildScenario } from "../../../src/scenario/build.ts";
import { simulateWith } from "../../../src/simulation/simulate.ts";
import { SampledDistances } from "../../../src/simulation/steering/distances.ts";
import { Foresight } from "../../../src/simulation/steering/foresight.ts";

/** References by stack distance, found by searching a list. */
function slowHistogram(references: readonly number[], pages: number): number[] {
  const stack: number[] = [];
  const histogram = Array.from({ length: pages + 1 }, () => 0);
  for (const page of references) {
    const distance = stack.indexOf(page) + 1;
    histogram[distance] = (histogram[distance] ?? 0) + 1;
    if (distance > 0) stack.splice(distance - 1, 1);
    stack.unshift(page);
  }
  return histogram;
}

describe("sampled stack distances", () => {
  it("are exact when every page is looked at", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 200 }), (references) => {
        const distances = new SampledDistances(9);
        distances.add(
          Uint32Array.from(references, (page, at) => page + (at % 2 === 0 ? 2 ** 31 : 0)),
          references.length,
        );
        expect([...distances.take()]).toEqual(slowHistogram(references, 9));
      }),
    );
  });

  it("of pages that were freed begin again, and freed pages are between no others", () => {
    const references = fc.array(fc.nat(8), { maxLength: 60 });
    const freed = fc.record({ first: fc.nat(8), pages: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(references, freed, references, (before, { first, pages }, after) => {
        const isKept = (page: number) => page < first || page >= first + pages;
        const distances = new SampledDistances(9);
        distances.add(Uint32Array.from(before), before.length);
        distances.take();
        distances.free(first, pages);
        distances.add(Uint32Array.from(after), after.length);
        // The same without the references to the freed pages.
        const kept = before.filter(isKept);
        const earlier = slowHistogram(kept, 9);
        const all = slowHistogram([...kept, ...after], 9);
        expect([...distances.take()]).toEqual(all.map((count, distance) => count - (earlier[distance] ?? 0)));
      }),
    );
  });

  it("of a loop over many pages lie where its length says", () => {
    const pages = 100_000;
    const distances = new SampledDistances(pages);
    const loop = Uint32Array.from({ length: pages }, (_, page) => page);
    distances.add(loop, pages);
    distances.take();
    distances.add(loop, pages);
    const histogram = distances.take();
    expect(histogram[distances.sampled]).toBe(distances.sampled);
    expect(distances.sampled * distances.scale).toBeCloseTo(pages, 6);
  });
});

const twoVms = (manager: object) =>
  buildScenario(
    {
      version: 1,
      duration: "20s",
      host: { memory: "640MiB", swap: "1GiB" },
      manager,
      vms: [
        {
          name: "busy",
          memory: "512MiB",
          swap: "512MiB",
          balloon: { minimum: "64MiB" },
          workload: { memory: "400MiB", warm: "400MiB", pattern: "uniform", think: "50us" },
        },
        {
          name: "asleep",
          memory: "512MiB",
          swap: "512MiB",
          balloon: { minimum: "64MiB" },
          workload: { memory: "400MiB", warm: "400MiB", pattern: "idle", set: "16MiB", rate: 200 },
        },
      ],
    },
    catalogue,
  );

describe("the curves of what is to come", () => {
  it("say of even use that it faults in proportion to what is missing", () => {
    const scenario = twoVms({ kind: "by-miss-ratio" });
    const vm = scenario.vms[0];
    if (vm === undefined) throw new Error("there is no VM");
    const curve = new Foresight(scenario, 0, vm, new Map(), 5e9).curve(0);
    const base = (vm.kernelPages + vm.watermarks.highPages) * 4096;
    const half = curve?.sizesBytes.findIndex((bytes) => bytes - base >= vm.workload.pages * 2048) ?? -1;
    // 20 000 references a second, half of them to pages beyond the half.
    expect((curve?.faultsPerSecond[half] ?? 0) / 10_000).toBeCloseTo(1, 1);
    expect(curve?.faultsPerSecond.at(-1)).toBe(0);
  });

  it("count memory that was freed as new when it is touched again", () => {
    const idle = { pattern: "idle", set: "1MiB", rate: 100 };
    const workload = {
      memory: "400MiB",
      warm: "400MiB",
      phases: [
        { for: "5s", ...idle },
        { for: "5s", ...idle, free: { from: "100MiB", memory: "300MiB" } },
        { pattern: "sequential", think: "50us" },
      ],
    };
    const scenario = buildScenario(
      { version: 1, duration: "15s", host: { memory: "1GiB" }, vms: [{ name: "freed", memory: "512MiB", workload }] },
      catalogue,
    );
    const vm = scenario.vms[0];
    if (vm === undefined) throw new Error("there is no VM");
    const foresight = new Foresight(scenario, 0, vm, new Map(), 5e9);
    const newMib = [0, 5e9, 10e9].map((nowNs) => (foresight.curve(nowNs)?.newBytes ?? Number.NaN) / 1024 ** 2);
    // 100 000 references in order: the 100 MiB that were kept, then 290 MiB of those freed.
    expect(newMib[0]).toBe(0);
    expect((newMib[1] ?? 0) + (newMib[2] ?? 0)).toBeGreaterThan(285);
    expect((newMib[1] ?? 0) + (newMib[2] ?? 0)).toBeLessThan(301);
  });

  it("let by-miss-ratio do no worse than managers that cannot see them, within a hundredth", async () => {
    const worst = async (manager: object) => {
      const { vms } = await simulateWith(await machineModule(), twoVms(manager));
      return Math.max(...vms.map(({ slowdown }) => slowdown));
    };
    const divided = (await worst({ kind: "by-miss-ratio" })) / 1.01;
    expect(divided).toBeLessThanOrEqual(await worst({ kind: "static", share: 0.6 }));
    expect(divided).toBeLessThanOrEqual(await worst({ kind: "proxmox" }));
    expect(divided).toBeLessThanOrEqual(await worst({ kind: "none" }));
  });
});
