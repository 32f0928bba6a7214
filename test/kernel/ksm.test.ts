import { describe, expect, it } from "vitest";
import { Machine } from "../../src/engine/machine/machine.ts";
import { machineModule } from "../../src/engine/source.node.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import type { Host } from "../../src/scenario/scenario.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { WRITE } from "../../src/workload/stream.ts";
import { catalogue } from "../scenario/example.ts";
import { smallHost, smallScenario, smallVm, smallWorkload } from "../twin/scenario/small.ts";
import { expectHeld } from "./comparison.ts";
import { cell, kernelOf, measured } from "./measured.ts";
import type { TableRow } from "./table.ts";

type Kernel = "6.1" | "6.12";

/** KSM as a scenario says it; a step of the scanner is a round, and it is stopped before the next. */
function ksm(keys: object): Host["sharing"] {
  const document = {
    version: 1,
    duration: "1min",
    host: { memory: "1GiB", sharing: { kind: "ksm", pagesToScan: 1_000_000, ...keys } },
    vms: [{ name: "a", memory: "256MiB", workload: { pattern: "uniform" } }],
  };
  return buildScenario(document, catalogue).host.sharing;
}

const LONG_NS = 10e9;

/**
 * What stands for the program's regions: VMs whose pages are an image's, or zeroes. The image is twice as large as a region. What the
 * program writes into a page, the same for each region, is a page of the other half: the page is freed, and that one filled in its frame.
 */
class Regions {
  readonly #machine: Machine;
  readonly #pages: number;
  #nowNs = 0;

  private constructor(machine: Machine, pages: number) {
    this.#machine = machine;
    this.#pages = pages;
  }

  static async create(pages: number, regions: number, content: "image" | "zeroes", keys: object): Promise<Regions> {
    const image = content === "image" ? { name: "same", share: 1 } : null;
    const holds = { image, zeroShare: image === null ? 1 : 0, volatileShare: 0 };
    const vm = smallVm({ memoryPages: pages, workload: { ...smallWorkload(2 * pages), content: holds } });
    const scenario = smallScenario({
      host: smallHost({ memoryPages: regions * pages, sharing: ksm(keys) }),
      vms: Array.from({ length: regions }, (_, index) => ({ ...vm, name: `vm-${index}` })),
    });
    const machine = await Machine.create(await machineModule(), layoutOf(scenario));
    const made = new Regions(machine, pages);
    made.#machine.steerSharing("stop", 1, 1, 0);
    for (let region = 0; region < regions; region++) {
      machine.boot(region, 0, 0, 0);
      made.#fill(region, 0, pages);
    }
    return made;
  }

  write(region: number, first: number, pages: number): void {
    this.#machine.freePages(region, first, pages, this.#nowNs);
    this.#fill(region, this.#pages + first, pages);
  }

  /** The pages hold again what they held before they were written. */
  restore(region: number, first: number, pages: number): void {
    this.#machine.freePages(region, this.#pages + first, pages, this.#nowNs);
    this.#fill(region, first, pages);
  }

  /** Lets the scanner make so many rounds. */
  pass(rounds = 1): void {
    const { sharingFullScans: before = 0 } = this.#machine.sharing() ?? {};
    for (let round = 0; round < rounds; round++) {
      this.#machine.steerSharing("run", 1_000_000, 1e15, this.#nowNs);
      this.#run();
      this.#machine.steerSharing("stop", 1, 1, this.#nowNs);
    }
    expect(this.#machine.sharing()?.sharingFullScans).toBe(before + rounds);
  }

  counters() {
    this.#machine.check();
    const counted = this.#machine.sharing();
    if (counted === null) throw new Error("The host shares no pages.");
    return counted;
  }

  #fill(region: number, first: number, pages: number): void {
    for (let at = first; at < first + pages; at += 4096) {
      const some = Math.min(4096, first + pages - at);
      this.#machine.streamOf(region).set(Array.from({ length: some }, (_, index) => WRITE + at + index));
      this.#machine.give(region, some, 1, this.#nowNs);
      this.#run();
    }
  }

