import { integerAt } from "../../list/integer-at.ts";
import { BLOCK, samplerFor } from "./sampler.ts";

/** A random number generator with 32-bit draws: xoshiro128** 1.1 by Blackman and Vigna (https://prng.di.unimi.it). */
export class Random {
  /** Generator state. Hot loops that use draws step it in local variables, since storing draws in between costs more. */
  readonly state = new Int32Array(4);

  /** Seeds the generator; different lists of words (0 … 2³² − 1) give different sequences. */
  constructor(words: readonly number[]) {
    this.state[0] = digest(words, 0x243f_6a88);
    this.state[1] = digest(words, 0x85a3_08d3);
    this.state[2] = digest(words, 0x1319_8a2e);
    // The state must not be all zeros.
    this.state[3] = digest(words, 0x0370_7344) | 1;
  }

  /** One draw, 0 … 2³² − 1. */
  next(): number {
    const { state } = this;
    const a = integerAt(state, 0);
    const b = integerAt(state, 1);
    const c = integerAt(state, 2) ^ a;
    const d = integerAt(state, 3) ^ b;
    state[0] = a ^ d;
    state[1] = b ^ c;
    state[2] = c ^ (b << 9);
    state[3] = (d << 11) | (d >>> 21);
    const fivefold = Math.imul(b, 5);
    return Math.imul((fivefold << 7) | (fivefold >>> 25), 9) >>> 0;
  }

  /** Writes the next draws to `words[from]` … `words[to − 1]`. */
  fill(words: Uint32Array, from: number, to: number): void {
    const sampler = samplerFor(to - from);
    let at = from;
    for (; sampler !== null && at + BLOCK <= to; at += BLOCK) {
      sampler.drawBlock(this.state);
      words.set(sampler.pages, at);
    }
    let a = integerAt(this.state, 0);
    let b = integerAt(this.state, 1);
    let c = integerAt(this.state, 2);
    let d = integerAt(this.state, 3);
    for (; at < to; at++) {
      const fivefold = Math.imul(b, 5);
      words[at] = Math.imul((fivefold << 7) | (fivefold >>> 25), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    this.state[0] = a;
    this.state[1] = b;
    this.state[2] = c;
    this.state[3] = d;
  }

  /** Sets bit 31 of each of `words[from]` … `words[to − 1]` with probability `chance` ÷ 2³¹ (0 … 2³¹ − 1), one draw each. */
  mark(words: Uint32Array, from: number, to: number, chance: number): void {
    const sampler = samplerFor(to - from);
    let at = from;
    for (; sampler !== null && at + BLOCK <= to; at += BLOCK) {
      sampler.pages.set(words.subarray(at, at + BLOCK));
      sampler.mark(this.state, chance);
      words.set(sampler.pages, at);
    }
    let a = integerAt(this.state, 0);
    let b = integerAt(this.state, 1);
    let c = integerAt(this.state, 2);
    let d = integerAt(this.state, 3);
    for (; at < to; at++) {
      const fivefold = Math.imul(b, 5);
      const draw = Math.imul((fivefold << 7) | (fivefold >>> 25), 9);
      // The difference is negative, that is, has bit 31 set, for `chance` of the 2³¹ possible draws.
      words[at] = (words[at] ?? 0) | (((draw >>> 1) - chance) & 0x8000_0000);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    this.state[0] = a;
    this.state[1] = b;
    this.state[2] = c;
    this.state[3] = d;
  }
}

/** A hash of words: the rounds of MurmurHash3 by Austin Appleby (https://github.com/aappleby/smhasher). */
function digest(words: readonly number[], start: number): number {
  let hash = start;
  for (const word of words) {
    let mixed = Math.imul(word, 0xcc9e_2d51);
    mixed = (mixed << 15) | (mixed >>> 17);
    hash ^= Math.imul(mixed, 0x1b87_3593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe654_6b64) | 0;
  }
  hash ^= words.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
