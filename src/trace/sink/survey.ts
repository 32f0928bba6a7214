import type { ReferenceSink } from "../contract.ts";
import { DensePages } from "./dense.ts";
import { Growth } from "./growth.ts";
import { Histogram } from "./histogram.ts";

const MOST_POINTS = 256;

/** Reuse of pages in a trace. */
export interface Reuse {
  /** References to a page that was referenced before. */
  readonly references: number;
  /** Their share of all references. */
  readonly share: number;
  /** References since the last one to the same page, 1: it was the one just before; rounded down by at most 1/2048 from 4096 on. */
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  /** Exactly. */
  readonly longest: number;
}

/** How many distinct pages a trace had touched, point by point. */
export interface Footprint {
  readonly referencesPerPoint: number;
  readonly pages: readonly number[];
}

/** What a trace is like. */
export interface Survey {
  readonly references: number;
  readonly writes: number;
  readonly distinctPages: number;
  readonly reuse: Reuse;
  readonly footprint: Footprint;
}

/** Reads references one by one and keeps only the figures to report. */
export class Surveyor implements ReferenceSink {
  readonly #pages = new DensePages();
  readonly #reuse = new Histogram();
  readonly #growth = new Growth(MOST_POINTS);
  #lastUse = new Float64Array(1 << 12);
  #references = 0;
  #writes = 0;

  reference(page: number, write: boolean): void {
    const position = ++this.#references;
    if (write) this.#writes++;
    const number = this.#pages.numberOf(page);
    if (number === this.#lastUse.length) {
      const larger = new Float64Array(number * 2);
      larger.set(this.#lastUse);
      this.#lastUse = larger;
    }
    const last = this.#lastUse[number] ?? 0;
    if (last > 0) this.#reuse.add(position - last);
    this.#lastUse[number] = position;
    this.#growth.add(position, this.#pages.count);
  }

  /** What the references so far are like. */
  survey(): Survey {
    const reuse = this.#reuse;
    return {
      references: this.#references,
      writes: this.#writes,
      distinctPages: this.#pages.count,
      reuse: {
        references: reuse.total,
        share: this.#references === 0 ? 0 : reuse.total / this.#references,
        median: reuse.percentile(0.5),
        p90: reuse.percentile(0.9),
        p99: reuse.percentile(0.99),
        longest: reuse.largest,
      },
      footprint: { referencesPerPoint: this.#growth.stride, pages: this.#growth.points },
    };
  }
}