  #run(): void {
    this.#nowNs += LONG_NS;
    for (let vcpu = this.#machine.run(this.#nowNs); vcpu !== null; vcpu = this.#machine.run(this.#nowNs))
      this.#machine.finish(vcpu);
  }
}

const PAGES = 16384;

/** Our names of the kernel's counters; 6.1 does not count its pages of zeroes. */
const COUNTERS = {
  pages_shared: "sharedPages",
  pages_sharing: "sharingPages",
  pages_unshared: "sharingUnsharedPages",
  pages_volatile: "sharingVolatilePages",
  ksm_zero_pages: "sharingZeroPages",
} as const;

/** The counters are a measured row's. */
function expectAsMeasured(row: TableRow, regions: Regions): void {
  const name = `${cell(row, "kernel")} ${cell(row, "step")}`;
  const counters = regions.counters();
  for (const [counted, ours] of Object.entries(COUNTERS)) {
    if (cell(row, counted) === "") continue;
    const [real, simulated] = [Number(cell(row, counted)), counters[ours]];
    expectHeld({ table: "ksm.csv", row: name, counted, real, simulated, allowed: [real, real] });
  }
}

const rows = measured("ksm.csv");

describe.for(["6.1", "6.12"] as const)("KSM of %s", (kernel) => {
  const of = rows.filter((row) => kernelOf(row) === kernel);

  it.skipIf(of.length === 0)("counts what the kernel counts, pass by pass", async () => {
    const regions = await Regions.create(PAGES, 2, "image", { kernel, smartScan: false });
    const write = (region: number, first: number, pages: number) => () => regions.write(region, first, pages);
    const steps: Readonly<Record<string, () => void>> = {
      "one page of the second written": write(1, 5000, 1),
      "2000 more of the second written": write(1, 6000, 2000),
      "the same 2000 of the first written": write(0, 6000, 2000),
    };
    for (const row of of.filter((each) => !cell(each, "step").startsWith("zeroes"))) {
      const step = cell(row, "step");
      steps[step]?.();
      regions.pass();
      expectAsMeasured(row, regions);
    }
  });

  it.for([0, 1])("counts what the kernel counts of zeroes, use_zero_pages %i", async (zeroPages) => {
    const row = of.find((each) => cell(each, "step") === `zeroes, use_zero_pages ${zeroPages}`);
    if (row === undefined) return;
    const regions = await Regions.create(8192, 1, "zeroes", { kernel, smartScan: false, zeroPages: zeroPages === 1 });
    regions.pass(3);
    expectAsMeasured(row, regions);
  });
});

describe("smart scan", () => {
  const RANDOM = 8192;

  /** Rounds from when pages that were unlike each other for so many rounds are made alike until all are merged. */
  async function roundsUntilMerged(kernel: Kernel, unlike: number) {
    const regions = await Regions.create(RANDOM, 2, "image", { kernel });
    regions.write(1, 0, RANDOM);
    regions.pass(unlike);
    expect(regions.counters()).toMatchObject({ sharedPages: 0, sharingMerges: 0 });
    regions.restore(1, 0, RANDOM);
    for (let rounds = 1; rounds < 40; rounds++) {
      regions.pass();
      const { sharingPages, sharingSkippedPages } = regions.counters();
      if (sharingPages === RANDOM) return { rounds, skipped: sharingSkippedPages / (2 * RANDOM) };
    }
    return null;
  }

  it("is not on with 6.1: a round finds the change, the next one merges", async () => {
    expect(await roundsUntilMerged("6.1", 8)).toEqual({ rounds: 2, skipped: 0 });
  });

  // A page without a partner is looked at on its visits 0 to 3, 5, 8, 13, 22 (skip_age in mm/ksm.c). The first after the change finds it, and
  // the second merges. The kernel took 14 rounds when the pages were made alike in its ninth: visit 13 finds the change, visit 22 merges.
  it.for([
    [3, 3, 1],
    [6, 8, 7],
    [7, 7, 7],
    [8, 6, 7],
    [9, 14, 15],
  ] as const)("is on with 6.12: after %i rounds, %i more", async ([unlike, rounds, skipped]) => {
    expect(await roundsUntilMerged("6.12", unlike)).toEqual({ rounds, skipped });
  });
});
