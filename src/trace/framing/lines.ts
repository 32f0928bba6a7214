import { HEAD_BYTES, type ReferenceSink, type TraceParser, type TraceSource } from "../contract.ts";
import { TraceError } from "../error.ts";

/** Longer lines are looked at only so far. */
const LONGEST_LINE_BYTES = 4096;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Reads one line, the bytes `start` … `end` − 1; false when it is none of the format's. */
export type LineReader = (bytes: Uint8Array, start: number, end: number) => boolean;

/** Cuts bytes into lines and hands them to a reader without making strings of them. */
export class LineParser implements TraceParser {
  readonly #trace: string;
  readonly #wanted: string | (() => string);
  readonly #read: LineReader;
  readonly pageBytes: number | undefined;
  readonly #rest = new Uint8Array(LONGEST_LINE_BYTES);
  #restBytes = 0;
  #unfinished = false;
  #line = 0;

  /** `wanted`: what a line should be, for the error. `pageBytes`: where the lines hold addresses. */
  constructor(trace: string, wanted: string | (() => string), read: LineReader, pageBytes?: number) {
    this.pageBytes = pageBytes;
    this.#trace = trace;
    this.#wanted = wanted;
    this.#read = read;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) {
        this.#keep(chunk, start, chunk.length);
        return;
      }
      if (this.#unfinished) {
        this.#keep(chunk, start, newline);
        this.#finishRest();
      } else {
        this.#readLine(chunk, start, newline);
      }
      start = newline + 1;
    }
  }

  end(): void {
    if (this.#unfinished) this.#finishRest();
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const bytes = Math.min(end - start, LONGEST_LINE_BYTES - this.#restBytes);
    this.#rest.set(chunk.subarray(start, start + bytes), this.#restBytes);
    this.#restBytes += bytes;
    this.#unfinished = true;
  }

  #finishRest(): void {
    this.#readLine(this.#rest, 0, this.#restBytes);
    this.#restBytes = 0;
    this.#unfinished = false;
  }

  #readLine(bytes: Uint8Array, start: number, newline: number): void {
    this.#line++;
    let end = Math.min(newline, start + LONGEST_LINE_BYTES);
    if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
    const begin = this.#line === 1 ? skipByteOrderMark(bytes, start, end) : start;
    if (!this.#read(bytes, begin, end)) {
      const line = quote(bytes.subarray(begin, end));
      const wanted = typeof this.#wanted === "string" ? this.#wanted : this.#wanted();
      throw new TraceError(this.#trace, `line ${this.#line}`, `${line} is not ${wanted}`);
    }
  }
}

/** Some programs begin a text with the bytes EF BB BF. */
function skipByteOrderMark(bytes: Uint8Array, start: number, end: number): number {
  const isMark = end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isMark ? start + 3 : start;
}

/** Whether the whole lines among a trace's first bytes are all of a format and hold a reference. */
export function recognisesLines(
  open: (source: TraceSource, sink: ReferenceSink) => TraceParser,
  head: Uint8Array,
): boolean {
  let references = 0;
  const parser = open(
    { name: "", pageBytes: 4096 },
    {
      reference() {
        references++;
      },
    },
  );
  const lastNewline = head.lastIndexOf(NEWLINE);
  const isWhole = head.length < HEAD_BYTES || lastNewline < 0;
  try {
    parser.push(isWhole ? head : head.subarray(0, lastNewline));
    parser.end();
  } catch (error) {
    if (error instanceof TraceError) return false;
    throw error;
  }
  return references > 0;
}

/** The first 40 characters of a line, in quotes, fit for a terminal. */
function quote(line: Uint8Array): string {
  const text = new TextDecoder().decode(line.subarray(0, 256)).replace(/[\p{Cc}\p{Cf}\ufffd]/gu, "·");
  const characters = [...text];
  return characters.length > 40 ? `"${characters.slice(0, 40).join("")}…"` : `"${text}"`;
}
