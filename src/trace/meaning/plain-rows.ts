import { MOST_LINE_BYTES, type PlainLines } from "../framing/lines.ts";
import { KIND, type Kind } from "./operations.ts";
import type { Requests } from "./requests.ts";
import type { Roles } from "./roles.ts";
import { WholeNumber } from "./whole.ts";

const [NEWLINE, RETURN, SPACE, TAB, QUOTE] = [0x0a, 0x0d, 0x20, 0x09, 0x22];
/** What a byte does in a row. */
const [INSIDE, PARTS, ENDS_LINE, MAY_END_LINE, ODD] = [0, 1, 2, 3, 4];
/** What to do with a column; 0: skip it. */
const [KEEP, READ_SIZE, READ_PLACE] = [1, 2, 3];
const NOT_PLAIN = -1;

/** How the rows of a table are cut into columns. */
export interface RowCut {
  /** The bytes that separate columns. */
  readonly parts: readonly number[];
  /** Whether several of them in a row are one separator. */
  readonly inRuns: boolean;
  /** How many columns each row has; `null`: any number. */
  readonly fields: number | null;
  /** 1 for each byte with which a remark may begin. */
  readonly beginsRemark: Uint8Array;
}

/** The columns of a row with only one place. */
export interface RowColumns {
  readonly roles: Roles;
  readonly isById: boolean;
  readonly hexadecimal: boolean;
  /** The operation of a request if there is no operation column. */
  readonly kind: Kind;
}

/**
 * Reads rows straight from the bytes in one pass, without splitting them first, as long as they have no quotes, only short
 * numbers, and no errors. All other rows are left to `RowMeaning`, which gives the same references for these too.
 */
export class PlainRows implements PlainLines {
  lines = 0;
  readonly #requests: Requests;
  readonly #classes = new Uint8Array(256);
  /** All bytes above this one are inside columns. */
  readonly #highest: number;
  /** 1 for each byte that may stand before a column without being a part of it. */
  readonly #isBefore = new Uint8Array(256);
  readonly #beginsRemark: Uint8Array;
  readonly #inRuns: boolean;
  readonly #endsAfterLast: boolean;
  readonly #columns: Uint8Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #number = new WholeNumber();
  readonly #kind: Kind;
  readonly #op: number;
  readonly #id: number;
  readonly #hasKeys: boolean;
  readonly #hexadecimal: boolean;
  #place = 0;
  #amount = 0;

  constructor(requests: Requests, { roles, isById, hexadecimal, kind }: RowColumns, cut: RowCut) {
    const { op, size, keys } = roles;
    const [place = 0] = roles.places;
    this.#requests = requests;
    this.#inRuns = cut.inRuns;
    this.#endsAfterLast = cut.fields !== null;
    this.#beginsRemark = cut.beginsRemark;
    for (const byte of cut.parts) this.#classes[byte] = PARTS;
    this.#classes[NEWLINE] = ENDS_LINE;
    this.#classes[RETURN] = MAY_END_LINE;
    if (!cut.inRuns) this.#classes[QUOTE] = ODD;
    this.#highest = Math.max(QUOTE, ...cut.parts);
    for (const byte of cut.inRuns ? cut.parts : [SPACE, TAB]) this.#isBefore[byte] = 1;
    if (!cut.inRuns) for (const byte of cut.parts) this.#isBefore[byte] = 0;
    this.#columns = new Uint8Array(cut.fields ?? 1 + Math.max(place, op, size, ...keys));
    for (const column of [op, ...keys]) if (column >= 0) this.#columns[column] = KEEP;
    if (size >= 0) this.#columns[size] = READ_SIZE;
    this.#columns[place] = isById ? KEEP : READ_PLACE;
    this.#starts = new Int32Array(this.#columns.length);
    this.#ends = new Int32Array(this.#columns.length);
    this.#kind = kind;
    this.#op = op;
    this.#id = isById ? place : -1;
    this.#hasKeys = keys.length > 0;
    this.#hexadecimal = hexadecimal;
  }

