import { elementAt } from "../../list/element-at.ts";
import { integerAt } from "../../list/integer-at.ts";
import { inversePower } from "../random/power.ts";
import type { Random } from "../random/random.ts";
import { BLOCK, type Sampler, samplerFor } from "../random/sampler.ts";
import { EVERY_RANK, type Ranks, SLOT_SHIFT, type ZipfTable, zipfTable, zipfWeight } from "../random/zipf-table.ts";
import { definePattern, type PageSource, sampledPages } from "./pattern.ts";

const DRAW = 1 / 0x1_0000_0000;
/** The table loaded into this thread's sampler. */
let tableInSampler: ZipfTable | null = null;

class ZipfPages implements PageSource {
  readonly #pages: number;
  readonly #theta: number;
  readonly #ranks: Ranks;
  readonly #draws: Random;
  readonly #refinements: Random;
  /** The undecided pair of draws at which the loop below stopped. */
  readonly #doubtful = new Uint32Array(2);
  #table: ZipfTable;

  constructor(pages: number, theta: number, ranks: Ranks, draws: Random, refinements: Random) {
    this.#pages = pages;
    this.#theta = theta;
    this.#ranks = ranks;
    this.#draws = draws;
    this.#refinements = refinements;
    this.#table = zipfTable(1, theta, ranks);
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    const table = this.#tableOf(regionPages);
    let at = from;
    for (;;) {
      const sampler = table.isExact ? samplerFor((to - at) * 2) : null;
      if (sampler === null) break;
      at = this.#chooseFromBlock(sampler, table, references, at, regionPages);
    }
    for (;;) {
      at = this.#choose(table, references, at, to, regionPages);
      if (at === to) return to;
      const page = this.#decide(table, elementAt(this.#doubtful, 0), elementAt(this.#doubtful, 1));
      if (page >= 0 && page < regionPages) references[at++] = page;
    }
  }

  /** Converts a block of draws to pages, at most one per two draws, and returns where it stopped. */
  #chooseFromBlock(
    sampler: Sampler,
    table: ZipfTable,
    references: Uint32Array,
    from: number,
    regionPages: number,
  ): number {
    if (tableInSampler !== table) sampler.slots.set(table.slots);
    tableInSampler = table;
    sampler.choose(this.#draws.state, table, regionPages);
    for (;;) {
      const undecided = sampler.settle(this.#refinements.state, table, regionPages);
      if (undecided === BLOCK) break;
      const [bucketDraw, placeDraw] = sampler.pairOf(undecided);
      sampler.settleAs(undecided, this.#decide(table, bucketDraw, placeDraw), regionPages);
    }
    const { made } = sampler;
    references.set(sampler.pages.subarray(0, made), from);
    return from + made;
  }

  /** A growing region uses a table of up to twice its size and rejects pages outside the region. */
  #tableOf(regionPages: number): ZipfTable {
    if (this.#table.pages >= regionPages && this.#table.pages < regionPages * 2) return this.#table;
    let tablePages = 1;
    while (tablePages < regionPages) tablePages *= 2;
    this.#table = zipfTable(Math.min(tablePages, this.#pages), this.#theta, this.#ranks);
    return this.#table;
  }

  /** Generates pages up to `to`, or to the first undecided one, and returns where it stopped. */
  #choose(
    { slots, slotShift, surely }: ZipfTable,
    references: Uint32Array,
    from: number,
    to: number,
    regionPages: number,
  ): number {
    const { state } = this.#draws;
    const doubtful = this.#doubtful;
    // A local copy: reading an imported binding costs a lookup each time.
    const slotWordsShift = SLOT_SHIFT;
    let a = integerAt(state, 0);
    let b = integerAt(state, 1);
    let c = integerAt(state, 2);
    let d = integerAt(state, 3);
    let at = from;
    // No function calls in this loop and no sums beyond 32 bits, so that V8 compiles it to integer registers.
    for (; at < to; at++) {
      const firstFivefold = Math.imul(b, 5);
      const draw = Math.imul((firstFivefold << 7) | (firstFivefold >>> 25), 9);
      let shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      const secondFivefold = Math.imul(b, 5);
      const placeDraw = Math.imul((secondFivefold << 7) | (secondFivefold >>> 25), 9) >>> 0;
      shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);

      const slot = (draw >>> slotShift) << slotWordsShift;
      const beyond = ((draw >>> 1) - (slots[slot] ?? 0)) | 0;
      // 2 when the draw is below the cut; for a draw at the cut, further bits decide.
      const bucket = (slot + ((beyond >>> 30) & 2)) | 0;
      const place = placeDraw * (slots[bucket + 2] ?? 0) * DRAW;
      const offset = place | 0;
      const page = ((slots[bucket + 1] ?? 0) + offset) | 0;
      if (place - offset >= surely || beyond === 0 || page >= regionPages) {
        doubtful[0] = draw;
        doubtful[1] = placeDraw;
        break;
      }
      references[at] = page;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
    return at;
  }

  /** The page of two draws, refined to 53 bits each; −1: rejected. */
  #decide(table: ZipfTable, bucketDraw: number, placeDraw: number): number {
    const { theta, slotShift, start } = table;
    const slot = bucketDraw >>> slotShift;
    const beyond = ((bucketDraw >>> 1) - integerAt(table.slots, slot << SLOT_SHIFT)) | 0;
    const isFirst =
      beyond < 0 || (beyond === 0 && this.#refinements.next() * DRAW < elementAt(table.cutFraction, slot));
    const bucket = (slot << SLOT_SHIFT) + (isFirst ? 2 : 0);
    const firstPage = integerAt(table.slots, bucket + 1);
    const place = (placeDraw + this.#refinements.next() * DRAW) * integerAt(table.slots, bucket + 2) * DRAW;
    const offset = Math.floor(place);
    const rest = place - offset;
    const x = offset / (firstPage + start);
    // 1 − θx ≤ (1 + x)^−θ ≤ 1 − θx + θ(θ + 1)x²/2: these bounds decide nearly always, without computing the power.
    const least = 1 - theta * x;
    if (rest < least) return firstPage + offset;
    if (rest >= least + 0.5 * theta * (theta + 1) * x * x) return -1;
    return rest < inversePower(1 + x, theta) ? firstPage + offset : -1;
  }
}

/** Zipf's law: the probability of page k of the region, counted from 1, is proportional to k^−theta. */
export const zipf = definePattern({
  name: "zipf",
  about: "Zipf's law: the probability of page k of the region, counted from 1, is proportional to 1/k^theta.",
  source: "Default theta of YCSB: Cooper et al., SoCC 2010, https://doi.org/10.1145/1807128.1807152",
  parameters: {
    theta: { unit: "number", default: 0.99, least: 0, most: 3, about: "Skew: 0 is uniform, 1 the classic law." },
  },
  writes: "drawn",
  open: ({ parameters, pages, scale, draws }) =>
    new ZipfPages(pages, parameters.theta, ranksOf(scale), draws("pages"), draws("refinements")),
  sample: ({ parameters: { theta }, pages }, scale) => {
    const sampled = zipfWeight(sampledPages(pages, scale), theta, ranksOf(scale));
    return { standsFor: zipfWeight(pages, theta) / sampled };
  },
});

/** Of each `scale` neighbouring ranks the one in the middle is sampled. */
function ranksOf(scale: number): Ranks {
  return scale === 1 ? EVERY_RANK : { apart: scale, first: Math.floor(scale / 2) + 1 };
}
