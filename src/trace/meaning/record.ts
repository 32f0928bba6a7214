import { byteAt } from "../../list/byte-at.ts";
import type { ColumnsUsed, PlaceSink } from "../contract.ts";
import { Amounts } from "./amounts.ts";
import { type KnownMeaning, unitInWords, WRITES_NOT_MARKED } from "./meaning.ts";
import { KIND, type Kind, Operations } from "./operations.ts";
import { RecordField } from "./record-field.ts";
import { TextNumbers } from "./text-numbers.ts";
import { Toucher } from "./toucher.ts";

/** Turns the fields of binary records into references. If a record has several places, those that are 0 are unused. */
export class RecordMeaning {
  readonly #meaning: KnownMeaning;
  readonly #sink: PlaceSink;
  readonly #toucher: Toucher;
  readonly #places: readonly { readonly field: RecordField; readonly kind: Kind }[];
  readonly #size: RecordField | null;
  readonly #op: RecordField | null;
  readonly #keys: readonly RecordField[];
  readonly #repeat: RecordField | null;
  readonly #skipEmpty: RecordField | null;
  readonly #spaces = new TextNumbers();
  readonly #key: Uint8Array;
  readonly #kinds = new Map<number, Kind>();
  readonly #operations: Operations;
  readonly #amounts: Amounts;

