import type { ColumnsUsed, PlaceSink } from "../contract.ts";
import { quoteBytes } from "../framing/quote.ts";
import { type Meaning, unitInWords } from "./meaning.ts";
import { KIND, type Kind, Operations } from "./operations.ts";
import { TextNumbers } from "./text-numbers.ts";
import { Toucher, type Unit } from "./toucher.ts";
import { numberProblem, READ, WholeNumber } from "./whole.ts";

/** Which field of a row plays which role, counted from 0; −1: none does. */
export interface Roles {
  readonly places: readonly number[];
  readonly size: number;
  readonly op: number;
  readonly repeat: number;
  readonly time: number;
  readonly keys: readonly number[];
}

/** A meaning of which nothing is left to be found. */
export interface KnownMeaning extends Meaning {
  readonly unit: Unit;
}

const MOST_REPEATS = 2 ** 24;
const KEY_END = 0x1f;

/** Turns the fields of a row into references. */
export class RowMeaning {
  readonly #meaning: KnownMeaning;
  readonly #roles: Roles;
  readonly #fieldName: (field: number) => string;
  readonly #pageBytes: number;
  readonly #sink: PlaceSink;
  readonly #toucher: Toucher;
  readonly #operations: Operations;
  readonly #placeKinds: readonly Kind[];
  readonly #ids = new TextNumbers();
  readonly #spaces = new TextNumbers();
  readonly #number = new WholeNumber();
  readonly #least: number;
  readonly #bytesOfSize: number;
  readonly #plainAmount: number;
  readonly #isPlain: boolean;
  readonly #place: number;
  readonly #placeKind: Kind;
  readonly #size: number;
  readonly #op: number;
  readonly #isById: boolean;
  readonly #hexadecimal: boolean;
  #key = new Uint8Array(256);
  #keyBytes = -1;
  #space = 0;
  #scratch = new Uint8Array(256);
  #firstTime = "";
  #lastTime = new Uint8Array(64);
  #lastTimeBytes = 0;

