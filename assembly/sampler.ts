/*
 * The sampler: draws of xoshiro128** many at a time, and what references are made of them. It does what src/workload does in TypeScript, to the
 * bit, where a processor has SIMD; a module of its own, with one memory of fixed places.
 */

/** Four lanes make so many draws of a block each. */
const STEPS: u32 = 1024;
export const block: u32 = 4 * STEPS;

/** Where a stream of draws stands. */
export const state: usize = 0x400;
/** Where the draws stand that refine others. */
export const refinements: usize = 0x410;
/** Where the four lanes begin. */
const LANES: usize = 0x440;
/** Where four pairs of draws look in the table. */
const FOUR: usize = 0x480;
/** Of each four pairs with any in doubt: the first's number, shifted by two, and a bit for each in doubt. */
const DOUBTS: usize = 0x500;
/** For every value of each four bits of a state, what they have become after STEPS steps: a step is linear, so that the rest is a sum. */
const JUMPS: usize = 0x1000;
export const drawn: usize = 0x4000;
export const pages: usize = 0x8000;
/** The table of Zipf's law in use, as src/workload/zipf-table.ts lays it out. */
export const slots: usize = 0x10000;

/** Adding it leaves a number below 2³² in the lower half of the word. */
const ROUND: f64 = 4503599627370496;
const DRAW: f64 = 1.0 / 4294967296.0;

/** Finds how far the lanes lie apart; once, before anything else. */
export function prepare(): void {
  for (let bit: u32 = 0; bit < 128; bit++) {
    v128.store(state, i64x2.splat(0));
    store<u32>(state + ((bit >> 5) << 2), 1 << (bit & 31));
    step(STEPS);
    const jump = v128.load(state);
    const values = JUMPS + ((bit >> 2) << 8);
    const own: usize = 1 << (bit & 3);
    for (let value: usize = 0; value < own; value++) {
      v128.store(values + ((own + value) << 4), v128.xor(v128.load(values + (value << 4)), jump));
    }
  }
}

function step(count: u32): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  for (let at: u32 = 0; at < count; at++) {
    store<u32>(drawn + (at << 2), rotl<u32>(b * 5, 7) * 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
}

/** The state STEPS steps after the one at an address. */
function jumped(from: usize): v128 {
  let sum = i64x2.splat(0);
  let values = JUMPS;
  for (let word: usize = 0; word < 16; word += 4) {
    let bits = load<u32>(from + word);
    for (let turn: u32 = 0; turn < 8; turn++) {
      sum = v128.xor(sum, v128.load(values + ((bits & 15) << 4)));
      bits >>= 4;
      values += 256;
    }
  }
  return sum;
}

/** The same word of all lanes' states. */
function across(offset: usize): v128 {
  return i32x4(
    load<i32>(LANES + offset),
    load<i32>(LANES + offset, 16),
    load<i32>(LANES + offset, 32),
    load<i32>(LANES + offset, 48),
  );
}

function rotated(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits));
}

/** What lanes draw whose second words these are. */
function drawsOf(b: v128): v128 {
  const turned = rotated(i32x4.add(b, i32x4.shl(b, 2)), 7);
  return i32x4.add(turned, i32x4.shl(turned, 3));
}

/** Writes the next block of draws to `drawn`. */
export function drawBlock(): void {
  v128.store(LANES, v128.load(state));
  for (let lane: usize = 16; lane < 64; lane += 16) v128.store(LANES + lane, jumped(LANES + lane - 16));
  let a = across(0);
  let b = across(4);
  let c = across(8);
  let d = across(12);
  // Four turns written out: a loop of them, or one turn with the draws sorted afterwards, costs a fifth more.
  for (let at = drawn; at < drawn + (STEPS << 2); at += 16) {
    const first = drawsOf(b);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    let shifted = i32x4.shl(b, 9);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, shifted);
    d = rotated(d, 11);
    const second = drawsOf(b);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    shifted = i32x4.shl(b, 9);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, shifted);
    d = rotated(d, 11);
    const third = drawsOf(b);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    shifted = i32x4.shl(b, 9);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, shifted);
    d = rotated(d, 11);
    const fourth = drawsOf(b);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    shifted = i32x4.shl(b, 9);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, shifted);
    d = rotated(d, 11);
    // Four draws of four lanes become four lanes of four draws.
    const low = v128.shuffle<u32>(first, second, 0, 4, 1, 5);
    const high = v128.shuffle<u32>(first, second, 2, 6, 3, 7);
    const lowBehind = v128.shuffle<u32>(third, fourth, 0, 4, 1, 5);
    const highBehind = v128.shuffle<u32>(third, fourth, 2, 6, 3, 7);
    v128.store(at, v128.shuffle<u64>(low, lowBehind, 0, 2));
    v128.store(at, v128.shuffle<u64>(low, lowBehind, 1, 3), STEPS << 2);
    v128.store(at, v128.shuffle<u64>(high, highBehind, 0, 2), 2 * (STEPS << 2));
    v128.store(at, v128.shuffle<u64>(high, highBehind, 1, 3), 3 * (STEPS << 2));
  }
  store<i32>(state, i32x4.extract_lane(a, 3));
  store<i32>(state, i32x4.extract_lane(b, 3), 4);
  store<i32>(state, i32x4.extract_lane(c, 3), 8);
  store<i32>(state, i32x4.extract_lane(d, 3), 12);
}

