import { Lab } from "../engine/laboratory/lab.ts";
import { Optimum } from "../engine/laboratory/opt.ts";
import type { Visibility } from "../engine/policies.ts";
import { listArgument } from "../parameter/argument.ts";
import { checkPageBytes, checkTrace } from "../trace/check.ts";
import type { Trace } from "../trace/trace.ts";
import { LabError } from "./error.ts";
import { framesOfSizes, readSizes } from "./frames.ts";
import { jobOf } from "./job.ts";
import { type LabPolicy, readPolicies } from "./policy.ts";
import { checkStanding, factsOf, type TraceFacts } from "./standing.ts";

/** Maximum number of references shown one by one. */
export const MOST_STEPS = 500;

/** Maximum number of frames shown below one another. */
export const MOST_FRAMES = 100;

const WRITE = 0x8000_0000;

/** Effect of one reference. */
export interface ReplayStep {
  /** The page, as named in the trace. */
  readonly page: string;
  readonly write: boolean;
  readonly fault: boolean;
  /** Evicted pages. */
  readonly evicted: readonly string[];
  /** Page in each frame afterwards; `null`: empty. A page takes the frame of the page evicted for it. */
  readonly frames: readonly (string | null)[];
}

/** A replay of one policy with a number of frames, reference by reference. */
export interface SteppedReplay {
  /** The policy's name, and the policy as written. */
  readonly policy: string;
  readonly label: string;
  readonly visibility: Visibility;
  readonly frames: number;
  readonly faults: number;
  readonly steps: readonly ReplayStep[];
}

/** Replays reference by reference, by policy, then by number of frames. */
export interface StepsReport {
  readonly trace: TraceFacts;
  readonly replays: readonly SteppedReplay[];
}

/** Options of a replay step by step. */
export interface StepsOptions {
  readonly policies: readonly string[];
  readonly frames: readonly (number | string)[];
  readonly pageBytes?: number | undefined;
}

/** Replays a short trace reference by reference; throws a `LabError` for wrong options or a trace that is too long. */
export async function replayStepsWith(
  module: WebAssembly.Module,
  trace: Trace,
  { policies, frames, pageBytes = 4096 }: StepsOptions,
): Promise<StepsReport> {
  checkTrace(trace);
  checkPageBytes(pageBytes);
  listArgument("policies", policies);
  listArgument("frames", frames);
  const { references, distinctPages, name } = trace;
  if (references.length === 0) throw new LabError(`${name} has no references: at least one is needed`);
  if (references.length > MOST_STEPS) {
    throw new LabError(`${name} has ${references.length} references: steps are shown for at most ${MOST_STEPS}`);
  }
  const chosen = readPolicies(policies);
  const sizes = framesOfSizes(readSizes(frames, { distinctPages, pageBytes }));
  const facts = factsOf(trace);
  checkStanding(facts, sizes);
  const tooMany = sizes.find((count) => count > MOST_FRAMES);
  if (tooMany !== undefined) {
    throw new LabError(`${tooMany} frames are too many to show: steps are shown for at most ${MOST_FRAMES}`);
  }
  const replays: SteppedReplay[] = [];
  for (const policy of chosen) {
    for (const count of sizes) replays.push(await stepThrough(module, trace, policy, count));
  }
  return { trace: facts, replays };
}

async function stepThrough(
  module: WebAssembly.Module,
  { references, distinctPages, pageNames }: Trace,
  policy: LabPolicy,
  frames: number,
): Promise<SteppedReplay> {
  const nameOf = (page: number) => pageNames?.[page] ?? String(page);
  const used = Math.min(frames, distinctPages);
  const { policy: layout } = jobOf(policy, used);
  const memory =
    layout === null
      ? await Optimum.create(module, distinctPages, used, references)
      : await Lab.create(module, distinctPages, used, layout);
  const inFrame: (number | null)[] = Array.from({ length: frames }, () => null);
  let faults = 0;
  const steps = Array.from(references, (reference): ReplayStep => {
    if (memory instanceof Optimum) memory.replay(1);
    else memory.replay(Uint32Array.of(reference));
    const page = reference % WRITE;
    const fault = memory.counters().faults > faults;
    faults = memory.counters().faults;
    const left = inFrame.flatMap((held, frame) => (held === null || memory.holds(held) ? [] : [{ frame, held }]));
    const evicted = left.map(({ held }) => nameOf(held));
    for (const { frame } of left) inFrame[frame] = null;
    if (fault && memory.holds(page)) inFrame[left[0]?.frame ?? inFrame.indexOf(null)] = page;
    return {
      page: nameOf(page),
      write: reference >= WRITE,
      fault,
      evicted,
      frames: inFrame.map((held) => (held === null ? null : nameOf(held))),
    };
  });
  return { policy: policy.name, label: policy.label, visibility: policy.visibility, frames, faults, steps };
}
