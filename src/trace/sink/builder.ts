import type { Condensing } from "../condensing.ts";
import type { ReferenceSink } from "../contract.ts";
import type { Trace } from "../trace.ts";
import { ReferenceList } from "./list.ts";

/** Collects references to densely numbered pages into a trace. */
export class TraceBuilder implements ReferenceSink {
  readonly #references = new ReferenceList();
  #distinctPages = 0;
  #writes = 0;

  reference(page: number, write: boolean): void {
    if (page === this.#distinctPages) this.#distinctPages++;
    if (write) this.#writes++;
    this.#references.add(page, write);
  }

  /** The trace so far; `condensing`: what was left out of it. */
  build(name: string, format: string, condensing: Condensing | null): Trace {
    const references = this.#references.toArray();
    return {
      name,
      format,
      references,
      distinctPages: this.#distinctPages,
      writes: this.#writes,
      condensedFrames: condensing?.condensedFrames ?? null,
      originalReferences: condensing === null ? references.length : condensing.originalReferences,
    };
  }
}
