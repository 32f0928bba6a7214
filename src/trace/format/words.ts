import type { ColumnsUsed, PlaceSink, TraceParser } from "../contract.ts";
import { TraceError } from "../error.ts";
import { decimalDigit, hexDigit } from "../framing/ascii.ts";
import { quoteBytes } from "../framing/quote.ts";
import { unitInWords, WRITES_NOT_MARKED } from "../meaning/meaning.ts";
import { TextNumbers } from "../meaning/text-numbers.ts";
import { Toucher, type Unit } from "../meaning/toucher.ts";
import { numberProblem, READ, WholeNumber } from "../meaning/whole.ts";

const MOST_WORD_BYTES = 4096;
/** Most decimal, and most hexadecimal, digits that a number holds exactly. */
const MOST_FAST_DIGITS = 15;
const MOST_FAST_HEX_DIGITS = 13;
const [NEWLINE, RETURN, SPACE, TAB, COMMA, SEMICOLON] = [0x0a, 0x0d, 0x20, 0x09, 0x2c, 0x3b];
const [ZERO, STAR, HASH, LOWER_X] = [0x30, 0x2a, 0x23, 0x78];
const [LOWER_R, LOWER_W, CASE] = [0x72, 0x77, 0x20];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const [BETWEEN, WORD, REMARK] = [0, 1, 2];
const [NO_MARK, READ_MARK, WRITE_MARK] = [0, 1, 2];

/** How words are meant. */
export interface WordsMeaning {
  readonly unit: Unit;
  /** Numbers are hexadecimal without 0x, too. */
  readonly hexadecimal: boolean;
  /** Whether R or W may, or must, or may not stand before or behind a line's only place. */
  readonly marks: "may" | "must" | "none";
}

/** Reads words separated by blanks, commas, semicolons or line ends, each a place; lines of # or * are remarks. */
export class WordParser implements TraceParser {
  readonly #trace: string;
  readonly #meaning: WordsMeaning;
  readonly #sink: PlaceSink;
  readonly #toucher: Toucher;
  readonly #amount: number;
  readonly #ids = new TextNumbers();
  readonly #number = new WholeNumber();
  readonly #pageBytes: number;
  #state = BETWEEN;
  readonly #word = new Uint8Array(MOST_WORD_BYTES);
  #wordBytes = 0;
  #bytesSeen = 0;
  #line = 1;
  /** State of the current line: number of places, the last place if it is still pending, and the line's mark. */
  #places = 0;
  #mark = NO_MARK;
  #place = 0;
  #placeHigh = 0;
  #isWide = false;
  #marked = false;

  constructor(trace: string, meaning: WordsMeaning, pageBytes: number, sink: PlaceSink) {
    this.#trace = trace;
    this.#meaning = meaning;
    this.#sink = sink;
    this.#pageBytes = pageBytes;
    this.#toucher = new Toucher(sink, meaning.unit, pageBytes);
    this.#amount = typeof meaning.unit === "number" ? meaning.unit : 1;
  }

  get dividesAddresses(): boolean {
    return typeof this.#meaning.unit === "number";
  }

  get pageBytes(): number | undefined {
    return this.dividesAddresses ? this.#pageBytes : undefined;
  }

  get nameOfId(): ((id: number) => string) | undefined {
    return this.#meaning.unit === "id" ? (id) => this.#ids.textOf(id) : undefined;
  }

  get columns(): ColumnsUsed {
    const { unit, hexadecimal } = this.#meaning;
    const place = unit === "page" ? "a page" : `a place, ${unitInWords(unit)}`;
    const what = unit === "id" ? "each word is an id" : `each number is ${place}`;
    const how = hexadecimal ? ", hexadecimal" : "";
    const writes = this.#marked ? [] : [WRITES_NOT_MARKED];
    return { used: [`${what}${how}`, ...writes], unused: [] };
  }

  push(chunk: Uint8Array): void {
    const isNumber = this.#meaning.unit !== "id";
    let at = this.#bytesSeen < 3 ? this.#skipByteOrderMark(chunk) : 0;
    while (at < chunk.length) {
      if (isNumber && this.#places === 0 && this.#state === BETWEEN && this.#mark === NO_MARK) {
        const next = this.#plainLines(chunk, at);
        if (next !== at) {
          at = next;
          continue;
        }
      }
      at = this.#toLineEnd(chunk, at);
    }
    this.#bytesSeen += chunk.length;
  }

