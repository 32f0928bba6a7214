import type { CurveReport } from "../../lab/curve/curve.ts";
import { framesOfSizes } from "../../lab/frames.ts";
import { type FailedTrace, isFailed } from "../../lab/many.ts";
import { leftOutOf, shareOfRun } from "../../lab/standing.ts";
import type { StudyReport } from "../../lab/study.ts";
import { elementAt } from "../../list/element-at.ts";
import { withBlanks } from "./left-out.ts";
import { failedObject, resultJson, summaryJson, traceJson } from "./replay-data.ts";
import { count, type DataColumn, number, rowsCsv, rowsParquet, text } from "./rows.ts";

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
    const there = elementAt(faults, Math.min(size, most), "size");
    return { frames: size, faults: there, faultRatio: shareOfRun(trace, there) };
  };
  if (frames.length > 0) return frames.map(point);
  const sizes = Array.from({ length: most - leastFrames + 1 }, (_, at) => leastFrames + at);
  const steps = (size: number) => size === leastFrames || size === most || faults[size] !== faults[size - 1];
  return (method === "exact" ? sizes : sizes.filter(steps)).map(point);
}

/** A size that was left out of a curve. */
interface BlankPoint {
  readonly frames: number;
  readonly faults: null;
  readonly faultRatio: null;
}

/** The sizes of a curve with blank ones for those left out, in the order asked for. */
function writtenPoints(report: CurveReport): readonly (CurvePoint | BlankPoint)[] {
  const points = curvePoints(report);
  if (leftOutOf(report.trace, report.sizes).length === 0) return points;
  return framesOfSizes(report.sizes).map(
    (frames) => points.find((point) => point.frames === frames) ?? { frames, faults: null, faultRatio: null },
  );
}

/** A curve as JSON, a size a line; other policies and working sets only where there are any. */
export function curveJson(report: CurveReport): string {
  return `${curveObject(report, "")}\n`;
}

/** The curves of many traces as JSON. */
export function curveStudyJson({ traces, summary }: StudyReport<CurveReport>): string {
  const told = traces.map((one) => (isFailed(one) ? JSON.stringify(failedObject(one)) : curveObject(one, "    ")));
  return `{\n  "traces": [\n    ${told.join(",\n    ")}\n  ],\n  "summary": ${list(summary.map(summaryJson), "  ")}\n}\n`;
}

function curveObject(report: CurveReport, indent: string): string {
  const { trace, method, references, coldReferences, sample, policies, workingSets } = report;
  const inner = `${indent}  `;
  const members: [string, string][] = [
    ["trace", JSON.stringify(traceJson(trace))],
    ["method", JSON.stringify(method)],
    ["references", JSON.stringify(references)],
    ["coldReferences", JSON.stringify(coldReferences)],
    ...(sample === null ? [] : [["sample", JSON.stringify(sample)] as [string, string]]),
    ["curve", list(writtenPoints(report), inner)],
    ...(policies.length === 0
      ? []
      : [["policies", list(withBlanks(report, policies).map(resultJson), inner)] as [string, string]]),
    ...(workingSets.length === 0 ? [] : [["workingSets", list(workingSets, inner)] as [string, string]]),
  ];
  return `{\n${members.map(([name, json]) => `${inner}"${name}": ${json}`).join(",\n")}\n${indent}}`;
}

function list(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return "[]";
  return `[\n${items.map((item) => `${indent}  ${JSON.stringify(item)}`).join(",\n")}\n${indent}]`;
}

/** A row: LRU or another policy on one trace at one size, or why there is nothing of the trace. */
interface Row {
  readonly report: CurveReport | FailedTrace;
  readonly policy: string | null;
  readonly visibility: string | null;
  readonly point: CurvePoint | BlankPoint | null;
}

const ofTrace =
  <T>(of: (report: CurveReport) => T) =>
  ({ report }: Row): T | null =>
    isFailed(report) ? null : of(report);

const COLUMNS: readonly DataColumn<Row>[] = [
  text("trace", ({ report }) => (isFailed(report) ? report.name : report.trace.name)),
  text("policy", ({ policy }) => policy),
  text("visibility", ({ visibility }) => visibility),
  count("frames", ({ point }) => point?.frames ?? null),
  count("bytes", (row) => ofTrace(({ pageBytes }) => (row.point?.frames ?? 0) * pageBytes)(row)),
  count(
    "references",
    ofTrace(({ references }) => references),
  ),
  count(
    "originalReferences",
    ofTrace(({ trace }) => trace.originalReferences),
  ),
  count(
    "condensedFrames",
    ofTrace(({ trace }) => trace.condensedFrames),
  ),
  count(
    "distinctPages",
    ofTrace(({ trace }) => trace.distinctPages),
  ),
  text("method", (row) => (row.policy === "lru" ? ofTrace(({ method }) => method)(row) : row.point && "simulated")),
  count("faults", ({ point }) => point?.faults ?? null),
  number("faultRatio", ({ point }) => point?.faultRatio ?? null),
  text("problem", ({ report }) => (isFailed(report) ? report.problem : null)),
];

function rowsOf(traces: readonly (CurveReport | FailedTrace)[]): Row[] {
  return traces.flatMap((report): Row[] => {
    if (isFailed(report)) return [{ report, policy: null, visibility: null, point: null }];
    const lru = writtenPoints(report).map((point) => ({ report, policy: "lru", visibility: "every-access", point }));
    // LRU is in the curve already.
    const others = withBlanks(report, report.policies)
      .filter(({ policy }) => policy !== "lru")
      .map((result) => ({ report, policy: result.label, visibility: result.visibility, point: result }));
    return [...lru, ...others];
  });
}

/** Curves of one or many traces as a table after RFC 4180: a row a trace, policy and size. */
export function curveCsv(traces: readonly (CurveReport | FailedTrace)[]): string {
  return rowsCsv(COLUMNS, rowsOf(traces));
}

/** The same table as a Parquet file. */
export async function curveParquet(traces: readonly (CurveReport | FailedTrace)[]): Promise<Uint8Array> {
  return rowsParquet(COLUMNS, rowsOf(traces));
}
