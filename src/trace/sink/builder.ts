import type { Condensing } from "../condensing.ts";
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

  /** The trace so far; `condensing`: what was left out of it. */
  build(name: string, format: string, condensing: Condensing | null): Trace {
    const references = this.#references.toArray();
    return {
      name,
      format,
      references,
      distinctPages: this.#pages.count,
      writes: this.#references.countWrites(),
      condensedFrames: condensing?.condensedFrames ?? null,
      originalReferences: condensing === null ? references.length : condensing.originalReferences,
    };
  }
}