/** Sets bit 31 of a block's pages, each by its draw, with a chance in 2³¹. */
export function mark(chance: u32): void {
  const chances = i32x4.splat(chance);
  const bit = i32x4.splat(0x8000_0000);
  for (let at: u32 = 0; at < block << 2; at += 16) {
    const marks = v128.and(i32x4.sub(i32x4.shr_u(v128.load(drawn + at), 1), chances), bit);
    v128.store(pages + at, v128.or(v128.load(pages + at), marks));
  }
}

/**
 * Makes pages with even chances of the draws from `from` on, and returns which is the first in doubt, or `block`. Sixteen at a time are
 * multiplied in integers; where one of them comes near a doubt, floating point has the word, as in src/workload/uniform.ts.
 */
export function even(from: u32, choices: u32, scale: f64, surely: f64): u32 {
  const factor = i32x4.splat(choices);
  // Floating point rounds a product by up to 2⁹ of the rest's 2³².
  const nearDoubt: u32 = 0 - (choices + 1) - 512;
  for (let at = from; at < block; ) {
    if (at + 16 <= block) {
      let rests = i64x2.splat(0);
      for (let turn: usize = 0; turn < 64; turn += 16) {
        const draws = v128.load(drawn + (at << 2) + turn);
        const low = v128.extmul_low<u32>(draws, factor);
        const high = v128.extmul_high<u32>(draws, factor);
        rests = v128.max<u32>(rests, v128.max<u32>(low, high));
        v128.store(pages + (at << 2) + turn, v128.shuffle<u32>(low, high, 1, 3, 5, 7));
      }
      if (max<u32>(i32x4.extract_lane(rests, 0), i32x4.extract_lane(rests, 2)) < nearDoubt) {
        at += 16;
        continue;
      }
    }
    for (const end = min<u32>(at + 16, block); at < end; at++) {
      const place = <f64>load<u32>(drawn + (at << 2)) * scale;
      const page = floor(place);
      if (place - page >= surely) return at;
      store<u32>(pages + (at << 2), <u32>reinterpret<u64>(page + ROUND));
    }
  }
  return block;
}

/**
 * Shifts pages within a region, by `by`, from `untilNext` pages on by one more, and so on every so many; by less than the region's pages,
 * and those begin again behind the last one.
 */
export function shift(by: u32, untilNext: u32, every: u32, regionPages: u32): void {
  let at = pages;
  let until = at + (untilNext << 2);
  for (let shifted = by; at < pages + (block << 2); until += every << 2) {
    const end = min<usize>(until, pages + (block << 2));
    // A difference below 0 is more than any page.
    for (; at + 16 <= end; at += 16) {
      const moved = i32x4.add(v128.load(at), i32x4.splat(shifted));
      v128.store(at, v128.min<u32>(moved, i32x4.sub(moved, i32x4.splat(regionPages))));
    }
    for (; at < end; at += 4) {
      const moved = load<u32>(at) + shifted;
      store<u32>(at, min<u32>(moved, moved - regionPages));
    }
    if (++shifted === regionPages) shifted = 0;
  }
}

/**
 * Makes a page of each pair of draws by Zipf's law, at its place; which of them are in doubt is noted for `settle`. That takes no branch,
 * since nothing foretells a doubt.
 */
