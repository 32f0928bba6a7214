import type { ReferenceSink, TraceEncoder, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { decimalDigit, hexDigit, skipBlanks } from "../framing/ascii.ts";
import { LineParser, recognisesLines } from "../framing/lines.ts";
import { Pieces } from "./pieces.ts";

const WANTED = "a page number (decimal or 0x…, at most 2^53 - 1), alone or with R or W behind it";
const [NEWLINE, SPACE, UPPER_W] = [0x0a, 0x20, 0x57];
const [ZERO, STAR, HASH, LETTER_R, LETTER_W, LETTER_X] = [0x30, 0x2a, 0x23, 0x72, 0x77, 0x78];

function readLine(bytes: Uint8Array, start: number, lineEnd: number, sink: ReferenceSink): boolean {
  let at = skipBlanks(bytes, start, lineEnd);
  if (at === lineEnd || bytes[at] === STAR || bytes[at] === HASH) return true;
  const hexadecimal = bytes[at] === ZERO && at + 1 < lineEnd && ((bytes[at + 1] ?? 0) | 0x20) === LETTER_X;
  const base = hexadecimal ? 16 : 10;
  if (hexadecimal) at += 2;
  const firstDigit = at;
  let page = 0;
  for (; at < lineEnd; at++) {
    const digit = hexadecimal ? hexDigit(bytes[at]) : decimalDigit(bytes[at]);
    if (digit < 0) break;
    page = page * base + digit;
  }
  if (at === firstDigit || page > Number.MAX_SAFE_INTEGER) return false;
  const afterDigits = at;
  at = skipBlanks(bytes, at, lineEnd);
  let write = false;
  if (at < lineEnd) {
    const letter = (bytes[at] ?? 0) | 0x20;
    if (at === afterDigits || (letter !== LETTER_R && letter !== LETTER_W)) return false;
    write = letter === LETTER_W;
    if (skipBlanks(bytes, at + 1, lineEnd) < lineEnd) return false;
  }
  sink.reference(page, write);
  return true;
}

function open(source: TraceSource, sink: ReferenceSink): TraceParser {
  return new LineParser(source.name, WANTED, (bytes, start, end) => readLine(bytes, start, end, sink));
}

/** Writes a decimal page number a line, with W behind it where it is written to. */
class LineEncoder implements TraceEncoder {
  readonly #pieces = new Pieces();

  reference(page: number, write: boolean): void {
    const pieces = this.#pieces;
    let power = 1;
    while (power * 10 <= page) power *= 10;
    for (let rest = page; power >= 1; power /= 10) {
      const digit = Math.floor(rest / power);
      pieces.byte(ZERO + digit);
      rest -= digit * power;
    }
    if (write) {
      pieces.byte(SPACE);
      pieces.byte(UPPER_W);
    }
    pieces.byte(NEWLINE);
  }

  take(): Uint8Array<ArrayBuffer>[] {
    return this.#pieces.take();
  }

  end(): Uint8Array<ArrayBuffer>[] {
    return this.#pieces.end();
  }
}

/** A page number a line, as in the traces of the LIRS paper (https://doi.org/10.1145/511334.511340). */
export const text: TraceFormat = {
  name: "text",
  about: "A page number a line, decimal or 0x…, with R or W behind it or not; lines of * or # are skipped.",
  source: "The traces of the LIRS paper, https://doi.org/10.1145/511334.511340",
  parameters: {},
  extensions: [],
  sharedExtensions: [".txt"],
  recognises: (head) => recognisesLines(open, head),
  open,
  encoder: () => new LineEncoder(),
};