  private constructor(meaning: KnownMeaning, fields: Fields, pageBytes: number, sink: PlaceSink) {
    this.#meaning = meaning;
    this.#sink = sink;
    this.#amounts = new Amounts(meaning, pageBytes);
    this.#toucher = new Toucher(sink, meaning.unit, pageBytes);
    this.#operations = new Operations(meaning.words);
    this.#places = fields.places.map((field, at) => ({
      field,
      kind: this.#kindOfWord(meaning.places[at]?.word ?? "r"),
    }));
    this.#size = fields.size;
    this.#op = fields.op;
    this.#keys = fields.keys;
    this.#repeat = fields.repeat;
    this.#skipEmpty = fields.skipEmpty;
    this.#key = new Uint8Array(9 * fields.keys.length);
  }

  /** The meaning of fields of records of `recordBytes`, or in one sentence what is wrong with them. */
  static of(
    meaning: KnownMeaning,
    little: boolean,
    recordBytes: number,
    skipEmpty: string | null,
    pageBytes: number,
    sink: PlaceSink,
  ): RecordMeaning | string {
    const problems: string[] = [];
    const read = (written: string): RecordField[] => {
      const field = RecordField.read(written, little, recordBytes);
      if (typeof field !== "string") return [field];
      problems.push(field);
      return [];
    };
    const one = (written: string | null) =>
      written === null || written === "none" ? null : (read(written)[0] ?? null);
    const fields: Fields = {
      places: meaning.places.flatMap(({ field }) => read(field)),
      size: one(meaning.size),
      op: one(meaning.op),
      keys: (meaning.keys ?? []).flatMap(read),
      repeat: one(meaning.repeat),
      skipEmpty: one(skipEmpty),
    };
    return problems[0] ?? new RecordMeaning(meaning, fields, pageBytes, sink);
  }

  /** Whether the page size has an effect. */
  get dividesAddresses(): boolean {
    return (
      typeof this.#meaning.unit === "number" || (this.#size !== null && typeof this.#meaning.sizeUnit === "number")
    );
  }

  /** Takes the record that begins at `at`; returns what is wrong with it, if anything is. */
  take(bytes: Uint8Array, at: number): string | null {
    if (this.#skipEmpty !== null) {
      this.#skipEmpty.take(bytes, at);
      if (this.#skipEmpty.isZero) return null;
    }
    let kind: Kind | null = null;
    if (this.#op !== null) {
      this.#op.take(bytes, at);
      kind = this.#kindOfCode(this.#op.value);
      if (kind === KIND.skip) return null;
      if (kind === KIND.unknown) {
        return `the operation ${this.#op.value} (${this.#op.name}) is neither a read nor a write: say what it is with reads=…, writes=… or skip=…`;
      }
    }
    let amount = this.#amounts.standard;
    if (this.#size !== null) {
      this.#size.take(bytes, at);
      if (this.#size.isNegative) return `the size (${this.#size.name}) is negative`;
      amount = this.#amounts.of(this.#size.value);
    }
    let times = 1;
    if (this.#repeat !== null) {
      this.#repeat.take(bytes, at);
      times = this.#repeat.value;
      if (times > 2 ** 24) return `${times} times (${this.#repeat.name}) is too many: at most ${2 ** 24} are accepted`;
    }
    const space = this.#keys.length === 0 ? 0 : this.#spaceOf(bytes, at);
    const isOnly = this.#places.length === 1;
    for (let turn = 0; turn < times; turn++) {
      for (const place of this.#places) {
        const own = kind ?? place.kind;
        if (own === KIND.skip) continue;
        place.field.take(bytes, at);
        if (!isOnly && place.field.isZero) continue;
        const problem = this.#touch(place.field, amount, space, own === KIND.write);
        if (problem !== null) return problem;
      }
    }
    return null;
  }

  get columns(): ColumnsUsed {
    const { unit, sizeUnit } = this.#meaning;
    const what = unit === "id" ? "the id" : "the place";
    const places = this.#places.map(({ field }, at) => {
      const word = this.#meaning.places[at]?.word;
      return `${field.name}${word ? ` (${word})` : ""}`;
    });
    const used = [
      `${what} is ${places.join(", ")}, ${unitInWords(unit)}`,
      ...(this.#size === null ? [] : [`the size is ${this.#size.name}, ${unitInWords(sizeUnit ?? unit)}`]),
      ...(this.#op === null ? [] : [`the operation is ${this.#op.name}`]),
      ...(this.#repeat === null ? [] : [`${this.#repeat.name} says how many times`]),
      ...(this.#skipEmpty === null ? [] : [`records with 0 in ${this.#skipEmpty.name} are left out`]),
      ...(this.#keys.length === 0 ? [] : [`the address space is ${this.#keys.map(({ name }) => name).join(" and ")}`]),
      ...(this.#op === null && this.#meaning.places.every(({ word }) => word === null) ? [WRITES_NOT_MARKED] : []),
    ];
    return { used, unused: [] };
  }

  #touch(field: RecordField, amount: number, space: number, write: boolean): string | null {
    if (this.#meaning.unit === "id") {
      if (space === 0 && field.high === 0) this.#sink.reference(field.low, write);
      else this.#sink.place(field.low, field.high, space, write);
      return null;
    }
    if (field.isNegative) return `the place (${field.name}) is negative`;
    const problem =
      field.high < 0x20_0000
        ? this.#toucher.touch(field.value, amount, space, write)
        : this.#toucher.touchWords(field.high, field.low, amount, space, write);
    return problem === null ? null : `${field.name}: ${problem}`;
  }

  #spaceOf(bytes: Uint8Array, at: number): number {
    let length = 0;
    for (const { offset, bytes: size } of this.#keys) {
      for (let place = 0; place < size; place++) this.#key[length++] = byteAt(bytes, at + offset + place);
    }
    return this.#spaces.numberOf(this.#key, 0, length);
  }

  #kindOfCode(code: number): Kind {
    const known = this.#kinds.get(code);
    if (known !== undefined) return known;
    // A code may be set in either base; the setting for all other codes comes last.
    const decimal = this.#kindOfWord(String(code));
    const kind = decimal === this.#kindOfWord("none of these") ? this.#kindOfWord(`0x${code.toString(16)}`) : decimal;
    this.#kinds.set(code, kind);
    return kind;
  }

  #kindOfWord(word: string): Kind {
    const bytes = new TextEncoder().encode(word);
    return this.#operations.kindOf(bytes, 0, bytes.length);
  }
}

interface Fields {
  readonly places: readonly RecordField[];
  readonly size: RecordField | null;
  readonly op: RecordField | null;
  readonly keys: readonly RecordField[];
  readonly repeat: RecordField | null;
  readonly skipEmpty: RecordField | null;
}
