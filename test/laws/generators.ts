import { WRITE } from "../../src/workload/stream.ts";

/** The integer generators whose fault counts are known: an LCG s ← s·1664525 + 1013904223 mod 2³² from s = 1, of which the upper 16 bits count. */
class Draws {
  #state = 1;

  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state >>> 16;
  }

  /** A flag that is set in one of four draws. */
  flag(): number {
    return (this.next() & 3) === 0 ? WRITE : 0;
  }
}

const drawn = (length: number, page: (draw: number, at: number) => number): Uint32Array => {
  const draws = new Draws();
  return Uint32Array.from({ length }, (_, at) => page(draws.next(), at) + draws.flag());
};

/** All pages equally likely. */
export const uniform = (pages: number, length: number) => drawn(length, (draw) => Math.floor((draw * pages) / 2 ** 16));

/** Low pages are likelier: the square of an even draw. */
export const skew = (pages: number, length: number) =>
  drawn(length, (draw) => Math.floor((pages * draw * draw) / 2 ** 32));

/** Skewed over 600 pages; the range moves by 500 every 10,000 references, modulo 4000. */
export const phase = (length: number) =>
  drawn(length, (draw, at) => (Math.floor(at / 10_000) * 500 + Math.floor((600 * draw * draw) / 2 ** 32)) % 4000);

/** A loop in which every fifth reference is a write. */
export const loop = (pages: number, length: number) =>
  Uint32Array.from({ length }, (_, at) => (at % pages) + (at % 5 === 0 ? WRITE : 0));

/** Three quarters go to hot pages, the others scan cold ones behind them, for reading. */
export function hotscan(hot: number, cold: number, length: number): Uint32Array {
  const draws = new Draws();
  let next = 0;
  return Uint32Array.from({ length }, () => {
    if (draws.next() < 49152) return Math.floor((hot * draws.next()) / 2 ** 16) + draws.flag();
    const page = hot + next;
    next = (next + 1) % cold;
    return page;
  });
}
