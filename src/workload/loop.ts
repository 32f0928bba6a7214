import { definePattern, type PageSource } from "./pattern.ts";

class LoopPages implements PageSource {
  /** `null`: all of the region. */
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

/** Cycles over a set of pages: the worst case of LRU when the set is larger than memory. */
export const loop = definePattern({
  name: "loop",
  about: "Cycles over the first pages of the region, one reference each; vCPU k of n begins at k/n of them.",
  source: "Jiang and Zhang, LIRS, SIGMETRICS 2002, https://doi.org/10.1145/511334.511340",
  parameters: {
    set: { unit: "pages", default: null, least: 1, about: "The pages of the cycle; not set: all of the region." },
  },
  writes: "drawn",
  open: ({ parameters, pages, vcpu, vcpus }) => {
    const setPages = Math.min(parameters.set ?? pages, pages);
    return new LoopPages(parameters.set === null ? null : setPages, Math.floor((setPages * vcpu) / vcpus));
  },
});
