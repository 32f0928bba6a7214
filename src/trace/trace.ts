import type { TraceReading } from "./reading.ts";

/** A recorded run of page references, numbered densely in first-seen order. */
export interface Trace {
  /** The file's name without its folder. */
  readonly name: string;
  /** The name of its format. */
  readonly format: string;
  /** Bit 31 = write, the rest = page. */
  readonly references: Uint32Array;
  readonly distinctPages: number;
  readonly writes: number;
  /** What the trace calls its first pages, the page numbered 0 first: as many as are worth showing. */
  readonly pageNames?: readonly string[] | undefined;
  /** References that hit in an LRU memory of this many frames were left out; `null` or not there: none were. */
  readonly condensedFrames?: number | null | undefined;
  /** References of the run that the trace stands for; `null` or not there: not known, or as many as it holds when nothing was left out. */
  readonly originalReferences?: number | null | undefined;
  /** The bytes of a page, where the trace holds addresses or says it; otherwise its pages are plain numbers. */
  readonly pageBytes?: number | null;
  /** How it was understood, when it was read from a file. */
  readonly reading?: TraceReading;
}
