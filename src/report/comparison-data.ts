import type { Comparison, ComparisonRow } from "../study/compare.ts";
import type { Measures } from "../study/measures.ts";
import { isMeasured } from "../study/runs.ts";
import { table, type Value } from "./csv.ts";

/** The measures of a run in the order in which they are written. */
export const MEASURES = [
  "overcommitRatio",
  "throughput",
  "meanSlowdown",
  "worstSlowdown",
  "p99Slowdown",
  "guestSwapInBytes",
  "guestSwapOutBytes",
  "hostSwapInBytes",
  "hostSwapOutBytes",
  "guestKills",
  "hostKills",
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
  return { completed: true, ...measuresJson(outcome), distanceToBest };
}

/** The measures with their keys always in the same order. */
export function measuresJson(measures: Measures): object {
  return Object.fromEntries(MEASURES.map((name) => [name, measures[name]]));
}

/** The values of a combination by the places they are for. */
export function valuesOf(variations: Comparison["variations"], values: readonly string[]): object {
  return Object.fromEntries(variations.map(({ path }, index) => [path, values[index] ?? ""]));
}

/** A comparison as a table after RFC 4180, a row a run; a value that does not exist is empty. */
export function comparisonCsv({ variations, rows }: Comparison): string {
  const head = [...variations.map(({ path }) => path), "completed", ...MEASURES, "distanceToBest", "problem"];
  const body = rows.map(({ values, outcome, distanceToBest }): Value[] => {
    if (!isMeasured(outcome)) return [...values, "false", ...MEASURES.map(() => ""), "", outcome.problem];
    return [...values, "true", ...MEASURES.map((name) => outcome[name] ?? ""), distanceToBest ?? "", ""];
  });
  return table([head, ...body]);
}
