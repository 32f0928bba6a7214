import type { ActivityView } from "../manager.ts";

/** Moving averages of the share of a VM's memory that is in use. */
export interface ActivityAverages {
  /** Sampling periods they know of. */
  readonly periods: number;
  readonly slow: number;
  readonly fast: number;
}

/** How much the latest period counts in each average. */
export interface AverageWeights {
  readonly slow: number;
  readonly fast: number;
}

/** The averages when a sampling period is over; the first period is all they know then. */
export function averaged(
  before: ActivityAverages | null,
  { periods, latestShare }: ActivityView,
  weights: AverageWeights,
): ActivityAverages {
  if (before === null) return { periods, slow: latestShare, fast: latestShare };
  if (before.periods === periods) return before;
  return {
    periods,
    slow: before.slow + weights.slow * (latestShare - before.slow),
    fast: before.fast + weights.fast * (latestShare - before.fast),
  };
}

/**
 * The estimate: the largest of the slow average, the fast one, and the fast one as it would be if the period under way ended now, so that
 * it rises quickly and falls slowly (Waldspurger, OSDI 2002, section 5.3).
 */
export function activeShare({ slow, fast }: ActivityAverages, currentShare: number, weights: AverageWeights): number {
  return Math.max(slow, fast, fast + weights.fast * (currentShare - fast));
}
