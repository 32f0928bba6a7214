import { listArgument } from "../parameter/argument.ts";
import { type CurveOptions, type CurveReport, missRatioCurveWith } from "./curve/curve.ts";
import { type DistanceFinder, distancesHere } from "./curve/distances.ts";
import { LabError } from "./error.ts";
import { expandSizes, readFrames } from "./frames.ts";
import { type Runner, runHere } from "./job.ts";
import {
  eachTrace,
  type FailedTrace,
  isFailed,
  type ManyOptions,
  type ManyProgress,
  type TraceSource,
} from "./many.ts";
import { readPolicies } from "./policy.ts";
import { type ReplayOptions, type ReplayReport, type ReplayResult, replayWith } from "./replay.ts";
import { type Outcome, type Summary, summarise } from "./spread.ts";

/** Runs the work of the laboratory, in this thread or on all cores. */
export interface LabWorkers {
  readonly replays: Runner;
  readonly distances: DistanceFinder;
}

/** Runs the work in this thread, one job at a time. */
export const workersHere: LabWorkers = { replays: runHere, distances: distancesHere };

/** Results of many traces. */
export interface StudyReport<T> {
  /** The result of each trace, in the order given. */
  readonly traces: readonly (T | FailedTrace)[];
  /** Each policy at each size, over the traces that did not fail. */
  readonly summary: readonly Summary[];
}

/** Options of a replay of many traces. */
export interface ReplayStudyOptions extends Omit<ReplayOptions, "onProgress"> {
  readonly onProgress?: ((progress: ManyProgress) => void) | undefined;
}

/** Number of traces processed at a time. */
type AtOnce = Pick<ManyOptions, "atOnce">;

/** Replays many traces; a trace that fails does not affect the others. Throws a `LabError` for wrong options. */
export async function replayStudyWith(
  module: WebAssembly.Module,
  { replays }: LabWorkers,
  sources: readonly TraceSource[],
  { onProgress, ...options }: ReplayStudyOptions,
  { atOnce }: AtOnce,
): Promise<StudyReport<ReplayReport>> {
  checkAsked(sources, options.policies, options.frames);
  const traces = await eachTrace(
    sources,
    (trace, told) =>
      replayWith(
        module,
        replays,
        trace,
        { ...options, baseline: true, onProgress: ({ references }) => told(references) },
        "leave out",
      ),
    { atOnce, onProgress, signal: options.signal },
  );
  return {
    traces,
    summary: summarise(
      traces.flatMap((one) => (isFailed(one) ? [] : replayOutcomes(one))),
      expandSizes(options.frames),
    ),
  };
}

/** Options of the curves of many traces. */
export interface CurveStudyOptions extends Omit<CurveOptions, "onProgress"> {
  readonly onProgress?: ((progress: ManyProgress) => void) | undefined;
}

/** Default sizes at which curves are compared: shares of each trace's distinct pages. */
const USUAL_SHARES = ["1%", "2%", "5%", "10%", "20%", "40%", "60%", "80%"];

/** Computes the curves of many traces; a trace that fails does not affect the others. Throws a `LabError` for wrong options. */
export async function curveStudyWith(
  module: WebAssembly.Module,
  { replays, distances }: LabWorkers,
  sources: readonly TraceSource[],
  { onProgress, ...options }: CurveStudyOptions,
  { atOnce }: AtOnce,
): Promise<StudyReport<CurveReport>> {
  checkAsked(sources, options.policies ?? [], options.frames ?? []);
  const traces = await eachTrace(
    sources,
    (trace, told) =>
      missRatioCurveWith(
        module,
        replays,
        trace,
        { ...options, onProgress: ({ references }) => told(references) },
        distances,
        "leave out",
      ),
    { atOnce, onProgress, signal: options.signal },
  );
  const sizes = expandSizes(options.frames ?? USUAL_SHARES);
  return {
    traces,
    summary: summarise(
      traces.flatMap((one) => (isFailed(one) ? [] : curveOutcomes(one, sizes))),
      sizes,
    ),
  };
}

/** Throws a `LabError` for options that are wrong for every trace. */
function checkAsked(
  sources: readonly TraceSource[],
  policies: readonly string[],
  frames: readonly (number | string)[],
): void {
  listArgument("sources", sources);
  listArgument("policies", policies);
  listArgument("frames", frames);
  if (sources.length === 0) throw new LabError("there are no traces: at least one is needed");
  readPolicies(policies);
  for (const size of expandSizes(frames)) readFrames(size, { distinctPages: 1e6, pageBytes: 4096 });
}

/** Results of each policy at each requested size. */
export function replayOutcomes({ sizes, results, lruFaults, optimalFaults, frames }: ReplayReport): Outcome[] {
  return sizes.flatMap(({ size, frames: count }) => {
    const at = frames.indexOf(count);
    if (at < 0) return leftOutOutcomes(results, size);
    return results
      .filter((result) => result.frames === count)
      .map(({ label, visibility, faults, faultRatio }) => ({
        ...{ label, visibility, size, faults, faultRatio },
        lruFaults: lruFaults?.[at] ?? null,
        optimalFaults: optimalFaults?.[at] ?? null,
      }));
  });
}

/** Outcomes of each policy at a left-out size. */
function leftOutOutcomes(policies: readonly Pick<ReplayResult, "label" | "visibility">[], size: string): Outcome[] {
  const visibilities = new Map(policies.map(({ label, visibility }) => [label, visibility]));
  return Array.from(visibilities, ([label, visibility]) => ({
    ...{ label, visibility, size, faults: null, faultRatio: null, lruFaults: null, optimalFaults: null },
  }));
}

const LRU = { policy: "lru", label: "lru", visibility: "every-access" } as const;

/** Results of LRU and each other policy at these sizes. */
export function curveOutcomes(report: CurveReport, sizes: readonly string[]) {
  const { trace, faults, leastFrames, policies, pageBytes } = report;
  const basis = { distinctPages: trace.distinctPages, pageBytes };
  return sizes.flatMap((size): Outcome[] => {
    const count = readFrames(size, basis);
    if (count < leastFrames) return leftOutOutcomes([LRU, ...policies.filter(({ policy }) => policy !== "lru")], size);
    const lruFaults = faults[Math.min(count, faults.length - 1)] ?? null;
    const own = policies.filter(({ frames }) => frames === count);
    const optimalFaults = own.find(({ visibility }) => visibility === "future")?.faults ?? null;
    const others = own
      .filter(({ policy }) => policy !== "lru")
      .map(({ label, visibility, faults: count, faultRatio }) => ({
        ...{ label, visibility, size, faults: count, faultRatio, lruFaults, optimalFaults },
      }));
    if (lruFaults === null) return others;
    const { originalReferences } = trace;
    const faultRatio = originalReferences === null ? null : lruFaults / originalReferences;
    const lru = {
      label: LRU.label,
      visibility: LRU.visibility,
      size,
      faults: lruFaults,
      faultRatio,
      lruFaults,
      optimalFaults,
    };
    return [lru, ...others];
  });
}
