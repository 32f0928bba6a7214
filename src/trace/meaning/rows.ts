import { byteAt } from "../../list/byte-at.ts";
import { elementAt } from "../../list/element-at.ts";
import { integerAt } from "../../list/integer-at.ts";
import type { ColumnsUsed, PlaceSink } from "../contract.ts";
import { quoteBytes } from "../framing/quote.ts";
import { type KnownMeaning, unitInWords, WRITES_NOT_MARKED } from "./meaning.ts";
import { KIND, type Kind } from "./operations.ts";
import { PlainRows, type RowCut } from "./plain-rows.ts";
import { Requests } from "./requests.ts";
import type { Roles } from "./roles.ts";
import { numberProblem, READ, WholeNumber } from "./whole.ts";

const MOST_REPEATS = 2 ** 24;

/** Turns the fields of a row into references. */
export class RowMeaning {
  readonly #meaning: KnownMeaning;
  readonly #roles: Roles;
  readonly #fieldName: (field: number) => string;
  readonly #requests: Requests;
  readonly #placeKinds: readonly Kind[];
  readonly #number = new WholeNumber();
  readonly #least: number;
  readonly #isById: boolean;
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
    this.#meaning = meaning;
    this.#roles = roles;
    this.#fieldName = fieldName;
    this.#requests = new Requests(meaning, roles.keys, pageBytes, sink);
    const encoder = new TextEncoder();
    this.#placeKinds = meaning.places.map(({ word }) => {
      const bytes = encoder.encode(word ?? "");
      return word === null ? KIND.read : this.#requests.operations.kindOf(bytes, 0, bytes.length);
    });
    const { places, size, op, repeat, time, keys } = roles;
    this.#least =
      1 + Math.max(places.length === 1 ? elementAt(places, 0, "place") : 0, size, op, repeat, time, ...keys);
    this.#isById = meaning.unit === "id";
  }

  /** Whether the page size has an effect. */
  get dividesAddresses(): boolean {
    const { unit, sizeUnit, size } = this.#meaning;
    return typeof unit === "number" || (size !== null && typeof sizeUnit === "number");
  }

  /** A fast reader for most such rows; `null`: the fields have roles that it does not support. */
  plainRows(cut: RowCut): PlainRows | null {
    const { places, size, op, repeat, time, keys } = this.#roles;
    const columns = [...places, size, op, ...keys].filter((column) => column >= 0);
    if (places.length !== 1 || repeat >= 0 || time >= 0 || new Set(columns).size < columns.length) return null;
    const { hexadecimal } = this.#meaning;
    const [kind = KIND.read] = this.#placeKinds;
    return new PlainRows(this.#requests, { roles: this.#roles, isById: this.#isById, hexadecimal, kind }, cut);
  }

  /** Takes a row whose fields stand at `starts` and `ends`; returns what is wrong with it, if anything is. */
  take(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, count: number): string | null {
    if (count < this.#least) {
      return `there are ${count} fields, but ${this.#fieldName(this.#least - 1)} is needed`;
    }
    const { op, size, repeat, time, keys, places } = this.#roles;
    const { operations, amounts, spaces } = this.#requests;
    let kind: Kind = KIND.read;
    if (op >= 0) {
      kind = operations.kindOf(bytes, integerAt(starts, op), integerAt(ends, op));
      if (kind === KIND.skip) return null;
      if (kind === KIND.unknown) return this.#unknownWord(bytes, integerAt(starts, op), integerAt(ends, op));
    }
    const space = keys.length === 0 ? 0 : spaces.numberOf(bytes, starts, ends);
    let amount = amounts.standard;
    if (size >= 0) {
      const problem = this.#readNumber(size, bytes, integerAt(starts, size), integerAt(ends, size));
      if (problem !== null) return problem;
      amount = amounts.of(this.#number.value);
      if (amount > Number.MAX_SAFE_INTEGER) return this.#wrong(size, "it is too large");
    }
    let times = 1;
    if (repeat >= 0) {
      const problem = this.#readNumber(repeat, bytes, integerAt(starts, repeat), integerAt(ends, repeat));
      if (problem !== null) return problem;
      times = this.#number.value;
      if (times > MOST_REPEATS)
        return this.#wrong(repeat, `${times} times is too many: at most ${MOST_REPEATS} are accepted`);
    }
    if (time >= 0) this.#keepTime(bytes, integerAt(starts, time), integerAt(ends, time));
    for (let turn = 0; turn < times; turn++) {
      for (let place = 0; place < places.length; place++) {
        const field = elementAt(places, place, "place");
        const own = op >= 0 ? kind : (this.#placeKinds[place] ?? KIND.read);
        if (own === KIND.skip) continue;
        if (places.length > 1 && field >= count) continue;
        const start = integerAt(starts, field);
        const end = integerAt(ends, field);
        if (places.length > 1 && start === end) continue;
        const problem = this.#touch(field, bytes, start, end, amount, space, own === KIND.write);
        if (problem !== null) return problem;
      }
    }
    return null;
  }

  /** Which columns were used and how; `fields`: number of columns, if known. */
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
        : [`the address space is ${keys.map(field).join(" and ")}, ${this.#requests.spaces.count} of them`]),
      ...(time < 0 ? [] : [`the time is ${field(time)}, from ${this.#firstTime} to ${this.#timeSoFar()}`]),
      ...(op < 0 && places.every(({ word }) => word === null) ? [WRITES_NOT_MARKED] : []),
    ];
    const roles = new Set([...this.#roles.places, size, op, repeat, time, ...keys]);
    const unused = Array.from({ length: fields ?? 0 }, (_, at) => at).filter((at) => !roles.has(at));
    return { used, unused: unused.map(field) };
  }

  /** The text of the id with this number. */
  get nameOfId(): ((id: number) => string) | undefined {
    return this.#meaning.unit === "id" ? (id) => this.#requests.ids.textOf(id) : undefined;
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
      this.#requests.touchId(bytes, start, end, space, write);
      return null;
    }
    const number = this.#number;
    const { toucher } = this.#requests;
    const code = number.read(bytes, start, end, this.#meaning.hexadecimal);
    let problem: string | null;
    if (code === READ.whole) problem = toucher.touch(number.value, amount, space, write);
    else if (code === READ.wide) problem = toucher.touchWords(number.high, number.low, amount, space, write);
    else problem = numberProblem(code, bytes, start, end);
    return problem === null ? null : this.#wrong(field, problem);
  }

  #readNumber(field: number, bytes: Uint8Array, start: number, end: number): string | null {
    const code = this.#number.read(bytes, start, end, false);
    return code === READ.whole ? null : this.#wrong(field, numberProblem(code, bytes, start, end));
  }

  #unknownWord(bytes: Uint8Array, start: number, end: number): string {
    const quoted = start === end ? "nothing" : quoteBytes(bytes, start, end);
    const isDigit = end - start === 1 && (bytes[start] === 0x30 || bytes[start] === 0x31);
    const how = isDigit
      ? "say which of 0 and 1 writes, with :writes=1 or :writes=0 after the format"
      : "say what it is, with :reads=…, :writes=… or :skip=… after the format";
    return this.#wrong(this.#roles.op, `${quoted} is neither a read nor a write: ${how}`);
  }

  #keepTime(bytes: Uint8Array, start: number, end: number): void {
    const length = Math.min(end - start, this.#lastTime.length);
    for (let at = 0; at < length; at++) this.#lastTime[at] = byteAt(bytes, start + at);
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
