import { DistanceCounter, DistanceSampler } from "../../engine/laboratory/curve.ts";
import type { Bench } from "../job.ts";

/** References between two checks of the clock. */
const PIECE = 1 << 19;

/** Pages to measure distances of. */
export interface Sampling {
  /** Highest number of pages to track; `undefined`: all, which is exact. */
  readonly sample: number | undefined;
  readonly seed: number;
}

/** References by LRU stack distance (0: first touches), and the sample unless the result is exact. */
export interface Distances {
  readonly histogram: Float64Array;
  readonly sampled: { readonly rate: number; readonly sampledPages: number; readonly sampledReferences: number } | null;
}

/** Measures the distances of a trace. Calls `told` with the number of references processed. */
export type DistanceFinder = (
  bench: Bench,
  sampling: Sampling,
  told: (references: number) => void,
  signal: AbortSignal | undefined,
) => Promise<Distances>;

/** Measures distances in this thread; calls and awaits `told` after each piece with the number of its references. */
export async function findDistances(
  { module, references, distinctPages }: Bench,
  { sample, seed }: Sampling,
  told: (references: number) => void | Promise<void>,
): Promise<Distances> {
  const counter =
    sample === undefined
      ? await DistanceCounter.create(module, distinctPages)
      : // A sample never has more pages than the trace.
        await DistanceSampler.create(module, distinctPages, Math.min(sample, distinctPages), seed);
  for (let first = 0; first < references.length; first += PIECE) {
    const piece = references.subarray(first, first + PIECE);
    counter.take(piece);
    await told(piece.length);
  }
  const histogram = counter.histogram();
  return { histogram, sampled: counter instanceof DistanceSampler ? counter.facts() : null };
}

/** Measures distances in this thread and yields to the event loop in between. */
export const distancesHere: DistanceFinder = async (bench, sampling, told, signal) => {
  let done = 0;
  signal?.throwIfAborted();
  return findDistances(bench, sampling, async (references) => {
    done += references;
    told(done);
    await new Promise((resume) => setTimeout(resume));
    signal?.throwIfAborted();
  });
};
