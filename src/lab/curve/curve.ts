import { elementAt } from "../../list/element-at.ts";
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

/** The sample behind an estimated curve. */
export interface SampleFacts {
  /** The highest number of pages that were tracked at a time. */
  readonly most: number;
  /** Pages in the final sample, and references to pages while they were in the sample. */
  readonly sampledPages: number;
  readonly sampledReferences: number;
  /** Final sampling rate; 1 means that the curve is exact. */
  readonly rate: number;
  /** Expected mean error of a fault ratio; the error at single sizes can be several times larger. 0: exact. */
  readonly meanError: number;
}

/** LRU's miss-ratio curve, with the requested policies and working sets. */
export interface CurveReport {
  readonly trace: TraceFacts;
  readonly pageBytes: number;
  readonly method: "exact" | "shards";
  readonly references: number;
  /** First touches; estimated when the curve is. */
  readonly coldReferences: number;
  /** First size of the curve in frames: 1, or the smallest size that a condensed trace is valid for. */
  readonly leastFrames: number;
  /** Faults of LRU by number of frames, from 0 to the number of distinct pages; NaN below `leastFrames`. */
  readonly faults: Float64Array;
  /** The sizes to show: the requested ones, or those at which policies were simulated. */
  readonly frames: readonly number[];
  /** The sizes as written; those below `leastFrames` are not in `frames`. */
  readonly sizes: readonly NamedSize[];
  readonly knees: readonly Knee[];
  /** `null` when the curve was not sampled. */
  readonly sample: SampleFacts | null;
  /** Other policies, simulated at `frames`. */
  readonly policies: readonly ReplayResult[];
  readonly workingSets: readonly WorkingSet[];
}

