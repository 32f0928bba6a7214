import type { CurveReport } from "../../lab/curve.ts";
import { shareOfRun } from "../../lab/standing.ts";
import { resultJson, traceJson } from "./replay-data.ts";

/** One size of a curve. */
export interface CurvePoint {
  readonly frames: number;
  readonly faults: number;
  /** `null` where a condensed trace does not say how many references the run made. */
  readonly faultRatio: number | null;
}

/**
 * The sizes of a curve that are written down: those asked for; otherwise all of an exact curve, and of an estimated one
 * those at which it steps.
 */
export function curvePoints({ frames, faults, leastFrames, trace, method }: CurveReport): CurvePoint[] {
  const most = faults.length - 1;
  const point = (size: number): CurvePoint => {
    const count = faults[Math.min(size, most)] ?? 0;
    return { frames: size, faults: count, faultRatio: shareOfRun(trace, count) };
  };
  if (frames.length > 0) return frames.map(point);
  const sizes = Array.from({ length: most - leastFrames + 1 }, (_, at) => leastFrames + at);
  const steps = (size: number) => size === leastFrames || size === most || faults[size] !== faults[size - 1];
  return (method === "exact" ? sizes : sizes.filter(steps)).map(point);
}

/** A curve as JSON, a size a line; other policies and working sets only where there are any. */
export function curveJson(report: CurveReport): string {
  const { trace, method, references, coldReferences, sample, policies, workingSets } = report;
  const members: [string, string][] = [
    ["trace", JSON.stringify(traceJson(trace))],
    ["method", JSON.stringify(method)],
    ["references", JSON.stringify(references)],
    ["coldReferences", JSON.stringify(coldReferences)],
    ...(sample === null ? [] : [["sample", JSON.stringify(sample)] as [string, string]]),
    ["curve", list(curvePoints(report))],
    ...(policies.length === 0 ? [] : [["policies", list(policies.map(resultJson))] as [string, string]]),
    ...(workingSets.length === 0 ? [] : [["workingSets", list(workingSets)] as [string, string]]),
  ];
  return `{\n${members.map(([name, text]) => `  "${name}": ${text}`).join(",\n")}\n}\n`;
}

function list(items: readonly unknown[]): string {
  return items.length === 0 ? "[]" : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
}
