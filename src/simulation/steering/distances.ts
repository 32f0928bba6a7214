import { elementAt } from "../../list/element-at.ts";
import { integerAt } from "../../list/integer-at.ts";
import { pageHash } from "../../workload/random/page-hash.ts";

/** Pages looked at: so many that a curve has steps of a fraction of a percent, few enough to stay in a core's cache. */
const MOST_SAMPLED = 8192;

const NEVER = -1;

/**
 * LRU stack distances of references to a sample of pages, chosen by their hash (Waldspurger et al., SHARDS, FAST 2015), so that
 * a whole workload can be looked at on the side.
 */
export class SampledDistances {
  /** By page: its number in the sample and 1, or 0. */
  readonly #numbers: Uint16Array;
  /** By number: when the page was last referenced, in references to the sample. */
  readonly #lastTimes: Int32Array;
  /** A Fenwick tree over those times: how many pages were last referenced at or before each. */
  readonly #tree: Int32Array;
  #seen: number[] = [];
  #now = 0;
  /** References by distance since the last `take`, 0: pages never seen before, or freed since. */
  #histogram: Float64Array;
  /** Pages that one page of the sample stands for. */
  readonly scale: number;

  constructor(pages: number) {
    this.#numbers = new Uint16Array(pages);
    const share = Math.min(1, MOST_SAMPLED / Math.max(1, pages)) * 2 ** 32;
    let sampled = 0;
    for (let page = 0; page < pages && sampled < 2 * MOST_SAMPLED; page++) {
      if (pageHash(page) < share) this.#numbers[page] = ++sampled;
    }
    this.#lastTimes = new Int32Array(sampled).fill(NEVER);
    this.#tree = new Int32Array(4 * Math.max(1, sampled) + 1);
    this.#histogram = new Float64Array(sampled + 1);
    this.scale = pages / Math.max(1, sampled);
  }

  /** Pages in the sample. */
  get sampled(): number {
    return this.#lastTimes.length;
  }

  /** Takes the first `count` references (bit 31 = write, the rest = page). */
  add(references: Uint32Array, count: number): void {
    const numbers = this.#numbers;
    for (let at = 0; at < count; at++) {
      const number = numbers[(references[at] ?? 0) & 0x7fff_ffff] ?? 0;
      if (number !== 0) this.#touch(number - 1);
    }
  }

  /** Pages that are freed hold nothing: they are no longer between others, and their next reference is a first one. */
  free(firstPage: number, pages: number): void {
    for (const number of this.#numbers.subarray(firstPage, firstPage + pages)) {
      const last = number === 0 ? NEVER : integerAt(this.#lastTimes, number - 1);
      if (last === NEVER) continue;
      this.#change(last, -1);
      this.#lastTimes[number - 1] = NEVER;
    }
    this.#seen = this.#seen.filter((number) => this.#lastTimes[number] !== NEVER);
  }

  /** References by distance since this was last asked, both in pages of the sample; at 0 those to pages never seen before, or freed since. */
  take(): Float64Array {
    const histogram = this.#histogram;
    this.#histogram = new Float64Array(histogram.length);
    return histogram;
  }

  #touch(number: number): void {
    if (this.#now >= this.#tree.length - 1) this.#renumber();
    const last = integerAt(this.#lastTimes, number);
    let distance = 0;
    if (last === NEVER) this.#seen.push(number);
    else {
      distance = this.#seen.length - this.#countUpTo(last) + 1;
      this.#change(last, -1);
    }
    this.#histogram[distance] = elementAt(this.#histogram, distance) + 1;
    this.#lastTimes[number] = this.#now;
    this.#change(this.#now, 1);
    this.#now++;
  }

  /** Pages last referenced at or before a time. */
  #countUpTo(time: number): number {
    let sum = 0;
    for (let at = time + 1; at > 0; at -= at & -at) sum += integerAt(this.#tree, at);
    return sum;
  }

  #change(time: number, by: number): void {
    for (let at = time + 1; at < this.#tree.length; at += at & -at) this.#tree[at] = integerAt(this.#tree, at) + by;
  }

  /** Times start again, in the same order. */
  #renumber(): void {
    const times = this.#lastTimes;
    this.#seen.sort((a, b) => integerAt(times, a) - integerAt(times, b));
    this.#tree.fill(0);
    this.#now = 0;
    for (const number of this.#seen) {
      times[number] = this.#now;
      this.#change(this.#now, 1);
      this.#now++;
    }
  }
}
