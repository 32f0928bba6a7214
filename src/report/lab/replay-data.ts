import type { ReplayReport, ReplayResult } from "../../lab/replay.ts";
import type { TraceFacts } from "../../lab/standing.ts";
import { table } from "../csv.ts";

/** A replay as JSON; `optimalFaults` and `regret` are null where the optimum was not wanted. */
export function replayJson(report: ReplayReport): string {
  const results = report.results.map((result) => ({
    ...resultJson(result),
    optimalFaults: optimalFor(report, result.frames),
    regret: regretOf(report, result),
  }));
  return `${JSON.stringify({ trace: traceJson(report.trace), results }, null, 2)}\n`;
}

/** What JSON says of a trace. */
export function traceJson(trace: TraceFacts) {
  const { name, format, references, originalReferences, condensedFrames, writes, distinctPages, reading } = trace;
  return { name, format, references, originalReferences, condensedFrames, writes, distinctPages, reading };
}

/** What JSON says of one policy on one number of frames. */
export function resultJson(result: ReplayResult) {
  const { policy, parameters, visibility, frames, references, faults, coldFaults, dirtyEvictions } = result;
  const { writeBacks, scannedPages, faultRatio, seconds, referencesPerSecond } = result;
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
    faultRatio,
    seconds,
    referencesPerSecond,
  };
}

const FIELDS = [
  ...["frames", "references", "originalReferences", "condensedFrames", "faults", "coldFaults", "dirtyEvictions"],
  ...["writeBacks", "scannedPages", "faultRatio"],
  ...["optimalFaults", "regret", "seconds", "referencesPerSecond"],
];

/** A replay as a table after RFC 4180, a row a policy and number of frames. */
export function replayCsv(report: ReplayReport): string {
  const rows = report.results.map((result) => [
    result.label,
    result.visibility,
    result.frames,
    result.references,
    report.trace.originalReferences ?? "",
    report.trace.condensedFrames ?? "",
    result.faults,
    result.coldFaults,
    result.dirtyEvictions,
    result.writeBacks,
    result.scannedPages,
    result.faultRatio ?? "",
    optimalFor(report, result.frames) ?? "",
    regretOf(report, result) ?? "",
    result.seconds,
    result.referencesPerSecond,
  ]);
  return table([["policy", "visibility", ...FIELDS], ...rows]);
}

/** The least possible faults with so many frames; `null` when they are not known. */
export function optimalFor({ frames, optimalFaults }: ReplayReport, count: number): number | null {
  return optimalFaults?.[frames.indexOf(count)] ?? null;
}

/** How many more faults a result has than are needed, as a share of those; `null` when it is not known. */
export function regretOf(report: ReplayReport, { faults, frames }: ReplayResult): number | null {
  const optimal = optimalFor(report, frames);
  return optimal === null || optimal === 0 ? null : (faults - optimal) / optimal;
}
