import type { ReferenceSink, TraceEncoder } from "../contract.ts";
import { DensePages } from "./dense.ts";

/** Numbers pages densely in first-seen order, counts, and hands the references to an encoder. */
export class NumberingSink implements ReferenceSink {
  readonly #encoder: TraceEncoder;
  readonly #pages = new DensePages();
  #references = 0;
  #writes = 0;

  constructor(encoder: TraceEncoder) {
    this.#encoder = encoder;
  }

  get references(): number {
    return this.#references;
  }

  get writes(): number {
    return this.#writes;
  }

  get distinctPages(): number {
    return this.#pages.count;
  }

  reference(page: number, write: boolean): void {
    this.#references++;
    if (write) this.#writes++;
    this.#encoder.reference(this.#pages.numberOf(page), write);
  }
}
