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
  /** References of the original run: more than `references` if the trace is condensed; `null`: unknown. */
  readonly originalReferences: number | null;
  /** The trace leaves out hits in an LRU memory of this many frames; `null`: it leaves out nothing. */
  readonly condensedFrames: number | null;
  readonly writes: number;
  readonly distinctPages: number;
  /** How the file was interpreted; `null`: not read from a file. */
  readonly reading: string | null;
}

/** The facts of a trace for reports. */
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

/** Smallest number of frames that a trace is valid for. With as many frames as pages only first touches fault, condensed or not. */
export function leastFramesOf({ condensedFrames, distinctPages }: TraceFacts): number {
  return condensedFrames === null ? 1 : Math.min(condensedFrames, distinctPages);
}

/** Throws a `LabError` when a condensed trace is not valid for one of these sizes. */
export function checkStanding(trace: TraceFacts, frames: readonly number[]): void {
  const least = leastFramesOf(trace);
  const below = frames.find((count) => count < least);
  if (below === undefined) return;
  throw new LabError(
    `${trace.name} is condensed: hits in ${trace.condensedFrames} frames of LRU are left out, so it is not valid for ` +
      `${below} ${below === 1 ? "frame" : "frames"}: ask for ${least} or more`,
  );
}

/** Treatment of sizes that a condensed trace is not valid for: refuse them, or leave them out while others remain. */
export type SmallSizes = "refuse" | "leave out";

/** The sizes that a trace is valid for. Throws a `LabError` when others are refused, or all would be left out. */
export function standingSizes(trace: TraceFacts, sizes: readonly NamedSize[], small: SmallSizes): readonly NamedSize[] {
  const leftOut = leftOutOf(trace, sizes);
  if (small === "refuse" || leftOut.length === sizes.length) checkStanding(trace, framesOfSizes(leftOut));
  return sizes.filter((size) => !leftOut.includes(size));
}

/** The sizes that a condensed trace is not valid for. */
export function leftOutOf(trace: TraceFacts, sizes: readonly NamedSize[]): readonly NamedSize[] {
  return sizes.filter(({ frames }) => frames < leastFramesOf(trace));
}

/** A count ÷ references of the original run; `null` when those are unknown. */
export function shareOfRun(
  { originalReferences }: Pick<TraceFacts, "originalReferences">,
  count: number,
): number | null {
  return originalReferences === null ? null : count / originalReferences;
}
