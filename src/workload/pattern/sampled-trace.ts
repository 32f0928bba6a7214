import type { Trace } from "../../trace/trace.ts";
import { WorkloadError } from "../error.ts";
import { pageHash } from "../random/page-hash.ts";
import { sampledPages } from "./pattern.ts";

/** What a trace's references to a sample of its pages are. */
export type SampledTrace = Pick<Trace, "references" | "distinctPages">;

/** With fewer pages than this it is chance which of them are in the sample. */
export const LEAST_TRACE_PAGES = 1000;

const PAGE = 0x7fff_ffff;
const WRITE = 0x8000_0000;

/** Samples that were made before, by scale. */
const known = new WeakMap<Trace, Map<number, SampledTrace>>();

/**
 * The references to one page in `scale`: to the pages with the lowest hashes (Waldspurger et al., SHARDS, FAST 2015, with a fixed number of
 * pages), numbered in their order. Throws a {@link WorkloadError} for a trace that is too small.
 */
export function sampledTrace(trace: Trace, scale: number): SampledTrace {
  if (scale === 1) return trace;
  const samples = known.get(trace) ?? new Map<number, SampledTrace>();
  known.set(trace, samples);
  const sample = samples.get(scale) ?? sampleOf(trace, scale);
  samples.set(scale, sample);
  return sample;
}

/** Why a trace that touches so many pages cannot be sampled, in one sentence; `null`: it can. */
export function tooFewToSample(name: string, distinctPages: number, scale: number): string | null {
  if (scale === 1 || sampledPages(distinctPages, scale) >= LEAST_TRACE_PAGES) return null;
  const most = 2 ** Math.floor(Math.log2(Math.max(1, distinctPages / LEAST_TRACE_PAGES)));
  return `the trace ${name} touches ${distinctPages} pages, and 1/${scale} of them are too few to stand for all: ${most === 1 ? "leave the scale out" : `write a scale of 1/${most} or a larger share`}`;
}

function sampleOf({ name, references, distinctPages }: Trace, scale: number): SampledTrace {
  const pages = sampledPages(distinctPages, scale);
  const problem = tooFewToSample(name, distinctPages, scale);
  if (problem !== null) throw new WorkloadError(problem);
  const numbers = sampleNumbers(distinctPages, pages);
  let count = 0;
  for (const reference of references) if ((numbers[reference & PAGE] ?? 0) > 0) count++;
  const sampled = new Uint32Array(count);
  let at = 0;
  for (const reference of references) {
    const number = numbers[reference & PAGE] ?? 0;
    if (number > 0) sampled[at++] = (number - 1) | (reference & WRITE);
  }
  return { references: sampled, distinctPages: pages };
}

/** For each page its number in the sample and 1, or 0. */
function sampleNumbers(distinctPages: number, pages: number): Uint32Array {
  const hashes = Float64Array.from({ length: distinctPages }, (_, page) => pageHash(page));
  const limit = Float64Array.from(hashes).sort()[pages] ?? Number.POSITIVE_INFINITY;
  const numbers = new Uint32Array(distinctPages);
  let next = 0;
  // The hash is a bijection: no two pages have the same.
  for (let page = 0; page < distinctPages; page++) if ((hashes[page] ?? 0) < limit) numbers[page] = ++next;
  return numbers;
}
