import type { Plan, Searched, Trial } from "../../study/plan.ts";
import { isMeasured, type Outcome } from "../../study/runs.ts";
import { table, type Value } from "../run/csv.ts";
import {
  BLAME_COLUMNS,
  blameFields,
  blameJson,
  MEASURES,
  measuresJson,
  valuesOf,
  verdictJson,
} from "./comparison-data.ts";

/** A plan as JSON, as docs/compare.md describes it. */
export function capacityJson({ scenario, capacity, unit, maxSlowdown, variations, rows }: Plan): string {
  const written = {
    scenario,
    capacity,
    unit,
    maxSlowdown,
    vary: variations,
    rows: rows.map(({ values, best, next, passingAbove, trials, scale, searched }) => ({
      values: valuesOf(variations, values),
      best: best?.amount ?? null,
      next: next?.amount ?? null,
      nextFailure: next === null ? null : failureJson(next.outcome),
      passingAbove: passingAbove.map(({ amount }) => amount),
      trials: trials.map(trialJson),
      scale,
      searched: searched === null ? null : searchedJson(searched),
    })),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** The search with a sample of the pages. */
function searchedJson({ scale, best, next, trials }: Searched): object {
  return { scale, best: best?.amount ?? null, next: next?.amount ?? null, trials: trials.map(trialJson) };
}

/** Why the next step does not pass: who suffers first, or why it cannot be run. */
function failureJson(outcome: Outcome): object {
  if (!isMeasured(outcome)) return { blame: null, problem: outcome.problem };
  return { blame: blameJson(outcome), problem: null };
}

function trialJson({ amount, passed, outcome }: Trial): object {
  const measured = isMeasured(outcome);
  return {
    amount,
    passed,
    completed: measured,
    ...(measured ? { ...measuresJson(outcome), ...verdictJson(outcome) } : { problem: outcome.problem }),
  };
}

/** All trials of a plan as a table after RFC 4180; a value that does not exist is empty. */
export function capacityCsv({ capacity, variations, rows }: Plan): string {
  const head = [
    ...variations.map(({ path }) => path),
    capacity,
    "passed",
    "completed",
    ...MEASURES,
    ...BLAME_COLUMNS,
    "problem",
    "scale",
  ];
  const body = rows.flatMap((row) => {
    const searches = row.searched === null ? [row] : [row, row.searched];
    return searches.flatMap(({ scale, trials }) =>
      trials.map((trial): Value[] => [...row.values, ...trialFields(trial), scale]),
    );
  });
  return table([head, ...body]);
}

function trialFields({ amount, passed, outcome }: Trial): Value[] {
  const numbers = MEASURES.map((name) => (isMeasured(outcome) ? (outcome[name] ?? "") : ""));
  const problem = isMeasured(outcome) ? "" : outcome.problem;
  const blame = isMeasured(outcome) ? blameFields(outcome) : BLAME_COLUMNS.map(() => "");
  return [amount, String(passed), String(isMeasured(outcome)), ...numbers, ...blame, problem];
}
