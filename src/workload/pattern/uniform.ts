import { elementAt } from "../../list/element-at.ts";
import { integerAt } from "../../list/integer-at.ts";
import type { Random } from "../random/random.ts";
import { BLOCK, type Sampler, samplerFor } from "../random/sampler.ts";
import { definePattern, type PageSource } from "./pattern.ts";

const DRAW = 1 / 0x1_0000_0000;

/** Converts draws (0 … 2³² − 1) to pages of a region with equal probability, to within 2⁻⁵³. */
export class EvenChoice {
  readonly pages: number;
  /** The page is draw × scale, rounded down. */
  readonly scale: number;
  /** If the fraction of draw × scale is at least this, further bits of the draw could change the page. */
  readonly surely: number;

  constructor(pages: number) {
    this.pages = pages;
    this.scale = pages * DRAW;
    this.surely = 1 - (pages + 1) * DRAW;
  }

  /** The page of draw × scale, refined by 32 more bits. */
  refine(place: number, refinements: Random): number {
    return Math.min(this.pages - 1, Math.floor(place + refinements.next() * DRAW * this.scale));
  }

  /** Generates a block of pages in a sampler. */
  fillBlock(sampler: Sampler, draws: Random, refinements: Random): void {
    sampler.even(draws.state, this.pages);
    for (;;) {
      const page = sampler.evenInDoubt(this.scale, this.surely);
      if (page === BLOCK) return;
      sampler.pages[page] = this.refine(elementAt(sampler.pages, page) * this.scale, refinements);
    }
  }

  /** Writes pages to `words[from]` … `words[to − 1]`. */
  fill(words: Uint32Array, from: number, to: number, draws: Random, refinements: Random): void {
    const sampler = samplerFor(to - from);
    let at = from;
    for (; sampler !== null && at + BLOCK <= to; at += BLOCK) {
      this.fillBlock(sampler, draws, refinements);
      words.set(sampler.pages, at);
    }
    for (; ; at++) {
      at = this.#fillSurely(words, at, to, draws);
      if (at === to) return;
      words[at] = this.refine(elementAt(words, at) * this.scale, refinements);
    }
  }

  /** Writes pages up to `to`, or to the first undecided one, where it stores the draw instead. Returns where it stopped. */
  #fillSurely(words: Uint32Array, from: number, to: number, { state }: Random): number {
    const { scale, surely } = this;
    let a = integerAt(state, 0);
    let b = integerAt(state, 1);
    let c = integerAt(state, 2);
    let d = integerAt(state, 3);
    let at = from;
    // No function calls in this loop, so that V8 keeps the state in registers.
    for (; at < to; at++) {
      const fivefold = Math.imul(b, 5);
      const draw = Math.imul((fivefold << 7) | (fivefold >>> 25), 9) >>> 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);

      const place = draw * scale;
      const page = place | 0;
      if (place - page >= surely) {
        words[at] = draw;
        break;
      }
      words[at] = page;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
    return at;
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
    this.#choice.fill(references, from, to, this.#pages, this.#refinements);
    return to;
  }
}

/** Every page of the region with equal probability. */
export const uniform = definePattern({
  name: "uniform",
  about: "Every page of the region with equal probability.",
  source: "The independent reference model: Coffman and Denning, Operating Systems Theory, 1973",
  parameters: {},
  writes: "drawn",
  open: ({ draws }) => new UniformPages(draws("pages"), draws("refinements")),
});
