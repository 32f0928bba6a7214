import { elementAt } from "../../list/element-at.ts";
import { integerAt } from "../../list/integer-at.ts";
import { inversePower } from "./power.ts";

/** Each bucket is 1/64 of its first rank wide: a few hundred buckets span any region, and few draws are rejected. */
const RANKS_PER_BUCKET_RANK = 64;
/** The same for a sum, where the middle of a bucket stands for all of it. */
const RANKS_PER_SUMMAND = 256;
const CACHED_TABLES = 64;
/** A slot has 2^SLOT_SHIFT words, of which seven are used. */
export const SLOT_SHIFT = 3;
/** The law of a whole region: every rank from 1 on. */
export const EVERY_RANK: Ranks = { apart: 1, first: 1 };

/** The ranks that pages have: the first page's, and how far apart the ranks of two neighbours are. */
export interface Ranks {
  readonly apart: number;
  readonly first: number;
}

/** A page outside any region. */
const OUTSIDE = 0x7fff_ffff;

/**
 * Divides the ranks of pages, 1 … pages or every so-manieth of more, into buckets that grow geometrically. An alias table (Walker 1977, https://doi.org/10.1145/355744.355749;
 * built as in Vose 1991, https://doi.org/10.1109/32.92917) draws a bucket with a probability proportional to its first rank's weight ×
 * its width. Accepting a rank of the bucket with probability (rank ÷ first rank)^−theta gives Zipf's law exactly.
 */
export interface ZipfTable {
  readonly pages: number;
  readonly theta: number;
  /** The first page's rank ÷ how far apart ranks are: a page's rank is in proportion to the page and this. */
  readonly start: number;
  /** A draw's upper 32 − slotShift bits select a slot. */
  readonly slotShift: number;
  /**
   * 2^SLOT_SHIFT adjacent words per slot: its cut; then the first page (rank − 1) and the width of each of its two buckets, first the
   * alias, then its own. Halved draws (0 … 2³¹ − 1) below the cut take the slot's own bucket. A bucket outside any region follows, for
   * draws at the cut.
   */
  readonly slots: Int32Array;
  /** Fractional part of each slot's cut, 0 … 1. */
  readonly cutFraction: Float64Array;
  /** A draw whose fraction is below this is accepted in every bucket without a further check. */
  readonly surely: number;
  /** Whether every draw × width is below 2⁵³, so that floating point is exact. */
  readonly isExact: boolean;
}

const tables = new Map<string, ZipfTable>();

/** The table for this number of pages and this theta (0 … 3). The tables used last are cached. */
export function zipfTable(pages: number, theta: number, ranks: Ranks = EVERY_RANK): ZipfTable {
  const key = `${pages} ${theta} ${ranks.apart} ${ranks.first}`;
  const table = tables.get(key) ?? buildTable(pages, theta, ranks);
  tables.delete(key);
  tables.set(key, table);
  for (const oldest of tables.keys()) {
    if (tables.size <= CACHED_TABLES) break;
    tables.delete(oldest);
  }
  return table;
}

/** The sum of rank^−theta over these ranks, to about five digits. */
export function zipfWeight(pages: number, theta: number, { apart, first }: Ranks = EVERY_RANK): number {
  let weight = 0;
  for (let from = 0; from < pages; ) {
    const width = Math.min(Math.max(1, Math.floor((from + first / apart) / RANKS_PER_SUMMAND)), pages - from);
    // The rank in the middle stands for all.
    weight += width * inversePower((from + (width - 1) / 2) * apart + first, theta);
    from += width;
  }
  return weight;
}

function buildTable(pages: number, theta: number, { apart, first: firstRank }: Ranks): ZipfTable {
  const start = firstRank / apart;
  const firstPages: number[] = [];
  const widths: number[] = [];
  for (let first = 0; first < pages; ) {
    const width = Math.min(Math.max(1, Math.floor((first + start) / RANKS_PER_BUCKET_RANK)), pages - first);
    firstPages.push(first);
    widths.push(width);
    first += width;
  }
  const widest = widths.reduce((most, width) => Math.max(most, width), 1);
  const leastAccepted = inversePower(1 + 1 / RANKS_PER_BUCKET_RANK, theta);
  const weights = firstPages.map(
    (first, bucket) => elementAt(widths, bucket) * inversePower(first * apart + firstRank, theta),
  );
  return {
    pages,
    theta,
    start,
    ...aliasTable(weights, firstPages, widths),
    surely: leastAccepted - (widest + 1) / 0x1_0000_0000,
    isExact: widest <= 2 ** 21,
  };
}

function aliasTable(
  weights: readonly number[],
  firstPages: readonly number[],
  widths: readonly number[],
): Pick<ZipfTable, "slotShift" | "slots" | "cutFraction"> {
  let slotShift = 31;
  while (1 << (32 - slotShift) < weights.length) slotShift--;
  const slots = 1 << (32 - slotShift);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const share = Float64Array.from({ length: slots }, (_, slot) => ((weights[slot] ?? 0) / whole) * slots);

  const other = Int32Array.from({ length: slots }, (_, slot) => slot);
  const own = new Float64Array(slots).fill(1);
  const poor: number[] = [];
  const rich: number[] = [];
  share.forEach((value, slot) => {
    (value < 1 ? poor : rich).push(slot);
  });
  for (;;) {
    const taker = poor.pop();
    const giver = rich.at(-1);
    if (taker === undefined || giver === undefined) break;
    own[taker] = elementAt(share, taker);
    other[taker] = giver;
    const left = elementAt(share, giver) + elementAt(own, taker) - 1;
    share[giver] = left;
    if (left < 1) {
      rich.pop();
      poor.push(giver);
    }
  }

  const halvedDraws = 1 << (slotShift - 1);
  const words = new Int32Array(slots << SLOT_SHIFT);
  const cutFraction = new Float64Array(slots);
  own.forEach((part, slot) => {
    const draws = part * halvedDraws;
    const cut = Math.floor(draws);
    // A slot behind the last bucket is never chosen for itself.
    const buckets = [integerAt(other, slot), slot].flatMap((bucket) => [firstPages[bucket] ?? 0, widths[bucket] ?? 0]);
    words.set([slot * halvedDraws + cut, ...buckets, OUTSIDE, 0], slot << SLOT_SHIFT);
    cutFraction[slot] = draws - cut;
  });
  return { slotShift, slots: words, cutFraction };
}
