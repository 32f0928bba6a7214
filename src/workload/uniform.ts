import type { PageSource, PatternKind } from "./pattern.ts";
import type { Random } from "./random.ts";

const DRAW = 1 / 0x1_0000_0000;

/** Turns draws (0 … 2³² − 1) into pages of a region with the same chance for each, to 2⁻⁵³. */
export class EvenChoice {
  readonly pages: number;
  /** draw × this, rounded down, is the page. */
  readonly scale: number;
  /** Where the rest of that is not below this, the draw's missing bits might change the page. */
  readonly surely: number;

  constructor(pages: number) {
    this.pages = pages;
    this.scale = pages * DRAW;
    this.surely = 1 - (pages + 1) * DRAW;
  }

  /** The page of draw × scale, with 32 bits more. */
  refine(place: number, refinements: Random): number {
    return Math.min(this.pages - 1, Math.floor(place + refinements.next() * DRAW * this.scale));
  }

  /** Turns the draws in `words[from]` … `words[to − 1]` into pages. */
  apply(words: Uint32Array, from: number, to: number, refinements: Random): void {
    const { scale, surely } = this;
    for (let at = from; at < to; at++) {
      // No call in this loop, so that it stays tight: what is in doubt leaves it.
      for (; at < to; at++) {
        const place = (words[at] ?? 0) * scale;
        const page = place | 0;
        if (place - page >= surely) break;
        words[at] = page;
      }
      if (at < to) words[at] = this.refine((words[at] ?? 0) * scale, refinements);
    }
  }
}

class UniformPages implements PageSource {
  readonly #pages: Random;
  readonly #refinements: Random;
  #choice = new EvenChoice(1);

  constructor(pages: Random, refinements: Random) {
    this.#pages = pages;
    this.#refinements = refinements;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    if (this.#choice.pages !== regionPages) this.#choice = new EvenChoice(regionPages);
    this.#pages.fill(references, from, to);
    this.#choice.apply(references, from, to, this.#refinements);
    return to;
  }
}

/** Every page of the region with the same chance. */
export const uniform: PatternKind = {
  name: "uniform",
  about: "Every page of the region with the same chance.",
  source: "The independent reference model: Coffman and Denning, Operating Systems Theory, 1973",
  parameters: {},
  writes: "drawn",
  open: ({ draws }) => new UniformPages(draws("pages"), draws("refinements")),
};
