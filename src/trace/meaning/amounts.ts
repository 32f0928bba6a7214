import type { KnownMeaning } from "./meaning.ts";

/** Converts the sizes of requests to the unit that a `Toucher` counts in: bytes, or pages if places are page numbers. */
export class Amounts {
  /** The amount of a request without a size: one unit of its place. */
  readonly standard: number;
  /** 0: a size is an amount as it stands. */
  readonly #bytesOfSize: number;
  /** 0: an amount counts bytes. */
  readonly #bytesOfPage: number;

  constructor({ unit, sizeUnit }: KnownMeaning, pageBytes: number) {
    const inPlaces = typeof unit === "number" ? unit : 0;
    this.standard = inPlaces === 0 ? 1 : inPlaces;
    this.#bytesOfSize = sizeUnit === "page" ? (inPlaces === 0 ? 0 : pageBytes) : (sizeUnit ?? inPlaces);
    this.#bytesOfPage = unit === "page" && this.#bytesOfSize > 0 ? pageBytes : 0;
  }

  of(size: number): number {
    if (this.#bytesOfSize === 0) return size;
    const bytes = size * this.#bytesOfSize;
    return this.#bytesOfPage === 0 ? bytes : Math.max(1, Math.ceil(bytes / this.#bytesOfPage));
  }
}
