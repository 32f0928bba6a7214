import type { CatalogueEntry, Parameters } from "../parameter/parameter.ts";
import type { Condensing } from "./condensing.ts";

/** What takes references, one by one, as they are read. */
export interface ReferenceSink {
  /** `page`: any whole number 0 … 2⁵³ − 1. */
  reference(page: number, write: boolean): void;
}

/** What takes references to pages of several address spaces, and to pages and ids of up to 64 bits. */
export interface PlaceSink extends ReferenceSink {
  /** The page in two words of 32 bits; `space`: 0 for the only one or the first, as for `reference`. */
  place(low: number, high: number, space: number, write: boolean): void;
}

/** A reader that is fed the bytes of a trace in pieces of any size; throws a `TraceError` at the first thing that is wrong. */
export interface TraceParser {
  push(chunk: Uint8Array): void;
  /** To be called once, after the last piece. */
  end(): void;
  /** The bytes of a page, once all is read, where the trace holds addresses or says it; otherwise its pages are plain numbers. */
  readonly pageBytes?: number | undefined;
  /** Whether the size of a page that was asked for mattered; known once the first line or record has been read. */
  readonly dividesAddresses?: boolean;
  /** What was left out, once all is read: `null` when the trace says that nothing was, `undefined` when it cannot say so. */
  readonly condensing?: Condensing | null | undefined;
  /** What an id is called that was handed on as this number; there only where ids are text. */
  readonly nameOfId?: ((id: number) => string) | undefined;
  /** What served as what, once all is read. */
  readonly columns?: ColumnsUsed;
}

/** Which columns of a trace served as what, each in a few words. */
export interface ColumnsUsed {
  /** `place is column 5 (offset), in bytes`. */
  readonly used: readonly string[];
  /** `column 1 (time)`. */
  readonly unused: readonly string[];
}

/** A writer that takes densely numbered references one by one and gives the bytes of a trace in pieces. */
export interface TraceEncoder extends ReferenceSink {
  /** The bytes that are ready and have not been taken yet. */
  take(): Uint8Array<ArrayBuffer>[];
  /** The last bytes; to be called once, after the last reference. `pageBytes`: the bytes of a page, where they are known; `condensing`: what was left out. */
  end(pageBytes: number | null, condensing?: Condensing | null): Uint8Array<ArrayBuffer>[];
}

/** What is set for a format, by parameter, as it is written. */
export type FormatSettings = ReadonlyMap<string, string>;

/** Where the bytes come from, and how big a page is where they hold addresses. */
export interface TraceSource {
  /** Stands in front of every error. */
  readonly name: string;
  /** A whole number from 1 on. */
  readonly pageBytes: number;
  /** What is set of the format's parameters. */
  readonly settings?: FormatSettings;
  /** The trace's first bytes, or all there are; formats of several layouts find theirs there. */
  readonly head?: Uint8Array;
}

/** So many first bytes of a trace are looked at to recognise it. */
export const HEAD_BYTES = 1 << 16;

/** A way to write a trace down. */
export interface TraceFormat extends CatalogueEntry {
  /** What may be set of it, where that is more than `parameters` lists: all that may be set of the format it is read with. */
  readonly settable?: Parameters;
  /** What stands behind `--format` for the same, where the format is another one with settings. */
  readonly sameAs?: string;
  /** How names of such files end, in small letters, with the dot and without `.gz`, `.zst` and the like. */
  readonly extensions: readonly string[];
  /** Ends of names that other formats use as well: they decide only where a trace's beginning does not. */
  readonly sharedExtensions?: readonly string[];
  /** Why a trace's first `HEAD_BYTES` bytes, or all there are, can be nothing else, after "because"; `null`: they may be. */
  recognises(head: Head): string | null;
  /** What is wrong with settings, in one sentence; `null`: nothing. */
  check(settings: FormatSettings): string | null;
  open(source: TraceSource, sink: PlaceSink): TraceParser;
  /** Begins to write a trace; there only for formats that ballonet writes. */
  readonly encoder?: () => TraceEncoder;
  /** Whether a trace of this format says itself what was left out; of others a file beside it says so. */
  readonly tellsCondensing?: boolean;
}

/** The beginning of a trace, as formats look at it. */
export interface Head {
  readonly bytes: Uint8Array;
  /** Whether this is all of it. */
  readonly isWhole: boolean;
  readonly isText: boolean;
  /** If it is text, its whole lines without remarks and empty lines. */
  readonly lines: readonly string[];
}

/** The bytes of a page when nothing is said. */
export const DEFAULT_PAGE_BYTES = 4096;
