import type { Random } from "../random/random.ts";
import { definePattern, type PageSource } from "./pattern.ts";
import { EvenChoice } from "./uniform.ts";

const CHOICES = 2048;

class HotspotPages implements PageSource {
  readonly #hotShare: number;
  /** Draws below this go to hot pages. */
  readonly #hotChoices: number;
  readonly #pages: Random;
  readonly #choices: Random;
  readonly #refinements: Random;
  readonly #drawn = new Uint32Array(CHOICES);
  #regionPages = 0;
  #hot = new EvenChoice(1);
  #cold = new EvenChoice(1);

  constructor(hotShare: number, referenceShare: number, pages: Random, choices: Random, refinements: Random) {
    this.#hotShare = hotShare;
    this.#hotChoices = Math.floor(referenceShare * 0x1_0000_0000);
    this.#pages = pages;
    this.#choices = choices;
    this.#refinements = refinements;
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    if (regionPages !== this.#regionPages) this.#divide(regionPages);
    for (let at = from; at < to; at += CHOICES) this.#fillSome(references, at, Math.min(at + CHOICES, to));
    return to;
  }

  #divide(regionPages: number): void {
    const hotPages = Math.min(regionPages, Math.max(1, Math.floor(regionPages * this.#hotShare + 0.5)));
    this.#regionPages = regionPages;
    this.#hot = new EvenChoice(hotPages);
    this.#cold = new EvenChoice(Math.max(1, regionPages - hotPages));
  }

  #fillSome(references: Uint32Array, from: number, to: number): void {
    const drawn = this.#drawn;
    this.#choices.fill(drawn, 0, to - from);
    this.#pages.fill(references, from, to);
    const hotChoices = this.#hotChoices;
    const hot = this.#hot;
    const cold = this.#cold;
    const firstColdPage = hot.pages < this.#regionPages ? hot.pages : 0;
    for (let at = from; at < to; at++) {
      const isHot = (drawn[at - from] ?? 0) < hotChoices;
      const place = (references[at] ?? 0) * (isHot ? hot.scale : cold.scale);
      let offset = place | 0;
      if (place - offset >= (isHot ? hot.surely : cold.surely)) {
        offset = (isHot ? hot : cold).refine(place, this.#refinements);
      }
      references[at] = isHot ? offset : firstColdPage + offset;
    }
  }
}

/** A small hot part of the region gets most references; uniform within the hot and the cold part. */
export const hotspot = definePattern({
  name: "hotspot",
  about:
    "The first pages of the region (hot) get a fixed share of the references, the other pages the rest; uniform within each.",
  source: "The hotspot distribution of YCSB: Cooper et al., SoCC 2010, https://doi.org/10.1145/1807128.1807152",
  parameters: {
    hot: {
      unit: "share",
      default: 0.2,
      least: 0,
      most: 1,
      about: "Hot pages as a share of the region; at least one page.",
    },
    share: {
      unit: "share",
      default: 0.8,
      least: 0,
      most: 1,
      about: "Share of the references that go to hot pages.",
    },
  },
  writes: "drawn",
  open: ({ parameters, draws }) =>
    new HotspotPages(parameters.hot, parameters.share, draws("pages"), draws("choices"), draws("refinements")),
});
