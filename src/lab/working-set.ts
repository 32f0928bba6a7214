import { LabError } from "./error.ts";

const PAGE = 0x7fff_ffff;

/** What a window of references says of a trace: Denning's working set, and the least memory with which it faults as rarely. */
export interface WorkingSet {
  /** The window τ, in references. */
  readonly window: number;
  /** References to pages not used within the window: the faults of the working-set policy and of VMIN alike. */
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
  const taus = Float64Array.from(windows);
  const faults = new Float64Array(taus.length);
  // Page-references: for how many references a page is held, summed over pages.
  const held = new Float64Array(taus.length);
  const heldByVmin = new Float64Array(taus.length);
  const last = new Uint32Array(distinctPages);
  for (let time = 1; time <= length; time++) {
    const page = (references[time - 1] ?? 0) & PAGE;
    const before = last[page] ?? 0;
    last[page] = time;
    const gap = time - before;
    for (let at = 0; at < taus.length; at++) {
      const tau = taus[at] ?? 0;
      if (before === 0 || gap > tau) faults[at] = (faults[at] ?? 0) + 1;
      if (before === 0) continue;
      held[at] = (held[at] ?? 0) + Math.min(gap, tau);
      heldByVmin[at] = (heldByVmin[at] ?? 0) + (gap <= tau ? gap : 1);
    }
  }
  return windows.map((window, at) => {
    let tail = 0;
    for (const time of last) if (time > 0) tail += Math.min(length - time + 1, window);
    return {
      window,
      faults: faults[at] ?? 0,
      faultRatio: (faults[at] ?? 0) / length,
      meanPages: ((held[at] ?? 0) + tail) / length,
      meanVminPages: ((heldByVmin[at] ?? 0) + distinctPages) / length,
    };
  });
}
