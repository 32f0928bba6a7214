import { at } from "../../engine/at.ts";
import { listArgument, numberArgument } from "../../parameter/argument.ts";
import { checkPageBytes, checkTrace } from "../../trace/check.ts";

import type { Trace } from "../../trace/trace.ts";
import { LabError } from "../error.ts";
import { framesOfSizes, type NamedSize, readSizes } from "../frames.ts";
import type { Runner } from "../job.ts";
import { type LabProgress, type ReplayResult, replayWith } from "../replay.ts";
import { factsOf, leastFramesOf, type SmallSizes, standingSizes, type TraceFacts } from "../standing.ts";
import { type DistanceFinder, type Distances, distancesHere } from "./distances.ts";
import { type Knee, kneesOf } from "./knee.ts";
import { type WorkingSet, workingSets } from "./working-set.ts";

/** On what an estimated curve rests. */
export interface SampleFacts {
  /** The highest number of pages that were tracked at a time. */
  readonly most: number;
  /** Pages looked at in the end, and references to pages while they were looked at. */
  readonly sampledPages: number;
  readonly sampledReferences: number;
  /** The share of pages looked at in the end; 1 means that the curve is exact. */
  readonly rate: number;
  /** The mean error of a fault ratio to reckon with; single sizes can be off by several times as much. 0: exact. */
  readonly meanError: number;
}

/** LRU's miss-ratio curve, and what was asked for beside it. */
export interface CurveReport {
  readonly trace: TraceFacts;
  readonly pageBytes: number;
  readonly method: "exact" | "shards";
  readonly references: number;
  /** First touches; an estimate when the method is one. */
  readonly coldReferences: number;
  /** The curve begins with so many frames: 1, or where a condensed trace begins to say anything. */
  readonly leastFrames: number;
  /** Faults of LRU by frames, from none to as many as there are distinct pages; NaN below `leastFrames`. */
  readonly faults: Float64Array;
  /** The sizes that are shown: those asked for, or those at which policies were simulated. */
  readonly frames: readonly number[];
  /** The sizes as they were asked for; those below `leastFrames` are not in `frames`. */
  readonly sizes: readonly NamedSize[];
  readonly knees: readonly Knee[];
  /** `null` when the curve was not sampled. */
  readonly sample: SampleFacts | null;
  /** Other policies, simulated at `frames`. */
  readonly policies: readonly ReplayResult[];
  readonly workingSets: readonly WorkingSet[];
}