  take(bytes: Uint8Array, start: number, end: number): number {
    let line = start;
    this.lines = 0;
    while (line < end) {
      const newline = this.#beginsRemark[bytes[line] ?? 0] === 1 ? NOT_PLAIN : this.#cut(bytes, line, end);
      if (newline === NOT_PLAIN || newline - line > MOST_LINE_BYTES || !this.#touch(bytes)) break;
      line = newline + 1;
      this.lines++;
    }
    return line;
  }

  /** Reads the numbers of a row, finds its texts, and returns where it ends. */
  #cut(bytes: Uint8Array, line: number, end: number): number {
    const classes = this.#classes;
    const columns = this.#columns;
    const inRuns = this.#inRuns;
    const isBefore = this.#isBefore;
    const highest = this.#highest;
    const last = columns.length - 1;
    let at = line;
    let byte = bytes[at] ?? 0;
    this.#amount = this.#requests.amounts.standard;
    for (let column = 0; ; column++) {
      while (isBefore[byte] === 1) byte = bytes[++at] ?? 0;
      const what = columns[column] ?? 0;
      if (what >= READ_SIZE) {
        at = this.#number.readShort(bytes, at, end, what === READ_PLACE && this.#hexadecimal);
        if (at < 0) return NOT_PLAIN;
        byte = bytes[at] ?? 0;
        if (what === READ_PLACE) this.#place = this.#number.value;
        else this.#amount = this.#requests.amounts.of(this.#number.value);
      } else {
        const start = at;
        while (byte > highest || classes[byte] === INSIDE) byte = bytes[++at] ?? 0;
        if (at === start && inRuns) return NOT_PLAIN;
        if (what === KEEP && !this.#keep(bytes, column, start, at)) return NOT_PLAIN;
      }
      if (column === last) return this.#lineEnd(bytes, at);
      if (classes[byte] !== PARTS) return NOT_PLAIN;
      byte = bytes[++at] ?? 0;
    }
  }

  #keep(bytes: Uint8Array, column: number, start: number, end: number): boolean {
    this.#starts[column] = start;
    this.#ends[column] = end;
    // Blanks after a text are not part of it.
    return end === start || (bytes[end - 1] !== SPACE && bytes[end - 1] !== TAB);
  }

  /** Where the line ends whose last column that matters ends at `at`. */
  #lineEnd(bytes: Uint8Array, start: number): number {
    const classes = this.#classes;
    let at = start;
    if (classes[bytes[at] ?? 0] === PARTS) {
      if (!this.#endsAfterLast) while (bytes[at] !== NEWLINE) at++;
      else if (this.#inRuns) while (classes[bytes[at] ?? 0] === PARTS) at++;
    }
    if (bytes[at] === RETURN) at++;
    return bytes[at] === NEWLINE ? at : NOT_PLAIN;
  }

  /** Makes the references of the last row; false: the row has an error, and no reference was made. */
  #touch(bytes: Uint8Array): boolean {
    const { operations, spaces, toucher } = this.#requests;
    const op = this.#op;
    const kind = op < 0 ? this.#kind : operations.kindOf(bytes, this.#starts[op] ?? 0, this.#ends[op] ?? 0);
    if (kind === KIND.skip) return true;
    if (kind === KIND.unknown || this.#amount > Number.MAX_SAFE_INTEGER) return false;
    const space = this.#hasKeys ? spaces.numberOf(bytes, this.#starts, this.#ends) : 0;
    const id = this.#id;
    if (id < 0) return toucher.touch(this.#place, this.#amount, space, kind === KIND.write) === null;
    const start = this.#starts[id] ?? 0;
    const end = this.#ends[id] ?? 0;
    if (start === end) return false;
    this.#requests.touchId(bytes, start, end, space, kind === KIND.write);
    return true;
  }
}
