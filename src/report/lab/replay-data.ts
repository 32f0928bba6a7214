import { type FailedTrace, isFailed } from "../../lab/many.ts";
import type { ReplayReport, ReplayResult } from "../../lab/replay.ts";
import { ratioOf, type Spread, type Summary } from "../../lab/spread.ts";
import type { TraceFacts } from "../../lab/standing.ts";
import type { StepsReport } from "../../lab/steps.ts";
import type { StudyReport } from "../../lab/study.ts";
import { type BlankResult, withBlanks } from "./left-out.ts";
import { count, type DataColumn, number, rowsCsv, rowsParquet, text } from "./rows.ts";

/** A replay as JSON, with every reference of it where that was asked for. */
export function replayJson(report: ReplayReport, steps?: StepsReport): string {
  const told = steps === undefined ? {} : { steps: steps.replays };
  return `${JSON.stringify({ ...replayObject(report), ...told }, null, 2)}\n`;
}

/** The replays of many traces as JSON. */
export function replayStudyJson({ traces, summary }: StudyReport<ReplayReport>): string {
  const told = traces.map((one) => (isFailed(one) ? failedObject(one) : replayObject(one)));
  return `${JSON.stringify({ traces: told, summary: summary.map(summaryJson) }, null, 2)}\n`;
}

/** What JSON says of a replay; `optimalFaults` and `regret` are null where the optimum was not wanted. */
function replayObject(report: ReplayReport) {
  const results = withBlanks(report, report.results).map((result) => ({
    ...resultJson(result),
    optimalFaults: optimalFor(report, result.frames),
    regret: regretOf(report, result),
  }));
  return { trace: traceJson(report.trace), results };
}

/** What JSON says of a trace of which nothing came. */
export function failedObject({ name, problem }: FailedTrace) {
  return { trace: { name }, problem };
}

/** What JSON says of a policy at one size over many traces. */
export function summaryJson({ label, visibility, size, faultRatio, toLru, toOptimum }: Summary) {
  const spread = (one: Spread | null) =>
    one === null
      ? null
      : { ...{ traces: one.traces, mean: one.mean, deviation: one.deviation }, least: one.least, most: one.most };
  return {
    policy: label,
    visibility,
    size,
    faultRatio: spread(faultRatio),
    ratioToLru: spread(toLru),
    ratioToOpt: spread(toOptimum),
  };
}

/** What JSON says of a trace. */
export function traceJson(trace: TraceFacts) {
  const { name, format, references, originalReferences, condensedFrames, writes, distinctPages, reading } = trace;
  return { name, format, references, originalReferences, condensedFrames, writes, distinctPages, reading };
}

/** What JSON says of one policy on one number of frames. */
export function resultJson(result: ReplayResult | BlankResult) {
  const { policy, parameters, visibility, frames, references, faults, coldFaults, dirtyEvictions } = result;
  const { writeBacks, scannedPages, walkedPages, faultRatio, seconds, referencesPerSecond } = result;
  return {
    policy,
    parameters,
    visibility,
    frames,
    references,
    faults,
    coldFaults,
    dirtyEvictions,
    writeBacks,
    scannedPages,
    walkedPages,
    faultRatio,
    seconds,
    referencesPerSecond,
  };
}

/** A row: what one policy did on one trace at one size, or why there is nothing of the trace. */
type Row = FailedTrace | ((ReplayResult | BlankResult) & { readonly report: ReplayReport; readonly size: string });

const ifDone =
  <T>(of: (row: Exclude<Row, FailedTrace>) => T) =>
  (row: Row): T | null =>
    isFailed(row) ? null : of(row);

const COLUMNS: readonly DataColumn<Row>[] = [
  text("trace", (row) => (isFailed(row) ? row.name : row.report.trace.name)),
  text(
    "policy",
    ifDone(({ label }) => label),
  ),
  text(
    "visibility",
    ifDone(({ visibility }) => visibility),
  ),
  text(
    "size",
    ifDone(({ size }) => size),
  ),
  count(
    "frames",
    ifDone(({ frames }) => frames),
  ),
  count(
    "references",
    ifDone(({ references }) => references),
  ),
  count(
    "originalReferences",
    ifDone(({ report }) => report.trace.originalReferences),
  ),
  count(
    "condensedFrames",
    ifDone(({ report }) => report.trace.condensedFrames),
  ),
  count(
    "distinctPages",
    ifDone(({ report }) => report.trace.distinctPages),
  ),
  count(
    "faults",
    ifDone(({ faults }) => faults),
  ),
  count(
    "coldFaults",
    ifDone(({ coldFaults }) => coldFaults),
  ),
  count(
    "dirtyEvictions",
    ifDone(({ dirtyEvictions }) => dirtyEvictions),
  ),
  count(
    "writeBacks",
    ifDone(({ writeBacks }) => writeBacks),
  ),
  count(
    "scannedPages",
    ifDone(({ scannedPages }) => scannedPages),
  ),
  count(
    "walkedPages",
    ifDone(({ walkedPages }) => walkedPages),
  ),
  number(
    "faultRatio",
    ifDone(({ faultRatio }) => faultRatio),
  ),
  count(
    "lruFaults",
    ifDone(({ report, frames }) => lruFor(report, frames)),
  ),
  number(
    "ratioToLru",
    ifDone(({ report, frames, faults }) => ratioOf(faults, lruFor(report, frames))),
  ),
  count(
    "optimalFaults",
    ifDone(({ report, frames }) => optimalFor(report, frames)),
  ),
  number(
    "ratioToOpt",
    ifDone(({ report, frames, faults }) => ratioOf(faults, optimalFor(report, frames))),
  ),
  number(
    "regret",
    ifDone((row) => regretOf(row.report, row)),
  ),
  number(
    "seconds",
    ifDone(({ seconds }) => seconds),
  ),
  number(
    "referencesPerSecond",
    ifDone(({ referencesPerSecond }) => referencesPerSecond),
  ),
  text("problem", (row) => (isFailed(row) ? row.problem : null)),
];

function rowsOf(traces: readonly (ReplayReport | FailedTrace)[]): Row[] {
  return traces.flatMap((report): Row[] => {
    if (isFailed(report)) return [report];
    return withBlanks(report, report.results).flatMap((result): Row[] => {
      const sizes = report.sizes.filter(({ frames }) => frames === result.frames);
      return sizes.map(({ size }) => ({ ...result, report, size }));
    });
  });
}

/** Replays of one or many traces as a table after RFC 4180: a row a trace, policy and size. */
export function replayCsv(traces: readonly (ReplayReport | FailedTrace)[]): string {
  return rowsCsv(COLUMNS, rowsOf(traces));
}

/** The same table as a Parquet file. */
export async function replayParquet(traces: readonly (ReplayReport | FailedTrace)[]): Promise<Uint8Array> {
  return rowsParquet(COLUMNS, rowsOf(traces));
}

/** The least possible faults with so many frames; `null` when they are not known. */
export function optimalFor({ frames, optimalFaults }: ReplayReport, size: number): number | null {
  return optimalFaults?.[frames.indexOf(size)] ?? null;
}

function lruFor({ frames, lruFaults }: ReplayReport, size: number): number | null {
  return lruFaults?.[frames.indexOf(size)] ?? null;
}

/** How many more faults a result has than are needed, as a share of those; `null` when it is not known. */
export function regretOf(
  report: ReplayReport,
  { faults, frames }: Pick<ReplayResult | BlankResult, "faults" | "frames">,
): number | null {
  const optimal = optimalFor(report, frames);
  return faults === null || optimal === null || optimal === 0 ? null : (faults - optimal) / optimal;
}
