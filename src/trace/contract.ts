import type { CatalogueEntry, ParameterValues } from "../parameter/parameter.ts";
import type { Condensing } from "./condensing.ts";

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
  /** The bytes of a page, once all is read, where the trace holds addresses or says it; otherwise its pages are plain numbers. */
  readonly pageBytes?: number | undefined;
  /** What was left out, once all is read: `null` when the trace says that nothing was, `undefined` when it cannot say so. */
  readonly condensing?: Condensing | null | undefined;
}

/** A writer that takes densely numbered references one by one and gives the bytes of a trace in pieces. */
export interface TraceEncoder extends ReferenceSink {
  /** The bytes that are ready and have not been taken yet. */
  take(): Uint8Array<ArrayBuffer>[];
  /** The last bytes; to be called once, after the last reference. `pageBytes`: the bytes of a page, where they are known; `condensing`: what was left out. */
  end(pageBytes: number | null, condensing?: Condensing | null): Uint8Array<ArrayBuffer>[];
}

/** Where the bytes come from, and how big a page is where they hold addresses. */
export interface TraceSource {
  /** Stands in front of every error. */
  readonly name: string;
  /** A power of two. */
  readonly pageBytes: number;
  /** The format's parameters, all filled in; the defaults unless said otherwise. */
  readonly settings?: ParameterValues;
}

/** So many first bytes of a trace are looked at to recognise it. */
export const HEAD_BYTES = 4096;

/** A way to write a trace down. */
export interface TraceFormat extends CatalogueEntry {
  /** How names of such files end, in small letters, with the dot and without `.gz` or `.zst`. */
  readonly extensions: readonly string[];
  /** Ends of names that other formats use as well: they decide only where a trace's beginning does not. */
  readonly sharedExtensions?: readonly string[];
  /** Whether a trace's first `HEAD_BYTES` bytes, or all there are, look like it. */
  recognises(head: Uint8Array): boolean;
  open(source: TraceSource, sink: ReferenceSink): TraceParser;
  /** Begins to write a trace; there only for formats that ballonet writes. */
  readonly encoder?: () => TraceEncoder;
  /** Whether a trace of this format says itself what was left out; of others a file beside it says so. */
  readonly tellsCondensing?: boolean;
}
