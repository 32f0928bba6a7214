import { definePattern, type PageSource, sampledPages } from "./pattern.ts";

class SequentialPages implements PageSource {
  readonly #stride: number;
  readonly #touches: number;
  #page: number;
  #touched = 0;

  constructor(stride: number, touches: number, firstPage: number) {
    this.#stride = stride;
    this.#touches = touches;
    this.#page = firstPage;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    const stride = this.#stride % regionPages;
    const touches = this.#touches;
    let page = this.#page % regionPages;
    let touched = this.#touched;
    for (let at = from; at < to; at++) {
      references[at] = page;
      touched++;
      if (touched === touches) {
        touched = 0;
        page += stride;
        if (page >= regionPages) page -= regionPages;
      }
    }
    this.#page = page;
    this.#touched = touched;
    return to;
  }
}

/** Scans the region repeatedly. */
export const sequential = definePattern({
  name: "sequential",
  about: "Scans the region and restarts at its end; vCPU k of n starts at k/n of it.",
  source: "A scan, as by a backup or a table read in order",
  parameters: {
    stride: {
      unit: "count",
      default: 1,
      least: 1,
      most: 0x7fff_ffff,
      about: "Distance between touched pages, in pages.",
    },
    touches: {
      unit: "count",
      default: 1,
      least: 1,
      most: 1_000_000,
      about: "Consecutive references to each page.",
    },
  },
  writes: "drawn",
  open: ({ parameters, pages, vcpu, vcpus }) =>
    new SequentialPages(parameters.stride, parameters.touches, Math.floor((pages * vcpu) / vcpus)),
  sample: ({ parameters, pages }, scale) => ({
    standsFor: scale,
    parameters: { ...parameters, stride: sampledStride(parameters.stride, pages, sampledPages(pages, scale)) },
  }),
});

/** A stride that reaches the same share of the sampled pages as the other one of all pages. */
function sampledStride(stride: number, pages: number, sampled: number): number {
  const apart = Math.min(commonDivisor(stride, pages), sampled);
  for (let divisor = apart; divisor > 1; divisor--) if (sampled % divisor === 0) return divisor;
  return 1;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