  /** `fieldName`: a field in words, for messages and reports. */
  constructor(
    meaning: KnownMeaning,
    roles: Roles,
    fieldName: (field: number) => string,
    pageBytes: number,
    sink: PlaceSink,
  ) {
    const { unit, sizeUnit, words } = meaning;
    this.#meaning = meaning;
    this.#roles = roles;
    this.#fieldName = fieldName;
    this.#pageBytes = pageBytes;
    this.#sink = sink;
    this.#toucher = new Toucher(sink, unit, pageBytes);
    this.#operations = new Operations(words);
    const encoder = new TextEncoder();
    this.#placeKinds = meaning.places.map(({ word }) => {
      const bytes = encoder.encode(word ?? "");
      return word === null ? KIND.read : this.#operations.kindOf(bytes, 0, bytes.length);
    });
    const { places, size, op, repeat, time, keys } = roles;
    this.#least = 1 + Math.max(places.length === 1 ? (places[0] ?? 0) : 0, size, op, repeat, time, ...keys);
    const inPlaces = typeof unit === "number" ? unit : 0;
    this.#bytesOfSize = sizeUnit === "page" ? (inPlaces === 0 ? 0 : pageBytes) : (sizeUnit ?? inPlaces);
    this.#plainAmount = inPlaces === 0 ? 1 : inPlaces;
    this.#isPlain = places.length === 1 && repeat < 0 && time < 0 && keys.length === 0;
    this.#place = places[0] ?? 0;
    this.#placeKind = this.#placeKinds[0] ?? KIND.read;
    this.#size = size;
    this.#op = op;
    this.#isById = unit === "id";
    this.#hexadecimal = meaning.hexadecimal;
  }

  /** Whether it matters how big a page is. */
  get dividesAddresses(): boolean {
    const { unit, sizeUnit, size } = this.#meaning;
    return typeof unit === "number" || (size !== null && typeof sizeUnit === "number");
  }

  /** Takes a row whose fields stand at `starts` and `ends`; returns what is wrong with it, if anything is. */
  take(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, count: number): string | null {
    if (count < this.#least) {
      return `there are ${count} fields, but ${this.#fieldName(this.#least - 1)} is needed`;
    }
    return this.#isPlain ? this.#takePlain(bytes, starts, ends) : this.#takeAny(bytes, starts, ends, count);
  }

  /** The common case: one place of its own unit, reads and writes told by a word or not at all. */
  #takePlain(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): string | null {
    const op = this.#op;
    let kind: Kind = this.#placeKind;
    if (op >= 0) {
      kind = this.#operations.kindOf(bytes, starts[op] ?? 0, ends[op] ?? 0);
      if (kind === KIND.unknown) return this.#unknownWord(bytes, starts[op] ?? 0, ends[op] ?? 0);
    }
    if (kind === KIND.skip) return null;
    let amount = this.#plainAmount;
    const size = this.#size;
    if (size >= 0) {
      const start = starts[size] ?? 0;
      const code = this.#number.read(bytes, start, ends[size] ?? 0, false);
      if (code !== READ.whole) return this.#wrong(size, numberProblem(code, bytes, start, ends[size] ?? 0));
      amount = this.#amountOf(this.#number.value);
      if (amount > Number.MAX_SAFE_INTEGER) return this.#wrong(size, "it is too large to be believed");
    }
    const field = this.#place;
    return this.#touch(field, bytes, starts[field] ?? 0, ends[field] ?? 0, amount, 0, kind === KIND.write);
  }

  #takeAny(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, count: number): string | null {
    const { op, size, repeat, time, keys, places } = this.#roles;
    let kind: Kind = KIND.read;
    if (op >= 0) {
      kind = this.#operations.kindOf(bytes, starts[op] ?? 0, ends[op] ?? 0);
      if (kind === KIND.skip) return null;
      if (kind === KIND.unknown) return this.#unknownWord(bytes, starts[op] ?? 0, ends[op] ?? 0);
    }
    const space = keys.length === 0 ? 0 : this.#spaceOf(bytes, starts, ends);
    let amount = this.#plainAmount;
    if (size >= 0) {
      const code = this.#number.read(bytes, starts[size] ?? 0, ends[size] ?? 0, false);
      if (code !== READ.whole) return this.#wrong(size, numberProblem(code, bytes, starts[size] ?? 0, ends[size] ?? 0));
      amount = this.#amountOf(this.#number.value);
      if (amount > Number.MAX_SAFE_INTEGER) return this.#wrong(size, "it is too large to be believed");
    }
    let times = 1;
    if (repeat >= 0) {
      const code = this.#number.read(bytes, starts[repeat] ?? 0, ends[repeat] ?? 0, false);
      if (code !== READ.whole)
        return this.#wrong(repeat, numberProblem(code, bytes, starts[repeat] ?? 0, ends[repeat] ?? 0));
      times = this.#number.value;
      if (times > MOST_REPEATS)
        return this.#wrong(repeat, `${times} times is not believed: at most ${MOST_REPEATS} are`);
    }
    if (time >= 0) this.#keepTime(bytes, starts[time] ?? 0, ends[time] ?? 0);
    for (let turn = 0; turn < times; turn++) {
      for (let place = 0; place < places.length; place++) {
        const field = places[place] ?? 0;
        const own = op >= 0 ? kind : (this.#placeKinds[place] ?? KIND.read);
        if (own === KIND.skip) continue;
        const start = starts[field] ?? 0;
        const end = ends[field] ?? 0;
        if (places.length > 1 && (field >= count || start === end)) continue;
        const problem = this.#touch(field, bytes, start, end, amount, space, own === KIND.write);
        if (problem !== null) return problem;
      }
    }
    return null;
  }

  /** What served as what; `fields`: how many there are, where that is known. */
  columns(fields: number | null): ColumnsUsed {
    const { places, unit, words } = this.#meaning;
    const { size, op, repeat, time, keys } = this.#roles;
    const field = this.#fieldName;
    const list = (set: readonly string[]) => set.map((word) => (word === "" ? "nothing" : word)).join(", ");
    const { sizeUnit } = this.#meaning;
    const used = [
      ...this.#roles.places.map((place, at) => {
        const what = unit === "id" ? "the id" : "the place";
        const word = places[at]?.word;
        const hex = this.#meaning.hexadecimal ? ", hexadecimal" : "";
        return `${what} is ${field(place)}, ${unitInWords(unit)}${hex}${word ? ` (${word})` : ""}`;
      }),
      ...(size < 0 ? [] : [`the size is ${field(size)}, ${unitInWords(sizeUnit ?? unit)}`]),
      ...(op < 0
        ? []
        : [
            `the operation is ${field(op)}${
              this.#meaning.saysWords
                ? ` (writes: ${list(words.writes)}${words.skip.length === 0 ? "" : `; left out: ${list(words.skip)}`})`
                : ""
            }`,
          ]),
      ...(repeat < 0 ? [] : [`${field(repeat)} says how many times`]),
      ...(keys.length === 0
        ? []
        : [`the address space is ${keys.map(field).join(" and ")}, ${this.#spaces.count} of them`]),
      ...(time < 0 ? [] : [`the time is ${field(time)}, from ${this.#firstTime} to ${this.#timeSoFar()}`]),
      ...(op < 0 && places.every(({ word }) => word === null) ? ["nothing tells writes, so all are reads"] : []),
    ];
    const roles = new Set([...this.#roles.places, size, op, repeat, time, ...keys]);
    const unused = Array.from({ length: fields ?? 0 }, (_, at) => at).filter((at) => !roles.has(at));
    return { used, unused: unused.map(field) };
  }

  /** What an id is called that was handed on as this number. */
  get nameOfId(): ((id: number) => string) | undefined {
    return this.#meaning.unit === "id" ? (id) => this.#ids.textOf(id) : undefined;
  }

  #touch(
    field: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    amount: number,
    space: number,
    write: boolean,
  ): string | null {
    if (this.#isById) {
      if (start === end) return this.#wrong(field, "there is nothing where an id should be");
      const id = this.#ids.numberOf(bytes, start, end);
      if (space === 0) this.#sink.reference(id, write);
      else this.#sink.place(id, 0, space, write);
      return null;
    }
    const number = this.#number;
    const code = number.read(bytes, start, end, this.#hexadecimal);
    let problem: string | null;
    if (code === READ.whole) problem = this.#toucher.touch(number.value, amount, space, write);
    else if (code === READ.wide) problem = this.#toucher.touchWords(number.high, number.low, amount, space, write);
    else problem = numberProblem(code, bytes, start, end);
    return problem === null ? null : this.#wrong(field, problem);
  }

  #amountOf(size: number): number {
    if (this.#meaning.unit === "page" && typeof this.#meaning.sizeUnit === "number") {
      return Math.max(1, Math.ceil((size * this.#bytesOfSize) / this.#pageBytes));
    }
    return this.#bytesOfSize === 0 ? size : size * this.#bytesOfSize;
  }

  /** The number of the address space that the key fields name; the first is 0. */
  #spaceOf(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): number {
    let length = 0;
    let isSame = true;
    for (const field of this.#roles.keys) {
      const start = starts[field] ?? 0;
      const end = ends[field] ?? 0;
      if (length + end - start + 1 > this.#scratch.length) {
        const larger = new Uint8Array(2 * (length + end - start + 1));
        larger.set(this.#scratch);
        this.#scratch = larger;
      }
      for (let at = start; at < end; at++) {
        const byte = bytes[at] ?? 0;
        if (this.#key[length] !== byte) isSame = false;
        this.#scratch[length++] = byte;
      }
      if (this.#key[length] !== KEY_END) isSame = false;
      this.#scratch[length++] = KEY_END;
    }
    if (isSame && length === this.#keyBytes) return this.#space;
    this.#space = this.#spaces.numberOf(this.#scratch, 0, length);
    const key = this.#scratch;
    this.#scratch = this.#key.length < length ? new Uint8Array(2 * length) : this.#key;
    this.#key = key;
    this.#keyBytes = length;
    return this.#space;
  }

  #unknownWord(bytes: Uint8Array, start: number, end: number): string {
    const quoted = start === end ? "nothing" : quoteBytes(bytes, start, end);
    const isDigit = end - start === 1 && (bytes[start] === 0x30 || bytes[start] === 0x31);
    const how = isDigit
      ? "say which of 0 and 1 writes, with :writes=1 or :writes=0 behind the format"
      : "say what it is, with :reads=…, :writes=… or :skip=… behind the format";
    return this.#wrong(this.#roles.op, `${quoted} is neither a read nor a write: ${how}`);
  }

  #keepTime(bytes: Uint8Array, start: number, end: number): void {
    const length = Math.min(end - start, this.#lastTime.length);
    for (let at = 0; at < length; at++) this.#lastTime[at] = bytes[start + at] ?? 0;
    this.#lastTimeBytes = length;
    if (this.#firstTime === "") this.#firstTime = this.#timeSoFar();
  }

  #timeSoFar(): string {
    return quoteBytes(this.#lastTime, 0, this.#lastTimeBytes).slice(1, -1);
  }

  #wrong(field: number, problem: string): string {
    return `${this.#fieldName(field)}: ${problem}`;
  }
}
