import type { Random } from "../random/random.ts";
import { BLOCK, samplerFor } from "../random/sampler.ts";
import { definePattern, type PageSource } from "./pattern.ts";
import { EvenChoice } from "./uniform.ts";

class WorkingSetPages implements PageSource {
  readonly #setPages: number;
  readonly #every: number;
  readonly #pages: Random;
  readonly #refinements: Random;
  #choice = new EvenChoice(1);
  /** The page that has been in the set longest. */
  #oldest = 0;
  #untilDrift: number;

  constructor(setPages: number, every: number, pages: Random, refinements: Random) {
    this.#setPages = setPages;
    this.#every = every;
    this.#untilDrift = every;
    this.#pages = pages;
    this.#refinements = refinements;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    const setPages = Math.min(this.#setPages, regionPages);
    if (this.#choice.pages !== setPages) this.#choice = new EvenChoice(setPages);
    const every = this.#every;
    const sampler = samplerFor(to - from);
    let oldest = this.#oldest % regionPages;
    let untilDrift = this.#untilDrift;
    let at = from;
    for (; sampler !== null && at + BLOCK <= to; at += BLOCK) {
      this.#choice.fillBlock(sampler, this.#pages, this.#refinements);
      sampler.shift(oldest, untilDrift, every, regionPages);
      references.set(sampler.pages, at);
      const drifts = Math.max(0, Math.ceil((BLOCK - untilDrift + 1) / every));
      untilDrift += drifts * every - BLOCK;
      oldest = (oldest + drifts) % regionPages;
    }
    this.#choice.fill(references, at, to, this.#pages, this.#refinements);
    while (at < to) {
      const drift = Math.min(to, at + untilDrift);
      untilDrift -= drift - at;
      for (; at < drift; at++) {
        // In 32-bit arithmetic and without a branch.
        const beyond = (oldest + (references[at] ?? 0) - regionPages) | 0;
        references[at] = (beyond + (regionPages & (beyond >> 31))) | 0;
      }
      if (untilDrift === 0) {
        untilDrift = every;
        oldest++;
        if (oldest === regionPages) oldest = 0;
      }
    }
    this.#oldest = oldest;
    this.#untilDrift = untilDrift;
    return to;
  }
}

/** A set of pages that drifts through the region. */
export const workingSet = definePattern({
  name: "working-set",
  about:
    "Uniform within a set of pages; every `every` references its oldest page leaves and the region's next page enters.",
  source: "Denning, The working set model for program behavior, CACM 1968, https://doi.org/10.1145/363095.363141",
  parameters: {
    set: { unit: "pages", default: { required: true }, least: 1, about: "Size of the set, at most the region." },
    every: {
      unit: "count",
      default: 1000,
      least: 1,
      most: 1_000_000_000_000,
      about: "References of a vCPU between two changes of the set.",
      source: "unpublished",
    },
  },
  writes: "drawn",
  open: ({ parameters, draws }) =>
    new WorkingSetPages(parameters.set, parameters.every, draws("pages"), draws("refinements")),
});