  /** Fast path for whole lines of one short number, alone or followed by R or W; returns where the first other line begins. */
  #plainLines(chunk: Uint8Array, from: number): number {
    const { hexadecimal, marks } = this.#meaning;
    let line = from;
    for (;;) {
      let at = line;
      const hasPrefix = chunk[at] === ZERO && ((chunk[at + 1] ?? 0) | CASE) === LOWER_X;
      if (hasPrefix) at += 2;
      const first = at;
      let value = 0;
      if (hexadecimal || hasPrefix) {
        for (let digit = hexDigit(chunk[at]); digit >= 0; digit = hexDigit(chunk[++at])) value = value * 16 + digit;
        if (at - first > MOST_FAST_HEX_DIGITS) return line;
      } else {
        for (let digit = decimalDigit(chunk[at]); digit >= 0; digit = decimalDigit(chunk[++at]))
          value = value * 10 + digit;
        if (at - first > MOST_FAST_DIGITS) return line;
      }
      if (at === first) return line;
      let mark: number = NO_MARK;
      if (chunk[at] === SPACE || chunk[at] === TAB) {
        const letter = (chunk[at + 1] ?? 0) | CASE;
        mark = letter === LOWER_W ? WRITE_MARK : letter === LOWER_R ? READ_MARK : NO_MARK;
        if (mark === NO_MARK) return line;
        at += 2;
      }
      if (mark === NO_MARK && marks === "must") return line;
      if (chunk[at] === RETURN) at++;
      if (chunk[at] !== NEWLINE) return line;
      if (mark !== NO_MARK) this.#marked = true;
      const problem = this.#toucher.touch(value, this.#amount, 0, mark === WRITE_MARK);
      if (problem !== null) this.#refuse(problem);
      this.#line++;
      line = at + 1;
    }
  }

  /** Reads anything up to the end of the line or chunk; returns the position reached. */
  #toLineEnd(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) {
        this.#endLine();
        return at + 1;
      }
      if (this.#state === REMARK) continue;
      if (byte === SPACE || byte === RETURN || byte === TAB || byte === COMMA || byte === SEMICOLON) this.#endWord();
      else this.#addByte(byte);
    }
    return chunk.length;
  }

  end(): void {
    this.#endLine();
  }

  #skipByteOrderMark(chunk: Uint8Array): number {
    let at = 0;
    while (at < chunk.length && this.#bytesSeen + at < 3 && chunk[at] === BYTE_ORDER_MARK[this.#bytesSeen + at]) at++;
    return at;
  }

  #addByte(byte: number): void {
    if (this.#state === BETWEEN) {
      if ((byte === HASH || byte === STAR) && this.#places === 0 && this.#mark === NO_MARK) {
        this.#state = REMARK;
        return;
      }
      this.#state = WORD;
      this.#wordBytes = 0;
    }
    if (this.#wordBytes === MOST_WORD_BYTES) this.#refuse(`${this.#quote()} is too long for a word`);
    this.#word[this.#wordBytes++] = byte;
  }

  #endWord(): void {
    if (this.#state !== WORD) return;
    this.#state = BETWEEN;
    const { unit, hexadecimal, marks } = this.#meaning;
    if (marks !== "none") {
      const mark = markOf(this.#word, this.#wordBytes);
      if (mark !== NO_MARK) {
        this.#takeMark(mark);
        return;
      }
    }
    if (unit === "id") {
      this.#hold(this.#ids.numberOf(this.#word, 0, this.#wordBytes));
      return;
    }
    const number = this.#number;
    const code = number.read(this.#word, 0, this.#wordBytes, hexadecimal);
    if (code === READ.whole) {
      this.#hold(number.value);
      return;
    }
    if (code !== READ.wide) this.#refuse(this.#problem(code));
    this.#hold(number.low);
    this.#placeHigh = number.high;
    this.#isWide = true;
  }

  #problem(code: Parameters<typeof numberProblem>[0]): string {
    if (code !== READ.notNumber) return numberProblem(code, this.#word, 0, this.#wordBytes);
    const number = this.#meaning.hexadecimal ? "a hexadecimal number" : "a number (decimal or 0x…)";
    return `${this.#quote()} is neither ${number}${this.#meaning.marks === "none" ? " nor a remark" : " nor R or W"}`;
  }

  #hold(value: number): void {
    if (this.#places > 0) {
      if (this.#marked && this.#mark !== NO_MARK)
        this.#refuse("R or W is on a line with several places, so it is unclear which one it belongs to");
      this.#handOn();
    }
    this.#places++;
    this.#place = value;
  }

  #takeMark(mark: number): void {
    if (this.#mark !== NO_MARK) this.#refuse(`one line has two marks of reading or writing`);
    if (this.#places > 1)
      this.#refuse("R or W is on a line with several places, so it is unclear which one it belongs to");
    this.#mark = mark;
    this.#marked = true;
  }

  #endLine(): void {
    this.#endWord();
    this.#state = BETWEEN;
    if (this.#places > 0) {
      if (this.#mark === NO_MARK && this.#meaning.marks === "must")
        this.#refuse("there is no R or W beside the address");
      this.#handOn();
    } else if (this.#mark !== NO_MARK) {
      this.#refuse("there is R or W without a place");
    }
    this.#places = 0;
    this.#mark = NO_MARK;
    this.#line++;
  }

  #handOn(): void {
    const write = this.#mark === WRITE_MARK;
    let problem: string | null = null;
    if (this.#isWide) {
      this.#isWide = false;
      problem = this.#toucher.touchWords(this.#placeHigh, this.#place, this.#amount, 0, write);
    } else if (this.#meaning.unit === "id") this.#sink.reference(this.#place, write);
    else problem = this.#toucher.touch(this.#place, this.#amount, 0, write);
    if (problem !== null) this.#refuse(problem);
  }

  #quote(): string {
    return quoteBytes(this.#word, 0, this.#wordBytes);
  }

  #refuse(problem: string): never {
    throw new TraceError(this.#trace, `line ${this.#line}`, problem);
  }
}

function markOf(word: Uint8Array, bytes: number): number {
  if (bytes !== 1 && bytes !== 4 && bytes !== 5) return NO_MARK;
  const text = String.fromCharCode(...word.subarray(0, bytes)).toLowerCase();
  if (text === "r" || text === "read") return READ_MARK;
  return text === "w" || text === "write" ? WRITE_MARK : NO_MARK;
}
