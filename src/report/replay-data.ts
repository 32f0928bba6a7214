import type { ReplayReport, ReplayResult } from "../lab/replay.ts";
import { table } from "./csv.ts";

/** A replay as JSON. */
export function replayJson({ trace, results }: ReplayReport): string {
  return `${JSON.stringify({ trace: traceJson(trace), results: results.map(resultJson) }, null, 2)}\n`;
}

/** What JSON says of a trace. */
export function traceJson({ name, format, references, writes, distinctPages }: ReplayReport["trace"]) {
  return { name, format, references, writes, distinctPages };
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
  ...["frames", "references", "faults", "coldFaults", "dirtyEvictions", "writeBacks", "scannedPages", "faultRatio"],
  ...["optimalFaults", "seconds", "referencesPerSecond"],
];

/** A replay as a table after RFC 4180, a row a policy and number of frames. */
export function replayCsv(report: ReplayReport): string {
  const rows = report.results.map((result) => [
    result.label,
    result.visibility,
    result.frames,
    result.references,
    result.faults,
    result.coldFaults,
    result.dirtyEvictions,
    result.writeBacks,
    result.scannedPages,
    result.faultRatio,
    optimalFor(report, result.frames) ?? "",
    result.seconds,
    result.referencesPerSecond,
  ]);
  return table([["policy", "visibility", ...FIELDS], ...rows]);
}

/** The least possible faults with so many frames; `null` when they are not known. */
export function optimalFor({ frames, optimalFaults }: ReplayReport, count: number): number | null {
  return optimalFaults?.[frames.indexOf(count)] ?? null;
}