export function choose(slotShift: u32, surely: u32, regionPages: u32): void {
  const other = i32x4.splat(8);
  const restInDoubt = i32x4.splat(surely);
  const lastPage = i32x4.splat(regionPages - 1);
  let noted = DOUBTS;
  for (let pair: u32 = 0; pair < block / 2; pair += 4) {
    const two = v128.load(drawn + (pair << 3));
    const twoBehind = v128.load(drawn + (pair << 3), 16);
    const bucketDraws = v128.shuffle<u32>(two, twoBehind, 0, 2, 4, 6);
    const placeDraws = v128.shuffle<u32>(two, twoBehind, 1, 3, 5, 7);
    const slot = i32x4.shl(i32x4.shr_u(bucketDraws, slotShift), 5);
    // Through memory: lanes cost twice as much to take out.
    v128.store(FOUR, slot);
    let cuts = v128.load32_zero(load<u32>(FOUR), slots);
    cuts = v128.load_lane<u32>(load<u32>(FOUR, 4), cuts, 1, slots);
    cuts = v128.load_lane<u32>(load<u32>(FOUR, 8), cuts, 2, slots);
    cuts = v128.load_lane<u32>(load<u32>(FOUR, 12), cuts, 3, slots);
    const beyond = i32x4.sub(i32x4.shr_u(bucketDraws, 1), cuts);
    v128.store(FOUR, i32x4.add(slot, v128.and(i32x4.shr_u(beyond, 28), other)));
    let buckets = v128.load64_zero(load<u32>(FOUR), slots + 4);
    buckets = v128.load_lane<u64>(load<u32>(FOUR, 4), buckets, 1, slots + 4);
    let bucketsBehind = v128.load64_zero(load<u32>(FOUR, 8), slots + 4);
    bucketsBehind = v128.load_lane<u64>(load<u32>(FOUR, 12), bucketsBehind, 1, slots + 4);
    const widths = v128.shuffle<u32>(buckets, bucketsBehind, 1, 3, 5, 7);
    const low = v128.extmul_low<u32>(placeDraws, widths);
    const high = v128.extmul_high<u32>(placeDraws, widths);
    const offsets = v128.shuffle<u32>(low, high, 1, 3, 5, 7);
    const chosen = i32x4.add(v128.shuffle<u32>(buckets, bucketsBehind, 0, 2, 4, 6), offsets);
    v128.store(pages + (pair << 2), chosen);
    const isRestInDoubt = v128.ge<u32>(v128.shuffle<u32>(low, high, 0, 2, 4, 6), restInDoubt);
    const isOutside = v128.or(i32x4.eq(beyond, i64x2.splat(0)), i32x4.gt_s(chosen, lastPage));
    const doubts = i32x4.bitmask(v128.or(isRestInDoubt, isOutside));
    store<u32>(noted, (pair << 2) | doubts);
    noted += select<u32>(4, 0, doubts !== 0);
  }
  doubtsEnd = noted;
  doubtsAt = DOUBTS;
  done = 0;
  made = 0;
}

/** Where the notes on doubts end, and where those not yet settled begin. */
let doubtsEnd: usize = 0;
let doubtsAt: usize = 0;
/** How many pairs are settled, and how many pages they have made. */
let done: u32 = 0;
export let made: u32 = 0;

/** Settles doubts in their order, up to a pair that takes a power, or the bits of a cut, to decide: that one is returned, or half a block. */
export function settle(slotShift: u32, regionPages: u32, theta: f64): u32 {
  for (; doubtsAt < doubtsEnd; doubtsAt += 4) {
    const noted = load<u32>(doubtsAt);
    for (let doubts = noted & 15; doubts !== 0; doubts &= doubts - 1) {
      const pair = ((noted >> 4) << 2) + ctz<u32>(doubts);
      const page = decide(pair, slotShift, theta);
      if (page === UNDECIDED) {
        store<u32>(doubtsAt, (noted & ~15) | (doubts & (doubts - 1)));
        return pair;
      }
      settleAs(pair, page, regionPages);
    }
  }
  keepTo(block / 2);
  return block / 2;
}

/** Settles a pair: this is its page, if it is one of the region. */
export function settleAs(pair: u32, page: i32, regionPages: u32): void {
  if (<u32>page < regionPages) {
    store<u32>(pages + (pair << 2), page);
  } else {
    keepTo(pair);
    done = pair + 1;
  }
}

/** Closes the gap before the pages of pairs not done yet, up to a pair. */
function keepTo(pair: u32): void {
  const kept = pair - done;
  if (made !== done) memory.copy(pages + (made << 2), pages + (done << 2), kept << 2);
  made += kept;
}

const REJECTED: i32 = -1;
const UNDECIDED: i32 = -2;

/** The page of a pair, its place with 32 bits more; those stay undrawn when it takes a power, or the bits of a cut, to decide. */
function decide(pair: u32, slotShift: u32, theta: f64): i32 {
  const bucketDraw = load<u32>(drawn + (pair << 3));
  const slot: usize = (bucketDraw >> slotShift) << 5;
  const beyond = <i32>((bucketDraw >> 1) - load<u32>(slot, slots));
  if (beyond === 0) return UNDECIDED;
  const bucket = beyond < 0 ? slot + 8 : slot;
  const firstPage = load<u32>(bucket, slots + 4);
  const width = load<u32>(bucket, slots + 8);
  const a = load<u32>(refinements);
  const b = load<u32>(refinements, 4);
  const c = load<u32>(refinements, 8) ^ a;
  const d = load<u32>(refinements, 12) ^ b;
  const placeDraw = <f64>load<u32>(drawn + (pair << 3), 4);
  const place = (placeDraw + <f64>(rotl<u32>(b * 5, 7) * 9) * DRAW) * <f64>width * DRAW;
  const offset = floor(place);
  const rest = place - offset;
  const x = offset / <f64>(firstPage + 1);
  // As in src/workload/zipf.ts.
  const least = 1 - theta * x;
  const isKept = rest < least;
  if (!isKept && rest < least + 0.5 * theta * (theta + 1) * x * x) return UNDECIDED;
  store<u32>(refinements, a ^ d);
  store<u32>(refinements, b ^ c, 4);
  store<u32>(refinements, c ^ (b << 9), 8);
  store<u32>(refinements, rotl<u32>(d, 11), 12);
  return isKept ? firstPage + <u32>offset : REJECTED;
}
