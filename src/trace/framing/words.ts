import type { ColumnsUsed, PlaceSink, TraceParser } from "../contract.ts";
import { TraceError } from "../error.ts";
import { unitInWords } from "../meaning/meaning.ts";
import { TextNumbers } from "../meaning/text-numbers.ts";
import { Toucher, type Unit } from "../meaning/toucher.ts";
import { numberProblem, READ, WholeNumber } from "../meaning/whole.ts";
import { quoteBytes } from "./quote.ts";

const MOST_WORD_BYTES = 4096;
/** So many decimal digits are exact in a number. */
const MOST_FAST_DIGITS = 15;
const [NEWLINE, RETURN, SPACE, TAB, COMMA, SEMICOLON] = [0x0a, 0x0d, 0x20, 0x09, 0x2c, 0x3b];
const [ZERO, STAR, HASH] = [0x30, 0x2a, 0x23];
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

/** Reads words parted by blanks, commas, semicolons or line ends, each a place; lines of # or * are remarks. */
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
  /** A number being read, digit by digit. */
  #value = 0;
  #digits = 0;
  readonly #word = new Uint8Array(MOST_WORD_BYTES);
  #wordBytes = 0;
  #bytesSeen = 0;
  #line = 1;
  /** Of this line: how many places there were, the last of them that has not been handed on, and its mark. */
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

  get columns(): ColumnsUsed {
    const { unit, hexadecimal } = this.#meaning;
    const place = unit === "page" ? "a page" : `a place, ${unitInWords(unit)}`;
    const what = unit === "id" ? "each word is an id" : `each number is ${place}`;
    const how = hexadecimal ? ", hexadecimal" : "";
    const writes = this.#marked ? [] : ["nothing tells writes, so all are reads"];
    return { used: [`${what}${how}`, ...writes], unused: [] };
  }

  push(chunk: Uint8Array): void {
    const isPlain = this.#meaning.unit !== "id" && !this.#meaning.hexadecimal;
    let at = this.#bytesSeen < 3 ? this.#skipByteOrderMark(chunk) : 0;
    let value = this.#value;
    let digits = this.#digits;
    for (; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9 && this.#state === BETWEEN && isPlain && digits < MOST_FAST_DIGITS) {
        value = value * 10 + digit;
        digits++;
        continue;
      }
      const ends =
        byte === NEWLINE || byte === SPACE || byte === RETURN || byte === TAB || byte === COMMA || byte === SEMICOLON;
      if (digits > 0) {
        if (ends) this.#takeNumber(value);
        else this.#beginWithDigits(value, digits);
        value = 0;
        digits = 0;
      }
      if (byte === NEWLINE) this.#endLine();
      else if (this.#state === REMARK) continue;
      else if (ends) this.#endWord();
      else this.#addByte(byte);
    }
    this.#value = value;
    this.#digits = digits;
    this.#bytesSeen += chunk.length;
  }

  end(): void {
    if (this.#digits > 0) this.#takeNumber(this.#value);
    this.#endLine();
  }

  #skipByteOrderMark(chunk: Uint8Array): number {
    let at = 0;
    while (at < chunk.length && this.#bytesSeen + at < 3 && chunk[at] === BYTE_ORDER_MARK[this.#bytesSeen + at]) at++;
    return at;
  }

  #beginWithDigits(value: number, digits: number): void {
    const text = String(value).padStart(digits, "0");
    for (let at = 0; at < text.length; at++) this.#addByte(text.charCodeAt(at));
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

  #takeNumber(value: number): void {
    this.#hold(value);
  }

  #hold(value: number): void {
    if (this.#places > 0) {
      if (this.#marked && this.#mark !== NO_MARK)
        this.#refuse("R or W stands in a line of several places, so it is not clear whose it is");
      this.#handOn();
    }
    this.#places++;
    this.#place = value;
  }

  #takeMark(mark: number): void {
    if (this.#mark !== NO_MARK) this.#refuse(`there are two marks of reading or writing in one line`);
    if (this.#places > 1) this.#refuse("R or W stands in a line of several places, so it is not clear whose it is");
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
