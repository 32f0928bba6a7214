import { numberOf, type PageSource, type PatternKind } from "./pattern.ts";
import { inversePower } from "./power.ts";
import type { Random } from "./random.ts";
import { type ZipfTable, zipfTable } from "./zipf-table.ts";

/** Draws a batch: two for each page. */
const BATCH = 2048;
const DRAW = 1 / 0x1_0000_0000;

class ZipfPages implements PageSource {
  readonly #pages: number;
  readonly #theta: number;
  readonly #draws: Random;
  readonly #refinements: Random;
  readonly #drawn = new Uint32Array(BATCH);
  #table: ZipfTable;

  constructor(pages: number, theta: number, draws: Random, refinements: Random) {
    this.#pages = pages;
    this.#theta = theta;
    this.#draws = draws;
    this.#refinements = refinements;
    this.#table = zipfTable(1, theta);
  }

  fill(references: Uint32Array, from: number, to: number, regionPages: number): number {
    const table = this.#tableOf(regionPages);
    let at = from;
    while (at < to) {
      const wanted = Math.min(to - at, BATCH / 2);
      this.#draws.fill(this.#drawn, 0, wanted * 2);
      at = this.#choose(table, references, at, wanted, regionPages);
    }
    return to;
  }

  /** A region that grows keeps a table of up to twice its size and rejects what lies beyond. */
  #tableOf(regionPages: number): ZipfTable {
    if (this.#table.pages >= regionPages && this.#table.pages < regionPages * 2) return this.#table;
    let tablePages = 1;
    while (tablePages < regionPages) tablePages *= 2;
    this.#table = zipfTable(Math.min(tablePages, this.#pages), this.#theta);
    return this.#table;
  }

  /** Makes pages of `candidates` pairs of draws and returns where it stopped; rejected candidates leave nothing. */
  #choose(table: ZipfTable, references: Uint32Array, from: number, candidates: number, regionPages: number): number {
    const drawn = this.#drawn;
    const { cut, bucket, first, scale, slotShift, surely } = table;
    const slotMask = (1 << (slotShift - 1)) - 1;
    const end = candidates * 2;
    let at = from;
    for (let pair = 0; pair < end; pair += 2) {
      // No call in this loop, so that it stays tight: what is in doubt leaves it.
      for (; pair < end; pair += 2) {
        const draw = drawn[pair] ?? 0;
        const slot = draw >>> slotShift;
        const beyond = (cut[slot] ?? 0) - ((draw >>> 1) & slotMask);
        // 1 when the draw lies at or beyond the cut; at the cut itself the next bits decide.
        const second = (beyond - 1) >>> 31;
        const chosen = bucket[slot * 2 + second] ?? 0;
        const place = (drawn[pair + 1] ?? 0) * (scale[chosen] ?? 0);
        const offset = place | 0;
        const page = (first[chosen] ?? 0) + offset;
        if (place - offset >= surely || beyond === 0 || page >= regionPages) break;
        references[at++] = page;
      }
      if (pair >= end) break;
      const page = this.#decide(table, drawn[pair] ?? 0, drawn[pair + 1] ?? 0);
      if (page >= 0 && page < regionPages) references[at++] = page;
    }
    return at;
  }

  /** The page of two draws, to 53 bits each; −1: they are rejected. */
  #decide(table: ZipfTable, bucketDraw: number, placeDraw: number): number {
    const { theta, slotShift } = table;
    const slot = bucketDraw >>> slotShift;
    const beyond = (table.cut[slot] ?? 0) - ((bucketDraw >>> 1) & ((1 << (slotShift - 1)) - 1));
    const isFirst = beyond > 0 || (beyond === 0 && this.#refinements.next() * DRAW < (table.cutFraction[slot] ?? 0));
    const bucket = table.bucket[slot * 2 + (isFirst ? 0 : 1)] ?? 0;
    const firstPage = table.first[bucket] ?? 0;
    const place = (placeDraw + this.#refinements.next() * DRAW) * (table.scale[bucket] ?? 0);
    const offset = Math.floor(place);
    const rest = place - offset;
    const x = offset / (firstPage + 1);
    // 1 − θx ≤ (1 + x)^−θ ≤ 1 − θx + θ(θ + 1)x²/2: the power itself is hardly ever needed.
    const least = 1 - theta * x;
    if (rest < least) return firstPage + offset;
    if (rest >= least + 0.5 * theta * (theta + 1) * x * x) return -1;
    return rest < inversePower(1 + x, theta) ? firstPage + offset : -1;
  }
}

/** Zipf's law: page k of the region, counted from 1, has a chance in proportion to k^−theta. */
export const zipf: PatternKind = {
  name: "zipf",
  about: "Zipf's law: page k of the region, counted from 1, has a chance in proportion to 1/k^theta.",
  source: "Default theta of YCSB: Cooper et al., SoCC 2010, https://doi.org/10.1145/1807128.1807152",
  parameters: {
    theta: { unit: "number", default: 0.99, least: 0, most: 3, about: "How uneven: 0 is uniform, 1 the classic law." },
  },
  writes: "drawn",
  open: ({ parameters, pages, draws }) =>
    new ZipfPages(pages, numberOf(parameters, "theta"), draws("pages"), draws("refinements")),
};
