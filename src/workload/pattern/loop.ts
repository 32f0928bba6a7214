import { definePattern, type PageSource } from "./pattern.ts";

class LoopPages implements PageSource {
  /** `null`: the whole region. */
  readonly #setPages: number | null;
  #page: number;

  constructor(setPages: number | null, firstPage: number) {
    this.#setPages = setPages;
    this.#page = firstPage;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    const setPages = this.#setPages === null ? regionPages : Math.min(this.#setPages, regionPages);
    let page = this.#page % setPages;
    for (let at = from; at < to; at++) {
      references[at] = page;
      page++;
      if (page === setPages) page = 0;
    }
    this.#page = page;
    return to;
  }
}

/** Cycles over a set of pages: the worst case for LRU when the set is larger than memory. */
export const loop = definePattern({
  name: "loop",
  about: "Cycles over the first pages of the region, one reference to each; vCPU k of n starts at k/n of the cycle.",
  source: "Jiang and Zhang, LIRS, SIGMETRICS 2002, https://doi.org/10.1145/511334.511340",
  parameters: {
    set: { unit: "pages", default: null, least: 1, about: "Pages in the cycle. Default: the whole region." },
  },
  writes: "drawn",
  open: ({ parameters, pages, vcpu, vcpus }) => {
    const setPages = Math.min(parameters.set ?? pages, pages);
    return new LoopPages(parameters.set === null ? null : setPages, Math.floor((setPages * vcpu) / vcpus));
  },
});
