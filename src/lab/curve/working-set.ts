import { elementAt } from "../../list/element-at.ts";
import { LabError } from "../error.ts";

const PAGE = 0x7fff_ffff;

/** Working set for a window: Denning's working set, and the minimum memory with the same number of faults. */
export interface WorkingSet {
  /** The window τ, in references. */
  readonly window: number;
  /** References to pages not used within the window: the faults of both the working-set policy and VMIN. */
  readonly faults: number;
  readonly faultRatio: number;
  /** Mean number of pages used within the window. */
  readonly meanPages: number;
  /** Mean number of pages in memory under VMIN, which keeps a page only if it is used again within the window. */
  readonly meanVminPages: number;
}

/**
 * Working sets for some windows, in one pass. Denning, The working set model for program behavior, CACM 11 (1968),
 * https://doi.org/10.1145/363095.363141; Prieve and Fabry, VMIN, CACM 19 (1976), https://doi.org/10.1145/360051.360231
 */
export function workingSets(references: Uint32Array, distinctPages: number, windows: readonly number[]): WorkingSet[] {
  for (const window of windows) {
    if (!Number.isSafeInteger(window) || window < 1) {
      throw new LabError(`"${window}" is not a window: write a number of references, at least 1`);
    }
  }
  const length = references.length;
  // Number of references during which a page is held, summed over pages.
  const sums = windows.map((window) => ({ window, faults: 0, held: 0, heldByVmin: 0 }));
  const last = new Uint32Array(distinctPages);
  let time = 0;
  for (const reference of references) {
    time++;
    const page = reference & PAGE;
    const before = elementAt(last, page, "page");
    last[page] = time;
    const gap = time - before;
    for (const sum of sums) {
      if (before === 0 || gap > sum.window) sum.faults++;
      if (before === 0) continue;
      sum.held += Math.min(gap, sum.window);
      sum.heldByVmin += gap <= sum.window ? gap : 1;
    }
  }
  return sums.map(({ window, faults, held, heldByVmin }) => {
    let tail = 0;
    for (const used of last) if (used > 0) tail += Math.min(length - used + 1, window);
    return {
      window,
      faults,
      faultRatio: faults / length,
      meanPages: (held + tail) / length,
      meanVminPages: (heldByVmin + distinctPages) / length,
    };
  });
}