/** Options of a miss-ratio curve. */
export interface CurveOptions {
  /** Estimate from a sample of at most this many pages; default: exact. */
  readonly sample?: number | undefined;
  /** Seed of the sample. */
  readonly seed?: number | undefined;
  /** Policies to simulate at `frames`. */
  readonly policies?: readonly string[] | undefined;
  /** Counts, ranges of them (`3-7`), sizes (`64MiB`), or percentages of the distinct pages (`10%`). */
  readonly frames?: readonly (number | string)[] | undefined;
  /** Windows for working sets, in references. */
  readonly windows?: readonly number[] | undefined;
  /** Default: 4096. */
  readonly pageBytes?: number | undefined;
  readonly onProgress?: ((progress: LabProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Default sizes for policies: shares of the distinct pages. */
const USUAL_FRAMES = ["1%", "2%", "5%", "10%", "20%", "40%", "60%", "80%"];

/** Computes LRU's curve on a module of the engine, and other policies with a runner; throws a `LabError` for wrong options. */
export async function missRatioCurveWith(
  module: WebAssembly.Module,
  runner: Runner,
  trace: Trace,
  options: CurveOptions = {},
  distances: DistanceFinder = distancesHere,
  small: SmallSizes = "refuse",
): Promise<CurveReport> {
  checkTrace(trace);
  const settled = settledOptions(trace, options);
  const { distinctPages, references } = trace;
  const { pageBytes, sample, windows } = settled;
  const facts = factsOf(trace);
  const leastFrames = leastFramesOf(facts);
  const { sizes, frames } = sizesOf(facts, settled, small);
  if (windows.length > 0 && facts.condensedFrames !== null) {
    throw new LabError(`${trace.name} is condensed, so windows in references are not possible: leave the windows out`);
  }
  const sets = workingSets(references, distinctPages, windows);
  const simulated = await simulate(module, runner, trace, settled, frames);
  const { histogram, sampled: seen } = await distancesOf(module, trace, settled, distances);
  const sampled = sample === undefined || seen === null ? null : sampleFacts(sample, seen, facts);
  const faults = faultsBySize(histogram, references.length);
  if (sampled !== null) keepAboveOptimum(faults, simulated);
  faults.fill(Number.NaN, 0, facts.condensedFrames === null ? 0 : leastFrames);
  return {
    trace: facts,
    pageBytes,
    method: sample === undefined ? "exact" : "shards",
    references: references.length,
    coldReferences: Math.round(elementAt(histogram, 0)),
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

/** Options with their defaults. */
type Settled = CurveOptions & {
  readonly [name in "pageBytes" | "policies" | "seed" | "windows"]: NonNullable<CurveOptions[name]>;
};

/** Fills in the defaults, and throws for options that are wrong whatever the sizes are. */
function settledOptions({ name, references, pageBytes: own }: Trace, options: CurveOptions): Settled {
  const { pageBytes = own ?? 4096, policies = [], seed = 1, windows = [] } = options;
  const { sample, frames, onProgress, signal } = options;
  checkPageBytes(pageBytes);
  numberArgument("seed", seed, { least: 0, most: 2 ** 32 - 1, whole: true });
  listArgument("policies", policies);
  listArgument("windows", windows);
  if (frames !== undefined) listArgument("frames", frames);
  if (references.length === 0) throw new LabError(`${name} has no references: at least one is needed`);
  if (sample !== undefined && !(Number.isSafeInteger(sample) && sample >= 1 && sample < 2 ** 30)) {
    throw new LabError(`"${sample}" is not a sample size: write a number of pages, 1 to ${2 ** 30 - 1}`);
  }
  return { pageBytes, policies, sample, seed, windows, frames, onProgress, signal };
}

/** The sizes as written, and those to show in frames: where none of them is large enough, the smallest one possible. */
function sizesOf(
  facts: TraceFacts,
  { frames: written, policies, pageBytes }: Settled,
  small: SmallSizes,
): { readonly sizes: readonly NamedSize[]; readonly frames: readonly number[] } {
  const { distinctPages } = facts;
  const leastFrames = leastFramesOf(facts);
  const read = readSizes(written ?? (policies.length > 0 ? USUAL_FRAMES : []), { distinctPages, pageBytes });
  const sizes = written === undefined ? [] : read;
  standingSizes(facts, sizes, small);
  const named = framesOfSizes(read);
  const possible = named.filter((count) => count >= leastFrames);
  return { sizes, frames: possible.length === 0 && named.length > 0 ? [leastFrames] : possible };
}

/** Replays with the other policies. */
async function simulate(
  module: WebAssembly.Module,
  runner: Runner,
  trace: Trace,
  { policies, pageBytes, signal, onProgress }: Settled,
  frames: readonly number[],
): Promise<readonly ReplayResult[]> {
  if (policies.length === 0) return [];
  const options = { frames, pageBytes, policies, optimum: false, signal, onProgress };
  return (await replayWith(module, runner, trace, options)).results;
}

/** References by distance. */
async function distancesOf(
  module: WebAssembly.Module,
  { references, distinctPages }: Trace,
  { sample, seed, onProgress, signal }: Settled,
  find: DistanceFinder,
): Promise<Distances> {
  const began = performance.now();
  const report = (made: number) => {
    const seconds = (performance.now() - began) / 1000;
    onProgress?.({ references: made, totalReferences: references.length, seconds });
  };
  return find({ module, references, distinctPages }, { sample, seed }, report, signal);
}

/** Facts of a sample; the error is that of ratios over the references of the run. */
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
 * Faults by frames from references by distance. The difference between the sample's total and the trace's is added at distance 1, which
 * hits at every size (the correction of the SHARDS paper).
 */
function faultsBySize(histogram: Float64Array, references: number): Float64Array {
  const faults = new Float64Array(histogram.length);
  let beyond = elementAt(histogram, 0);
  for (let frames = histogram.length - 1; frames > 0; frames--) {
    faults[frames] = Math.min(references, Math.round(beyond));
    beyond += elementAt(histogram, frames);
  }
  faults[0] = references;
  return faults;
}

/** Raises an estimate of LRU's faults to at least the optimum's faults with the same or more frames. */
function keepAboveOptimum(faults: Float64Array, simulated: readonly ReplayResult[]): void {
  for (const { visibility, frames, faults: needed } of simulated) {
    if (visibility !== "future") continue;
    for (let size = Math.min(frames, faults.length - 1); size >= 0; size--) {
      faults[size] = Math.max(faults[size] ?? needed, needed);
    }
  }
}
