import { definePattern, type PageSource } from "./pattern.ts";
import { uniform } from "./uniform.ts";

/** 64 MiB in pages of 4 KiB. */
const DEFAULT_SET_PAGES = 16_384;
const NS_PER_SECOND = 1_000_000_000;

/** Limits another source to the first pages of the region. */
class FirstPages implements PageSource {
  readonly #setPages: number;
  readonly #source: PageSource;

  constructor(setPages: number, source: PageSource) {
    this.#setPages = setPages;
    this.#source = source;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    return this.#source.fill(references, from, to, Math.min(this.#setPages, regionPages));
  }
}

/** A machine that is almost idle; it sets its own rate. */
export const idle = definePattern({
  name: "idle",
  about: "A few references per second, uniform within the first pages of the region; `rate` replaces `think`.",
  source: "An idle guest's timers and daemons; unpublished",
  parameters: {
    rate: {
      unit: "number",
      default: 100,
      least: 0.001,
      most: NS_PER_SECOND,
      about: "References per second of each vCPU.",
    },
    set: {
      unit: "pages",
      default: DEFAULT_SET_PAGES,
      least: 1,
      about: "Pages it touches, at most the region. Default: 16384 pages, which is 64 MiB with pages of 4 KiB.",
    },
  },
  writes: "drawn",
  open: (opening) => new FirstPages(opening.parameters.set, uniform.open(opening)),
  thinkNs: ({ rate }) => Math.max(1, Math.floor(NS_PER_SECOND / rate + 0.5)),
});
