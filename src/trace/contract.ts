import type { CatalogueEntry, Parameters } from "../parameter/parameter.ts";
import type { Condensing } from "./condensing.ts";

/** Receives references one by one as they are read. */
export interface ReferenceSink {
  /** `page`: any whole number 0 … 2⁵³ − 1. */
  reference(page: number, write: boolean): void;
}

/** Receives references to pages of several address spaces, and to pages and ids of up to 64 bits. */
export interface PlaceSink extends ReferenceSink {
  /** The page in two words of 32 bits; `space`: 0 for the only one or the first, as for `reference`. */
  place(low: number, high: number, space: number, write: boolean): void;
}

/** A reader that is fed the bytes of a trace in pieces of any size; throws a `TraceError` at the first thing that is wrong. */
export interface TraceParser {
  push(chunk: Uint8Array): void;
  /** Must be called once, after the last piece. */
  end(): void;
  /** Page size in bytes, known at the end, if the trace holds addresses or states it; otherwise its pages are plain numbers. */
  readonly pageBytes?: number | undefined;
  /** Whether the requested page size has an effect; known once the first line or record has been read. */
  readonly dividesAddresses?: boolean;
  /** What was left out, known at the end: `null` if the trace says that nothing was, `undefined` if its format cannot say. */
  readonly condensing?: Condensing | null | undefined;
  /** The text of the id with this number; present only where ids are text. */
  readonly nameOfId?: ((id: number) => string) | undefined;
  /** Which columns were used and how, known at the end. */
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

/** The settings of a format by parameter, as they were written. */
export type FormatSettings = ReadonlyMap<string, string>;

/** Where the bytes come from, and how big a page is where they hold addresses. */
export interface TraceSource {
  /** Stands in front of every error. */
  readonly name: string;
  /** A whole number from 1 on. */
  readonly pageBytes: number;
  /** The settings of the format's parameters. */
  readonly settings?: FormatSettings;
  /** The trace's first bytes (all of a short trace), from which formats with several layouts find theirs. */
  readonly head?: Uint8Array;
}

/** Number of first bytes that are used to recognise a trace. */
export const HEAD_BYTES = 1 << 16;

/** A way to write a trace down. */
export interface TraceFormat extends CatalogueEntry {
  /** Its settings, if it has more than `parameters` lists: all settings of the format that it is read with. */
  readonly settable?: Parameters;
  /** The equivalent `--format` value, if the format is another one with settings. */
  readonly sameAs?: string;
  /** Endings of such files' names in small letters, with the dot and without `.gz`, `.zst` and similar. */
  readonly extensions: readonly string[];
  /** Endings that other formats use as well: they decide only if the trace's first bytes do not. */
  readonly sharedExtensions?: readonly string[];
  /** Why a trace's first `HEAD_BYTES` bytes can only be this format, to follow "because"; `null`: other formats are possible. */
  recognises(head: Head): string | null;
  /** What is wrong with settings, in one sentence; `null`: nothing. */
  check(settings: FormatSettings): string | null;
  open(source: TraceSource, sink: PlaceSink): TraceParser;
  /** Starts writing a trace; present only for formats that ballonet writes. */
  readonly encoder?: () => TraceEncoder;
  /** Whether a trace of this format states what was left out; for other formats a file beside the trace does. */
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

/** Default page size in bytes. */
export const DEFAULT_PAGE_BYTES = 4096;
