import { readingInWords } from "../trace/reading.ts";
import type { Trace } from "../trace/trace.ts";
import { LabError } from "./error.ts";
import { framesOfSizes, type NamedSize } from "./frames.ts";

/** The facts of a trace. */
export interface TraceFacts {
  readonly name: string;
  readonly format: string;
  /** References in the trace. */
  readonly references: number;
  /** References of the run it stands for: as many, unless the trace is condensed; `null` when that is not known. */
  readonly originalReferences: number | null;
  /** The trace leaves out hits in an LRU memory of this many frames; `null`: it leaves out nothing. */
  readonly condensedFrames: number | null;
  readonly writes: number;
  readonly distinctPages: number;
  /** How it was understood when it was read; `null`: it was not read from a file. */
  readonly reading: string | null;
}

/** The facts of a trace in every report. */
export function factsOf(trace: Trace): TraceFacts {
  const { name, format, references, writes, distinctPages, condensedFrames = null } = trace;
  return {
    name,
    format,
    references: references.length,
    originalReferences: condensedFrames === null ? references.length : (trace.originalReferences ?? null),
    condensedFrames,
    writes,
    distinctPages,
    reading: trace.reading === undefined ? null : readingInWords(trace.reading),
  };
}

/** The fewest frames of which a trace says anything. With as many frames as pages only first touches fault, condensed or not. */
export function leastFramesOf({ condensedFrames, distinctPages }: TraceFacts): number {
  return condensedFrames === null ? 1 : Math.min(condensedFrames, distinctPages);
}

/** Throws a `LabError` when a condensed trace says nothing of one of these sizes. */
export function checkStanding(trace: TraceFacts, frames: readonly number[]): void {
  const least = leastFramesOf(trace);
  const below = frames.find((count) => count < least);
  if (below === undefined) return;
  throw new LabError(
    `${trace.name} is condensed: what hits in ${trace.condensedFrames} frames of LRU was left out, so it says nothing of ` +
      `${below} ${below === 1 ? "frame" : "frames"}: ask for ${least} or more`,
  );
}

/** What happens to sizes of which a condensed trace says nothing: they are refused, or left out while others remain. */
export type SmallSizes = "refuse" | "leave out";

/** The sizes of which a trace says something. Throws a `LabError` when others are refused, or all would be left out. */
export function standingSizes(trace: TraceFacts, sizes: readonly NamedSize[], small: SmallSizes): readonly NamedSize[] {
  const leftOut = leftOutOf(trace, sizes);
  if (small === "refuse" || leftOut.length === sizes.length) checkStanding(trace, framesOfSizes(leftOut));
  return sizes.filter((size) => !leftOut.includes(size));
}

/** The sizes of which a condensed trace says nothing. */
export function leftOutOf(trace: TraceFacts, sizes: readonly NamedSize[]): readonly NamedSize[] {
  return sizes.filter(({ frames }) => frames < leastFramesOf(trace));
}

/** A count as a share of the references of the run; `null` when those are not known. */
export function shareOfRun(
  { originalReferences }: Pick<TraceFacts, "originalReferences">,
  count: number,
): number | null {
  return originalReferences === null ? null : count / originalReferences;
}
