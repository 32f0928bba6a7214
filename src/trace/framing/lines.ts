import type { TraceParser } from "../contract.ts";
import { TraceError } from "../error.ts";

export const MOST_LINE_BYTES = 1 << 20;
const TOO_LONG = "it is longer than 1 MiB, which no line of a trace is";
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Reads one line, the bytes `start` … `end` − 1; returns what is wrong with it, if anything is. */
export type LineReader = (bytes: Uint8Array, start: number, end: number) => string | null;

/** Fast reader for lines of the usual form; it stops at any other line. */
export interface PlainLines {
  /** How many lines the last call took. */
  readonly lines: number;
  /** Reads lines from `start` on, all whole; returns where the first line begins that it could not read; `end`: it read all. */
  take(bytes: Uint8Array, start: number, end: number): number;
}

/** Cuts bytes into lines and hands them to a reader without making strings of them. */
export class LineParser implements TraceParser {
  readonly #trace: string;
  readonly #read: LineReader;
  #rest = new Uint8Array(4096);
  #restBytes = 0;
  #unfinished = false;
  #line = 0;
  /** If set, it is tried before each line that is whole in a piece. */
  plain: PlainLines | null = null;

  constructor(trace: string, read: LineReader) {
    this.#trace = trace;
    this.#read = read;
  }

  push(chunk: Uint8Array): void {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    let start = 0;
    if (this.#unfinished && end > 0) {
      const newline = chunk.indexOf(NEWLINE);
      this.#keep(chunk, 0, newline);
      this.#finishRest();
      start = newline + 1;
    }
    while (start < end) {
      start = this.#takePlain(chunk, start, end);
      if (start === end) break;
      let newline = start;
      while (chunk[newline] !== NEWLINE) newline++;
      this.#readLine(chunk, start, newline);
      start = newline + 1;
    }
    if (start < chunk.length) this.#keep(chunk, start, chunk.length);
  }

  #takePlain(chunk: Uint8Array, start: number, end: number): number {
    if (this.plain === null) return start;
    const next = this.plain.take(chunk, start, end);
    this.#line += this.plain.lines;
    return next;
  }

  end(): void {
    if (this.#unfinished) this.#finishRest();
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    const bytes = this.#restBytes + end - start;
    if (bytes > MOST_LINE_BYTES) this.#refuse(this.#line + 1, TOO_LONG);
    if (bytes > this.#rest.length) {
      const larger = new Uint8Array(Math.max(bytes, 2 * this.#rest.length));
      larger.set(this.#rest.subarray(0, this.#restBytes));
      this.#rest = larger;
    }
    this.#rest.set(chunk.subarray(start, end), this.#restBytes);
    this.#restBytes = bytes;
    this.#unfinished = true;
  }

  #finishRest(): void {
    this.#readLine(this.#rest, 0, this.#restBytes);
    this.#restBytes = 0;
    this.#unfinished = false;
  }

  #readLine(bytes: Uint8Array, start: number, newline: number): void {
    this.#line++;
    if (newline - start > MOST_LINE_BYTES) this.#refuse(this.#line, TOO_LONG);
    let end = newline;
    if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
    const begin = this.#line === 1 ? skipByteOrderMark(bytes, start, end) : start;
    const problem = this.#read(bytes, begin, end);
    if (problem !== null) this.#refuse(this.#line, problem);
  }

  #refuse(line: number, problem: string): never {
    throw new TraceError(this.#trace, `line ${line}`, problem);
  }
}

/** Some programs begin a text with the bytes EF BB BF. */
function skipByteOrderMark(bytes: Uint8Array, start: number, end: number): number {
  const isMark = end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isMark ? start + 3 : start;
}
