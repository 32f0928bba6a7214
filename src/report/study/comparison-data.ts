import { elementAt } from "../../list/element-at.ts";
import type { Comparison, ComparisonRow } from "../../study/compare.ts";
import { isMeasured } from "../../study/runs.ts";
import type { Measures } from "../../study/verdict/measures.ts";
import type { Blame } from "../../study/verdict/verdict.ts";
import { table, type Value } from "../run/csv.ts";

/** The measures of a run in the order in which they are written. */
export const MEASURES = [
  "overcommitRatio",
  "throughput",
  "meanSlowdown",
  "worstSlowdown",
  "p99Slowdown",
  "p99Excess",
  "guestSwapInBytes",
  "guestSwapOutBytes",
  "hostSwapInBytes",
  "hostSwapOutBytes",
  "guestKills",
  "hostKills",
  "excessKills",
  "balloonMovedBytes",
  "balloonNetBytes",
  "pingPong",
  "hostPeakBytes",
  "hostBytes",
] as const satisfies readonly (keyof Measures)[];

/** A comparison as JSON, as docs/compare.md describes it. */
export function comparisonJson({ scenario, variations, rows }: Comparison): string {
  const written = {
    scenario,
    vary: variations,
    rows: rows.map((row) => ({ values: valuesOf(variations, row.values), ...rowJson(row) })),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

function rowJson({ outcome, distanceToBest }: ComparisonRow): object {
  if (!isMeasured(outcome)) return { completed: false, problem: outcome.problem };
  return { completed: true, ...measuresJson(outcome), distanceToBest, ...verdictJson(outcome) };
}

/** The measures with their keys always in the same order. */
export function measuresJson(measures: Measures): object {
  return Object.fromEntries(MEASURES.map((name) => [name, measures[name]]));
}

/** How a verdict came about, with its keys always in the same order. */
export function verdictJson(measures: Measures): object {
  return { againstRoomy: measures.againstRoomy, blame: blameJson(measures) };
}

/** Which VM is to blame for a verdict, with its keys always in the same order; `null` when none is. */
export function blameJson({ blame }: Measures): object | null {
  return blame === null ? null : Object.fromEntries(BLAME.map((name) => [name, blame[name]]));
}

/** The same as fields of a table, under the names of `BLAME_COLUMNS`. */
export function blameFields({ blame }: Measures): Value[] {
  return BLAME.map((name) => (blame === null ? "" : String(blame[name])));
}

const BLAME = ["vm", "atNs", "cause", "overcommit", "sentence"] as const satisfies readonly (keyof Blame)[];

/** The columns of `blameFields`. */
export const BLAME_COLUMNS = BLAME.map((name) => `blame ${name}`);

/** The values of a combination by the places they are for. */
export function valuesOf(variations: Comparison["variations"], values: readonly string[]): object {
  return Object.fromEntries(variations.map(({ path }, index) => [path, elementAt(values, index, "value")]));
}

/** A comparison as a table after RFC 4180, a row a run; a value that does not exist is empty. */
export function comparisonCsv({ variations, rows }: Comparison): string {
  const head = [
    ...variations.map(({ path }) => path),
    "completed",
    ...MEASURES,
    "distanceToBest",
    ...BLAME_COLUMNS,
    "problem",
  ];
  const body = rows.map(({ values, outcome, distanceToBest }): Value[] => {
    if (!isMeasured(outcome))
      return [...values, "false", ...MEASURES.map(() => ""), "", ...BLAME_COLUMNS.map(() => ""), outcome.problem];
    return [
      ...values,
      "true",
      ...MEASURES.map((name) => outcome[name] ?? ""),
      distanceToBest ?? "",
      ...blameFields(outcome),
      "",
    ];
  });
  return table([head, ...body]);
}
