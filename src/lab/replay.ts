import type { Visibility } from "../engine/policies.ts";
import { elementAt } from "../list/element-at.ts";
import { listArgument } from "../parameter/argument.ts";
import { checkPageBytes, checkTrace } from "../trace/check.ts";
import type { Trace } from "../trace/trace.ts";
import { LabError } from "./error.ts";
import { framesOfSizes, type NamedSize, readSizes } from "./frames.ts";
import { type Job, type JobResult, jobOf, type Runner } from "./job.ts";
import { type LabPolicy, readPolicies } from "./policy.ts";
import { factsOf, type SmallSizes, shareOfRun, standingSizes, type TraceFacts } from "./standing.ts";

/** Result of one policy with one number of frames. */
export interface ReplayResult {
  readonly policy: string;
  readonly parameters: { readonly [name: string]: number };
  /** As written, with parameters. */
  readonly label: string;
  readonly visibility: Visibility;
  readonly frames: number;
  /** References replayed: those of the trace. */
  readonly references: number;
  readonly faults: number;
  /** Faults that are first touches. */
  readonly coldFaults: number;
  /** Evictions of dirty pages; pages still dirty at the end do not count. */
  readonly dirtyEvictions: number;
  /** Dirty pages that the policy wrote back and kept in memory. */
  readonly writeBacks: number;
  /** Pages or frames scanned in search of victims. */
  readonly scannedPages: number;
  /** Pages of the page tables that the policy walked for aging. */
  readonly walkedPages: number;
  /** Faults ÷ references of the original run; `null` when a condensed trace does not give their number. */
  readonly faultRatio: number | null;
  readonly seconds: number;
  readonly referencesPerSecond: number;
}

/** Results of a replay by policy, then by size, in the order given. */
export interface ReplayReport {
  readonly trace: TraceFacts;
  readonly pageBytes: number;
  /** Replayed sizes. */
  readonly frames: readonly number[];
  /** The sizes as written; several can be the same number of frames, and those too small for a condensed trace are not in `frames`. */
  readonly sizes: readonly NamedSize[];
  readonly results: readonly ReplayResult[];
  /** Minimum possible faults for each of `frames`; `null` when not requested. */
  readonly optimalFaults: readonly number[] | null;
  /** Faults of LRU for each of `frames`; `null` when not requested. */
  readonly lruFaults: readonly number[] | null;
}

/** Progress of a replay. */
export interface LabProgress {
  readonly references: number;
  readonly totalReferences: number;
  readonly seconds: number;
}

/** Options of a replay. */
export interface ReplayOptions {
  /** Replacement policies such as `lru` and `gclock:max=3`; `all` means every policy. */
  readonly policies: readonly string[];
  /** Numbers of frames: counts, ranges of them (`3-7`), sizes (`64MiB`), or percentages of the distinct pages (`10%`). */
  readonly frames: readonly (number | string)[];
  /** Default: the trace's page size, or 4096. */
  readonly pageBytes?: number | undefined;
  /** Whether to compute the minimum possible faults; default: true. */
  readonly optimum?: boolean | undefined;
  /** Whether to replay LRU too, for comparison; default: false. */
  readonly baseline?: boolean | undefined;
  readonly onProgress?: ((progress: LabProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Replays a trace on a module of the engine with a runner; throws a `LabError` for wrong options. */
export async function replayWith(
  module: WebAssembly.Module,
  runner: Runner,
  trace: Trace,
  options: ReplayOptions,
  small: SmallSizes = "refuse",
): Promise<ReplayReport> {
  checkTrace(trace);
  const { distinctPages, references } = trace;
  const { pageBytes = trace.pageBytes ?? 4096 } = options;
  checkPageBytes(pageBytes);
  listArgument("policies", options.policies);
  listArgument("frames", options.frames);
  if (references.length === 0) throw new LabError(`${trace.name} has no references: at least one is needed`);
  const policies = readPolicies(options.policies);
  const sizes = readSizes(options.frames, { distinctPages, pageBytes });
  const facts = factsOf(trace);
  const frames = framesOfSizes(standingSizes(facts, sizes, small));
  const asked = policies.flatMap((policy) => frames.map((count) => ({ policy, job: jobOf(policy, count) })));
  const known = asked.some(({ job }) => job.policy === null);
  const optimum = options.optimum !== false;
  const extra: Job[] = optimum && !known ? frames.map((count) => ({ policy: null, frames: count })) : [];
  const [lru] = readPolicies(["lru"]);
  const lruAsked = asked.some(({ policy }) => policy.name === "lru");
  const baseline = options.baseline === true && !lruAsked && lru !== undefined;
  const compared: Job[] = baseline ? frames.map((count) => jobOf(lru, count)) : [];
  const jobs = [...asked.map(({ job }) => job), ...extra, ...compared];

  const began = performance.now();
  const done = await runner(
    { module, references, distinctPages },
    jobs,
    (made) => {
      const seconds = (performance.now() - began) / 1000;
      options.onProgress?.({ references: made, totalReferences: jobs.length * references.length, seconds });
    },
    options.signal,
  );
  const faultsOf = (count: number, isMeant: (job: Job) => boolean) =>
    elementAt(
      done,
      jobs.findIndex((job) => job.frames === count && isMeant(job)),
      "job",
    ).counters.faults;
  return {
    trace: facts,
    pageBytes,
    frames,
    sizes,
    results: asked.map(({ policy, job }, at) => resultOf(facts, policy, job.frames, elementAt(done, at, "job"))),
    optimalFaults: optimum || known ? frames.map((count) => faultsOf(count, ({ policy }) => policy === null)) : null,
    lruFaults:
      baseline || lruAsked
        ? frames.map((count) => faultsOf(count, ({ policy }) => policy?.number === lru?.layout.number))
        : null,
  };
}

function resultOf(
  trace: TraceFacts,
  policy: LabPolicy,
  frames: number,
  { counters, seconds }: JobResult,
): ReplayResult {
  const { references, faults, coldFaults, dirtyEvictions, writeBacks, scannedPages, walkedPages } = counters;
  return {
    policy: policy.name,
    parameters: policy.parameters,
    label: policy.label,
    visibility: policy.visibility,
    frames,
    references,
    faults,
    coldFaults,
    dirtyEvictions,
    writeBacks,
    scannedPages,
    walkedPages,
    faultRatio: shareOfRun(trace, faults),
    seconds,
    referencesPerSecond: seconds > 0 ? references / seconds : 0,
  };
}
