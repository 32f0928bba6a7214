import { quote } from "../parameter/reading.ts";
import { type Leaf, leaf } from "./key/leaf.ts";
import type { Report } from "./problem.ts";
import type { Vm } from "./vm/vm.ts";

/** The smallest share of the pages that can be simulated is one in so many. */
export const MOST_SCALE = 1024;

/** With fewer simulated pages than this in a VM, chance decides too much of what is measured. */
const LEAST_PAGES = 2048;

const scales = Array.from({ length: Math.log2(MOST_SCALE) + 1 }, (_, power) => 2 ** power);

/** A scale as a person writes it, `1/16` or `16`; becomes the number of pages that each simulated page stands for. */
export const scaleLeaf: Leaf<number> = leaf({ enum: [...scales.map(writeScale), ...scales] }, (written) => {
  const [, share, whole] = /^\s*(?:1\s*\/\s*(\d+)|(\d+))\s*$/u.exec(String(written)) ?? [];
  const scale = scales.find((known) => known === Number(share ?? whole));
  if (scale !== undefined) return { value: scale };
  return { problem: `${quote(written)} is not a scale: write 1, or 1/2, 1/4, 1/8 … ${writeScale(MOST_SCALE)}` };
});

/** A scale as a person writes it. */
export function writeScale(scale: number): string | number {
  return scale === 1 ? 1 : `1/${scale}`;
}

/** Reports a scale at which a VM would have too few pages for its figures to mean anything. */
export function checkScale(scale: number, vms: readonly Vm[], report: Report): void {
  const smallest = vms.reduce<Vm | null>((least, vm) => (least !== null && size(least) <= size(vm) ? least : vm), null);
  if (scale === 1 || smallest === null || !(size(smallest) / scale < LEAST_PAGES)) return;
  const most = scales.findLast((one) => size(smallest) / one >= LEAST_PAGES) ?? 1;
  report(
    ["scale"],
    `${smallest.name} would have ${Math.floor(size(smallest) / scale)} pages, too few to stand for all it has, at least ${LEAST_PAGES}: ${most === 1 ? "leave the scale out" : `write ${writeScale(most)} or a larger share`}`,
  );
}

/** Pages of a VM that must be sampled well: its memory, or what its workload touches if that is less. */
function size({ memoryPages, workload }: Vm): number {
  return Math.min(memoryPages, workload.pages);
}
