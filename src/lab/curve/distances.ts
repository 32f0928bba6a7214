import { DistanceCounter, DistanceSampler } from "../../engine/laboratory/curve.ts";
import type { Bench } from "../job.ts";

/** References between two looks at the clock. */
const PIECE = 1 << 19;

/** Which pages to look at for distances. */
export interface Sampling {
  /** Highest number of pages to track; `undefined`: all, which is exact. */
  readonly sample: number | undefined;
  readonly seed: number;
}

/** References by LRU stack distance, at 0 those to pages never seen before; and on what that rests, unless it is exact. */
export interface Distances {
  readonly histogram: Float64Array;
  readonly sampled: { readonly rate: number; readonly sampledPages: number; readonly sampledReferences: number } | null;
}

/** Finds the distances of a trace. `told` hears of references looked at. */
export type DistanceFinder = (
  bench: Bench,
  sampling: Sampling,
  told: (references: number) => void,
  signal: AbortSignal | undefined,
) => Promise<Distances>;

/** Finds distances here; `told` is called after each piece with the references in it, and waited for. */
export async function findDistances(
  { module, references, distinctPages }: Bench,
  { sample, seed }: Sampling,
  told: (references: number) => void | Promise<void>,
): Promise<Distances> {
  const counter =
    sample === undefined
      ? await DistanceCounter.create(module, distinctPages)
      : // No sample is larger than all pages.
        await DistanceSampler.create(module, distinctPages, Math.min(sample, distinctPages), seed);
  for (let first = 0; first < references.length; first += PIECE) {
    const piece = references.subarray(first, first + PIECE);
    counter.take(piece);
    await told(piece.length);
  }
  const histogram = counter.histogram();
  return { histogram, sampled: counter instanceof DistanceSampler ? counter.facts() : null };
}

/** Finds distances here, and leaves the event loop free in between. */
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
