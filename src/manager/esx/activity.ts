import type { ActivityView } from "../manager.ts";

/** Moving averages of the share of a VM's memory that is in use. */
export interface ActivityAverages {
  /** Sampling periods they contain. */
  readonly periods: number;
  readonly slow: number;
  readonly fast: number;
}

/** Weight of the latest period in each average. */
export interface AverageWeights {
  readonly slow: number;
  readonly fast: number;
}

/** The averages at the end of a sampling period; after the first period they are its share. */
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
 * The estimate: the largest of the slow average, the fast one, and the fast one with the current period included. It rises quickly and
 * falls slowly (Waldspurger, OSDI 2002, section 5.3).
 */
export function activeShare({ slow, fast }: ActivityAverages, currentShare: number, weights: AverageWeights): number {
  return Math.max(slow, fast, fast + weights.fast * (currentShare - fast));
}
