import type { PlaceSink, ReferenceSink } from "../contract.ts";
import { DensePages } from "./dense.ts";

/** Numbers pages of all spaces densely in the order in which they are first seen, and hands the references on. */
export class DenseSink implements PlaceSink {
  readonly #sink: ReferenceSink;
  readonly #pages = new DensePages();

  constructor(sink: ReferenceSink) {
    this.#sink = sink;
  }

  /** How many pages have been seen. */
  get count(): number {
    return this.#pages.count;
  }

  reference(page: number, write: boolean): void {
    this.#sink.reference(this.#pages.numberOf(page), write);
  }

  place(low: number, high: number, space: number, write: boolean): void {
    this.#sink.reference(this.#pages.numberOfWords(low, high, space), write);
  }
}