/** What to find out beside LRU's curve, and how. */
export interface CurveOptions {
  /** Highest number of pages to estimate from; without it the curve is exact. */
  readonly sample?: number | undefined;
  /** Which pages a sample looks at. */
  readonly seed?: number | undefined;
  /** Policies to simulate at `frames`. */
  readonly policies?: readonly string[] | undefined;
  /** Counts, ranges of them (`3-7`), sizes (`64MiB`), or percentages of the distinct pages (`10%`). */
  readonly frames?: readonly (number | string)[] | undefined;
  /** Windows, in references, to find the working sets of. */
  readonly windows?: readonly number[] | undefined;
  /** 4096 unless said otherwise. */
  readonly pageBytes?: number | undefined;
  readonly onProgress?: ((progress: LabProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sizes at which policies are simulated when none are named: shares of the distinct pages. */
const USUAL_FRAMES = ["1%", "2%", "5%", "10%", "20%", "40%", "60%", "80%"];

/** Finds LRU's curve on a module of the engine, other policies with a runner; throws a `LabError` when what is asked for is wrong. */
export async function missRatioCurveWith(
  module: WebAssembly.Module,
  runner: Runner,
  trace: Trace,
  options: CurveOptions = {},
  distances: DistanceFinder = distancesHere,
  small: SmallSizes = "refuse",
): Promise<CurveReport> {
  checkTrace(trace);
  const { distinctPages, references } = trace;
  const { pageBytes = trace.pageBytes ?? 4096, policies = [], sample, seed = 1, windows = [] } = options;
  checkPageBytes(pageBytes);
  numberArgument("seed", seed, { least: 0, most: 2 ** 32 - 1, whole: true });
  listArgument("policies", policies);
  listArgument("windows", windows);
  if (options.frames !== undefined) listArgument("frames", options.frames);
  if (references.length === 0) throw new LabError(`${trace.name} holds no references: one at least is needed`);
  if (sample !== undefined && !(Number.isSafeInteger(sample) && sample >= 1 && sample < 2 ** 30)) {
    throw new LabError(`"${sample}" is not a size of a sample: write a number of pages, 1 to ${2 ** 30 - 1}`);
  }
  const wanted = options.frames ?? (policies.length > 0 ? USUAL_FRAMES : []);
  const facts = factsOf(trace);
  const leastFrames = leastFramesOf(facts);
  const read = readSizes(wanted, { distinctPages, pageBytes });
  const sizes = options.frames === undefined ? [] : read;
  standingSizes(facts, sizes, small);
  const named = framesOfSizes(read);
  const told = named.filter((count) => count >= leastFrames);
  const frames = told.length === 0 && named.length > 0 ? [leastFrames] : told;
  if (windows.length > 0 && facts.condensedFrames !== null) {
    throw new LabError(`${trace.name} is condensed: windows are counted in references, and most of its were left out`);
  }
  const sets = workingSets(references, distinctPages, windows);
  const { signal, onProgress } = options;
  const simulated =
    policies.length === 0
      ? []
      : (await replayWith(module, runner, trace, { policies, frames, pageBytes, optimum: false, signal, onProgress }))
          .results;
  const began = performance.now();
  const bench = { module, references, distinctPages };
  const { histogram, sampled: seen } = await distances(
    bench,
    { sample, seed: options.seed ?? 1 },
    (made) => {
      const seconds = (performance.now() - began) / 1000;
      onProgress?.({ references: made, totalReferences: references.length, seconds });
    },
    signal,
  );
  const sampled = sample === undefined || seen === null ? null : sampleFacts(sample, seen, facts);
  const faults = faultsBySize(histogram, references.length);
  if (sampled !== null) keepAboveOptimum(faults, simulated);
  faults.fill(Number.NaN, 0, facts.condensedFrames === null ? 0 : leastFrames);
  return {
    trace: facts,
    pageBytes,
    method: sample === undefined ? "exact" : "shards",
    references: references.length,
    coldReferences: Math.round(at(histogram, 0)),
    leastFrames,
    faults,
    frames,
    sizes,
    knees: kneesOf(faults, facts.condensedFrames === null ? 0 : leastFrames),
    sample: sampled,
    policies: simulated,
    workingSets: sets,
  };
}

/** On what an estimate rests; its error is one of ratios over the references of the run. */
function sampleFacts(most: number, seen: NonNullable<Distances["sampled"]>, trace: TraceFacts): SampleFacts {
  const { rate, sampledPages, sampledReferences } = seen;
  const share = trace.references / (trace.originalReferences ?? trace.references);
  return { most, rate, sampledPages, sampledReferences, meanError: share * meanError(rate, sampledPages) };
}

/**
 * The mean error measured on the ARC paper's OLTP trace with 1000, 8000 and 32,000 pages (0.006, 0.003 and 0.001) and on
 * twelve others is below 0.3 / √pages.
 */
function meanError(rate: number, sampledPages: number): number {
  return rate === 1 ? 0 : Math.min(1, 0.3 / Math.sqrt(Math.max(1, sampledPages)));
}

/**
 * Faults by frames from references by distance. What a sample finds too few or too many of is put right at distance 1,
 * which no size of one frame or more misses (the correction of the SHARDS paper): the total is the trace's.
 */
function faultsBySize(histogram: Float64Array, references: number): Float64Array {
  const faults = new Float64Array(histogram.length);
  let beyond = at(histogram, 0);
  for (let frames = histogram.length - 1; frames > 0; frames--) {
    faults[frames] = Math.min(references, Math.round(beyond));
    beyond += at(histogram, frames);
  }
  faults[0] = references;
  return faults;
}

/** An estimate of LRU's faults is no less than what the optimum was seen to need, with as many frames or more. */
function keepAboveOptimum(faults: Float64Array, simulated: readonly ReplayResult[]): void {
  for (const { visibility, frames, faults: needed } of simulated) {
    if (visibility !== "future") continue;
    for (let size = Math.min(frames, faults.length - 1); size >= 0; size--) {
      faults[size] = Math.max(faults[size] ?? needed, needed);
    }
  }
}
