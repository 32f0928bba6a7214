import { elementAt } from "../list/element-at.ts";
import { isMeasured, type Outcome } from "./runs.ts";
import { isOfManager, type Variation } from "./variation.ts";

/**
 * Each run's distance to the best of all runs that differ at most in the manager: 1 − throughput ÷ their highest throughput, from 0 (the
 * best) to 1. `null`: the run or all others were not measured, or none made any reference.
 */
export function distancesToBest(
  variations: readonly Variation[],
  combinations: readonly (readonly string[])[],
  outcomes: readonly Outcome[],
): readonly (number | null)[] {
  const setups = combinations.map((values) =>
    JSON.stringify(values.filter((_, at) => !isOfManager(elementAt(variations, at, "variation").path))),
  );
  const compared = new Map<string | undefined, { readonly runs: number; readonly best: number }>();
  for (const [at, outcome] of outcomes.entries()) {
    if (!isMeasured(outcome)) continue;
    const { runs, best } = compared.get(setups[at]) ?? { runs: 0, best: 0 };
    compared.set(setups[at], { runs: runs + 1, best: Math.max(best, outcome.throughput) });
  }
  return outcomes.map((outcome, at) => {
    const among = compared.get(setups[at]);
    if (!isMeasured(outcome) || among === undefined || among.runs < 2 || among.best === 0) return null;
    return 1 - outcome.throughput / among.best;
  });
}
