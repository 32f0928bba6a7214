import type { PlaceSink } from "../contract.ts";
import { Amounts } from "./amounts.ts";
import type { KnownMeaning } from "./meaning.ts";
import { Operations } from "./operations.ts";
import { Spaces } from "./spaces.ts";
import { TextNumbers } from "./text-numbers.ts";
import { Toucher } from "./toucher.ts";

/** Translates the fields of rows: operation words, sizes, address-space keys, and ids. */
export class Requests {
  readonly operations: Operations;
  readonly amounts: Amounts;
  readonly spaces: Spaces;
  readonly ids = new TextNumbers();
  readonly toucher: Toucher;
  readonly #sink: PlaceSink;

  /** `keys`: the fields that name the address space. */
  constructor(meaning: KnownMeaning, keys: readonly number[], pageBytes: number, sink: PlaceSink) {
    this.operations = new Operations(meaning.words);
    this.amounts = new Amounts(meaning, pageBytes);
    this.spaces = new Spaces(keys);
    this.toucher = new Toucher(sink, meaning.unit, pageBytes);
    this.#sink = sink;
  }

  /** References the page of the id that stands at the bytes `start` … `end` − 1. */
  touchId(bytes: Uint8Array, start: number, end: number, space: number, write: boolean): void {
    const id = this.ids.numberOf(bytes, start, end);
    if (space === 0) this.#sink.reference(id, write);
    else this.#sink.place(id, 0, space, write);
  }
}
