import type { CatalogueEntry } from "../parameter/parameter.ts";

/** What takes references, one by one, as they are read. */
export interface ReferenceSink {
  /** `page`: any whole number 0 … 2⁵³ − 1. */
  reference(page: number, write: boolean): void;
}

/** A reader that is fed the bytes of a trace in pieces of any size; throws a `TraceError` at the first thing that is wrong. */
export interface TraceParser {
  push(chunk: Uint8Array): void;
  /** To be called once, after the last piece. */
  end(): void;
}

/** Where the bytes come from, and how big a page is where they hold addresses. */
export interface TraceSource {
  /** Stands in front of every error. */
  readonly name: string;
  /** A power of two. */
  readonly pageBytes: number;
}

/** So many first bytes of a trace are looked at to recognise it. */
export const HEAD_BYTES = 4096;

/** A way to write a trace down. */
export interface TraceFormat extends CatalogueEntry {
  /** How names of such files end, with the dot and without `.gz`. */
  readonly extensions: readonly string[];
  /** Whether a trace's first `HEAD_BYTES` bytes, or all there are, look like it. */
  recognises(head: Uint8Array): boolean;
  open(source: TraceSource, sink: ReferenceSink): TraceParser;
}
