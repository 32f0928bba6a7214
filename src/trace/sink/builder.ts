import type { ReferenceSink } from "../contract.ts";
import type { Trace } from "../trace.ts";
import { DensePages } from "./dense.ts";
import { ReferenceList } from "./list.ts";

/** Collects references into a trace, numbering their pages densely. */
export class TraceBuilder implements ReferenceSink {
  readonly #pages = new DensePages();
  readonly #references = new ReferenceList();

  reference(page: number, write: boolean): void {
    this.#references.add(this.#pages.numberOf(page), write);
  }

  /** The trace so far. */
  build(name: string, format: string): Trace {
    return {
      name,
      format,
      references: this.#references.toArray(),
      distinctPages: this.#pages.count,
      writes: this.#references.countWrites(),
    };
  }
}
