import { expect, it } from "vitest";
import { Machine } from "../../src/engine/machine/machine.ts";
import { machineModule } from "../../src/engine/source.node.ts";
import type { Sharing } from "../../src/scenario/scenario.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import { smallHost, smallScenario, smallVm, smallWorkload } from "../twin/small.ts";
import { holds } from "./comparison.ts";
import { cell, measured } from "./measured.ts";

const KSM: Sharing = {
  pagesToScan: 4000,
  sleepNs: 500e6,
  twice: true,
  beforeSwap: false,
  mostSharers: 256,
  scanNs: 700,
  mergeNs: 1000,
  copyNs: 500,
  tuning: null,
};

/** Regions of identical or zero memory, each an idle VM of its own, over which KSM has passed so often. */
interface Step {
  readonly regions: number;
  readonly pages: number;
  readonly zero: boolean;
  readonly passes: number;
}

/** What the machine can do of what was measured: its pages do not change their content so that they become equal again. */
const STEPS: Readonly<Record<string, Step>> = {
  "two identical regions, pass 1": { regions: 2, pages: 16384, zero: false, passes: 1 },
  "two identical regions, pass 2": { regions: 2, pages: 16384, zero: false, passes: 2 },
  "zeroes, use_zero_pages 0": { regions: 1, pages: 8192, zero: true, passes: 3 },
};

async function merged({ regions, pages, zero, passes }: Step) {
  const content = { image: { name: "debian", share: zero ? 0 : 1 }, zeroShare: zero ? 1 : 0, volatileShare: 0 };
  const vm = smallVm({ memoryPages: pages, workload: { ...smallWorkload(pages, 0, pages), content } });
  const scenario = smallScenario({
    host: smallHost({ memoryPages: 2 * regions * pages, sharing: KSM }),
    vms: Array.from({ length: regions }, (_, index) => ({ ...vm, name: `vm-${index}` })),
  });
  const machine = await Machine.create(await machineModule(), layoutOf(scenario));
  for (const index of scenario.vms.keys()) machine.boot(index, 0, 0, pages);
  machine.layDown();
  // Two batches more, for the time that merging takes: until the second region comes the next pass merges nothing.
  const batches = Math.ceil((regions * pages * passes) / KSM.pagesToScan) + 2;
  machine.run(batches * (KSM.sleepNs + KSM.pagesToScan * KSM.scanNs));
  machine.check();
  const { sharedPages, sharingPages } = machine.sharing() ?? { sharedPages: 0, sharingPages: 0 };
  return { pages_shared: sharedPages, pages_sharing: sharingPages };
}

const rows = measured("ksm.csv").map((row) => [`${cell(row, "kernel")} ${cell(row, "step")}`, row] as const);

it.for(rows.filter(([, row]) => cell(row, "step") in STEPS))("KSM merges as the kernel's: %s", async ([name, row]) => {
  const step = STEPS[cell(row, "step")];
  if (step === undefined) throw new Error(`There is no step ${name}.`);
  const found = await merged(step);
  for (const counted of ["pages_shared", "pages_sharing"] as const) {
    const [real, simulated] = [Number(cell(row, counted)), found[counted]];
    const near = holds({ table: "ksm.csv", row: name, counted, real, simulated, allowed: [real, real] });
    expect(near, `${counted}: ${simulated}, not ${real}`).toBe(true);
  }
});
