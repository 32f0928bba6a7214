import type { PlaceSink, ReferenceSink } from "../contract.ts";
import { DensePages } from "./dense.ts";

/** Pages whose names are kept: those of traces short enough to be shown reference by reference. */
const MOST_NAMES = 500;

/** Numbers pages of all spaces densely in the order in which they are first seen, and hands the references on. */
export class DenseSink implements PlaceSink {
  readonly #sink: ReferenceSink;
  readonly #pages = new DensePages();
  readonly #first: (readonly [page: number | bigint, space: number])[] = [];

  constructor(sink: ReferenceSink) {
    this.#sink = sink;
  }

  /** How many pages have been seen. */
  get count(): number {
    return this.#pages.count;
  }

  /** What the trace calls its first pages; `nameOfId`: what it calls an id that is text. */
  namesOfFirst(nameOfId: ((id: number) => string) | undefined): string[] {
    return this.#first.map(([page, space]) => {
      const name = nameOfId === undefined ? String(page) : nameOfId(Number(page));
      // Pages of several disks or volumes may have the same number.
      return space === 0 ? name : `${space}:${name}`;
    });
  }

  reference(page: number, write: boolean): void {
    const number = this.#pages.numberOf(page);
    if (number === this.#first.length && number < MOST_NAMES) this.#first.push([page, 0]);
    this.#sink.reference(number, write);
  }

  place(low: number, high: number, space: number, write: boolean): void {
    const number = this.#pages.numberOfWords(low, high, space);
    if (number === this.#first.length && number < MOST_NAMES) {
      this.#first.push([BigInt(high >>> 0) * 0x1_0000_0000n + BigInt(low >>> 0), space]);
    }
    this.#sink.reference(number, write);
  }
}
