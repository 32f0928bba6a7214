import { byteAt } from "../../list/byte-at.ts";

const QUOTE = 0x22;
const SPACE = 0x20;
const TAB = 0x09;

/** Separator of a table whose columns are separated by runs of blanks and tabs. */
export const BLANKS = -1;

/** Separator of a table whose columns are separated by commas, semicolons, blanks or tabs, in runs. */
export const ANY = -2;

/** Finds the fields of rows: where each begins and ends, without blanks and quotes around it. It allocates nothing per row. */
export class Cells {
  readonly #separator: number;
  readonly #most: number;
  /** 1 for each byte that parts the fields of runs. */
  readonly #parts = new Uint8Array(256);
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  count = 0;

  /** `separator`: a byte, `BLANKS` or `ANY`. `most`: number of fields to look for in a row. */
  constructor(separator: number, most: number) {
    this.#separator = separator;
    this.#most = most;
    for (const byte of partsOf(separator)) this.#parts[byte] = 1;
  }

  /**
   * Splits a row after RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180); a field in quotes may hold separators, but no line end.
   * False: quotes are not closed, or text follows them.
   */
  split(bytes: Uint8Array, start: number, end: number): boolean {
    this.count = 0;
    return this.#separator < 0 ? this.#splitRuns(bytes, start, end) : this.#splitFields(bytes, start, end);
  }

  #splitFields(bytes: Uint8Array, start: number, end: number): boolean {
    const separator = this.#separator;
    let at = start;
    while (this.count < this.#most) {
      let first = at;
      while (first < end && (bytes[first] === SPACE || (bytes[first] === TAB && separator !== TAB))) first++;
      if (first < end && bytes[first] === QUOTE) {
        const last = closingQuote(bytes, first + 1, end);
        if (last < 0) return false;
        this.#add(first + 1, last);
        at = last + 1;
        while (at < end && bytes[at] === SPACE) at++;
        if (at < end && bytes[at] !== separator) return false;
      } else {
        at = first;
        while (at < end && bytes[at] !== separator) at++;
        let last = at;
        while (last > first && (bytes[last - 1] === SPACE || bytes[last - 1] === TAB)) last--;
        this.#add(first, last);
      }
      if (at >= end) return true;
      at++;
    }
    return true;
  }

  #splitRuns(bytes: Uint8Array, start: number, end: number): boolean {
    const parts = this.#parts;
    const most = this.#most;
    let { starts, ends } = this;
    let count = 0;
    let at = start;
    while (count < most) {
      while (at < end && parts[byteAt(bytes, at)] === 1) at++;
      if (at >= end) break;
      if (count === starts.length) {
        this.#grow();
        starts = this.starts;
        ends = this.ends;
      }
      starts[count] = at;
      do at++;
      while (at < end && parts[byteAt(bytes, at)] === 0);
      ends[count++] = at;
    }
    this.count = count;
    return true;
  }

  #grow(): void {
    this.starts = larger(this.starts);
    this.ends = larger(this.ends);
  }

  #add(start: number, end: number): void {
    if (this.count === this.starts.length) this.#grow();
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }
}

/** The bytes that separate fields: the separator itself, or the bytes that form runs. */
export function partsOf(separator: number): number[] {
  if (separator === ANY) return [SPACE, TAB, 0x2c, 0x3b];
  return separator === BLANKS ? [SPACE, TAB] : [separator];
}

function larger(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(numbers.length * 2);
  copy.set(numbers);
  return copy;
}

/** Two quotes inside are one quote. */
function closingQuote(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    if (bytes[at] === QUOTE) {
      if (at + 1 >= end || bytes[at + 1] !== QUOTE) return at;
      at++;
    }
    at++;
  }
  return -1;
}

/** The separator of a table of which this is the first row: the one of `,` `;` tab and `|` that is found most often, else runs of blanks. */
export function findSeparator(bytes: Uint8Array, start: number, end: number): number {
  let best = BLANKS;
  let most = 0;
  for (const separator of [0x2c, 0x3b, TAB, 0x7c]) {
    let count = 0;
    for (let at = start; at < end; at++) if (bytes[at] === separator) count++;
    if (count > most) {
      best = separator;
      most = count;
    }
  }
  return best;
}
