import { Lab, type LabCounters } from "../engine/laboratory/lab.ts";
import { Optimum } from "../engine/laboratory/opt.ts";
import type { PolicyLayout } from "../engine/machine/layout.ts";
import type { LabPolicy } from "./policy.ts";

/** References between two checks of the clock: cheap, and short enough to stop soon. */
const PIECE = 1 << 19;

/** One replay: a policy, or the optimum (`null`), with a number of frames. */
export interface Job {
  readonly policy: PolicyLayout | null;
  readonly frames: number;
}

/** Input shared by all jobs. */
export interface Bench {
  readonly module: WebAssembly.Module;
  readonly references: Uint32Array;
  readonly distinctPages: number;
}

/** The result of a job. */
export interface JobResult {
  readonly counters: LabCounters;
  readonly seconds: number;
}

/** Runs all jobs and returns their results in order. Calls `told` with the number of references replayed by all jobs. */
export type Runner = (
  bench: Bench,
  jobs: readonly Job[],
  told: (references: number) => void,
  signal: AbortSignal | undefined,
) => Promise<JobResult[]>;

/** The job for a policy. */
export function jobOf(policy: LabPolicy, frames: number): Job {
  return { policy: policy.visibility === "future" ? null : policy.layout, frames };
}

/** Runs one job; calls and awaits `told` after each piece with the number of its references. */
export async function runJob(
  { module, references, distinctPages }: Bench,
  { policy, frames }: Job,
  told: (references: number) => void | Promise<void>,
): Promise<JobResult> {
  // Frames beyond the number of pages are never used.
  const used = Math.min(frames, distinctPages);
  const began = performance.now();
  const memory =
    policy === null
      ? await Optimum.create(module, distinctPages, used, references)
      : await Lab.create(module, distinctPages, used, policy);
  let spent = performance.now() - began;
  for (let first = 0; first < references.length; first += PIECE) {
    const piece = references.subarray(first, first + PIECE);
    const start = performance.now();
    if (memory instanceof Optimum) memory.replay(piece.length);
    else memory.replay(piece);
    spent += performance.now() - start;
    await told(piece.length);
  }
  return { counters: memory.counters(), seconds: spent / 1000 };
}

/** Runs the jobs one after the other in this thread and yields to the event loop in between. */
export const runHere: Runner = async (bench, jobs, told, signal) => {
  const results: JobResult[] = [];
  let done = 0;
  for (const job of jobs) {
    signal?.throwIfAborted();
    const result = await runJob(bench, job, async (references) => {
      done += references;
      told(done);
      await new Promise((resume) => setTimeout(resume));
      signal?.throwIfAborted();
    });
    results.push(result);
  }
  return results;
};
