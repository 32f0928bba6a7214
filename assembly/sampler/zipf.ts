import { across, begin, drawsOf, end, rotated } from "./lanes";
import {
  AT_CUT,
  BELOW_CUT,
  BLOCK_BYTES,
  BUCKETS,
  block,
  CHOSEN,
  DOUBTS,
  DRAW,
  drawn,
  HOLES,
  LAST_PAGE,
  LIMIT,
  NOTES,
  pages,
  ROUND,
  refinements,
  STEPS,
  slots,
} from "./places";
import { Storing, sort } from "./sort";

/** Bytes of draws from one stage to the next: what has just been written as a vector is slow to read number by number. */
const BEHIND: usize = 128;

/** Makes a page of each pair of the next block's draws by Zipf's law; `settle` decides those in doubt. */
export function choose(slotShift: u32, surely: u32, regionPages: u32): void {
  v128.store(LIMIT, i32x4.splat(surely));
  v128.store(LAST_PAGE, i32x4.splat(regionPages - 1));
  v128.store(BELOW_CUT, i32x4.splat(8));
  v128.store(AT_CUT, i32x4.splat(16));
  begin();
  let a = across(0);
  let b = across(4);
  let c = across(8);
  let d = across(12);
  let noted = NOTES;
  // All stages in one loop: each fills the time in which the others wait.
  for (let at: usize = 0; at < BLOCK_BYTES + 2 * BEHIND; at += 32) {
    if (at < BLOCK_BYTES) {
      const bucketDraws = drawsOf(b);
      c = v128.xor(c, a);
      d = v128.xor(d, b);
      let shifted = i32x4.shl(b, 9);
      b = v128.xor(b, c);
      a = v128.xor(a, d);
      c = v128.xor(c, shifted);
      d = rotated(d, 11);
      v128.store(drawn + at, bucketDraws);
      v128.store(BUCKETS + (at >> 1), i32x4.shl(i32x4.shr_u(bucketDraws, slotShift), 5));
      v128.store(drawn + at, drawsOf(b), 16);
      c = v128.xor(c, a);
      d = v128.xor(d, b);
      shifted = i32x4.shl(b, 9);
      b = v128.xor(b, c);
      a = v128.xor(a, d);
      c = v128.xor(c, shifted);
      d = rotated(d, 11);
    }
    if (at >= BEHIND && at < BLOCK_BYTES + BEHIND) findBuckets(at - BEHIND);
    if (at >= 2 * BEHIND) {
      const chosenAt = at - 2 * BEHIND;
      const doubts = choosePages(chosenAt);
      // Doubts cannot be predicted: a note takes no branch.
      store<u32>(noted, <u32>chosenAt | doubts);
      noted += select<usize>(4, 0, doubts !== 0);
    }
  }
  end(a, b, c, d);
  sortDoubts(noted);
}

/** Finds out where in the table the buckets of four pairs stand: a slot's own one lies behind the other, and at the cut there is none. */
function findBuckets(at: usize): void {
  const four = BUCKETS + (at >> 1);
  const slot = v128.load(four);
  let cuts = v128.load32_zero(load<u32>(four), slots);
  cuts = v128.load_lane<u32>(load<u32>(four, 4), cuts, 1, slots);
  cuts = v128.load_lane<u32>(load<u32>(four, 8), cuts, 2, slots);
  cuts = v128.load_lane<u32>(load<u32>(four, 12), cuts, 3, slots);
  const beyond = i32x4.sub(i32x4.shr_u(v128.load(drawn + at), 1), cuts);
  const own = v128.and(i32x4.shr_u(beyond, 28), v128.load(BELOW_CUT));
  const none = v128.and(i32x4.eq(beyond, i64x2.splat(0)), v128.load(AT_CUT));
  v128.store(four, i32x4.add(slot, v128.or(own, none)));
}

/** Makes the pages of four pairs, and returns a bit for each in doubt. */
function choosePages(at: usize): u32 {
  const four = BUCKETS + (at >> 1);
  let buckets = v128.load64_zero(load<u32>(four), slots + 4);
  buckets = v128.load_lane<u64>(load<u32>(four, 4), buckets, 1, slots + 4);
  let bucketsBehind = v128.load64_zero(load<u32>(four, 8), slots + 4);
  bucketsBehind = v128.load_lane<u64>(load<u32>(four, 12), bucketsBehind, 1, slots + 4);
  const firstPages = v128.shuffle<u32>(buckets, bucketsBehind, 0, 2, 4, 6);
  const widths = v128.shuffle<u32>(buckets, bucketsBehind, 1, 3, 5, 7);
  const placeDraws = v128.load(drawn + at, 16);
  const low = v128.extmul_low<u32>(placeDraws, widths);
  const high = v128.extmul_high<u32>(placeDraws, widths);
  const chosen = i32x4.add(firstPages, v128.shuffle<u32>(low, high, 1, 3, 5, 7));
  v128.store(CHOSEN + (at >> 1), chosen);
  const isRestInDoubt = v128.ge<u32>(v128.shuffle<u32>(low, high, 0, 2, 4, 6), v128.load(LIMIT));
  return i32x4.bitmask(v128.or(isRestInDoubt, i32x4.gt_s(chosen, v128.load(LAST_PAGE))));
}

let doubtsAt: usize = 0;
let doubtsEnd: usize = 0;
let holesEnd: usize = 0;
/** How many pages there are when all is settled. */
export let made: u32 = 0;

/** Puts doubts in the order of draws: all of one lane before those of the next. */
function sortDoubts(notesEnd: usize): void {
  let to = DOUBTS;
  for (let lane: u32 = 0; lane < 4; lane++) {
    for (let from = NOTES; from < notesEnd; from += 4) {
      const note = load<u32>(from);
      store<u32>(to, (note & ~15) + (lane << 2));
      to += ((note >> lane) & 1) << 2;
    }
  }
  doubtsAt = DOUBTS;
  doubtsEnd = to;
  holesEnd = HOLES;
}

/**
 * Settles doubts in their order, up to a pair that takes a power, or the bits of a cut, to decide: the number of its first draw in `drawn` is
 * returned, its second stands four behind; `block`: all is settled. Whether a page is kept is a matter of chance and takes no branch.
 */
export function settle(slotShift: u32, regionPages: u32, theta: f64, start: f64): u32 {
  let a = load<u32>(refinements);
  let b = load<u32>(refinements, 4);
  let c = load<u32>(refinements, 8);
  let d = load<u32>(refinements, 12);
  let undecided: u32 = block;
  while (undecided === block && doubtsAt < doubtsEnd) {
    const pair: usize = load<u32>(doubtsAt);
    doubtsAt += 4;
    const bucketDraw = load<u32>(drawn + pair);
    const slot: usize = (bucketDraw >> slotShift) << 5;
    const beyond = (bucketDraw >> 1) - load<u32>(slot, slots);
    const bucket = slot + ((beyond >> 28) & 8);
    const firstPage = load<u32>(bucket, slots + 4);
    const width = load<u32>(bucket, slots + 8);
    const placeDraw = <f64>load<u32>(drawn + pair, 16);
    const place = (placeDraw + <f64>(rotl<u32>(b * 5, 7) * 9) * DRAW) * <f64>width * DRAW;
    const offset = floor(place);
    const rest = place - offset;
    const x = offset / (<f64>firstPage + start);
    // As in src/workload/zipf.ts.
    const least = 1 - theta * x;
    const isKept = rest < least;
    if (u32(beyond === 0) | (u32(!isKept) & u32(rest < least + 0.5 * theta * (theta + 1) * x * x))) {
      undecided = <u32>pair >> 2;
    } else {
      const page = firstPage + <u32>reinterpret<u64>(offset + ROUND);
      put(pair, page, u32(isKept) & u32(page < regionPages));
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
    }
  }
  store<u32>(refinements, a);
  store<u32>(refinements, b, 4);
  store<u32>(refinements, c, 8);
  store<u32>(refinements, d, 12);
  if (undecided === block) closeHoles();
  return undecided;
}

/** Settles the pair that `settle` returned: this is its page, if it is one of the region. */
export function settleAs(undecided: u32, page: i32, regionPages: u32): void {
  put(undecided << 2, page, u32(<u32>page < regionPages));
}

function put(pair: usize, page: u32, isKept: u32): void {
  const lane = pair & 12;
  store<u32>(CHOSEN + ((pair - lane) >> 1) + lane, page);
  store<u32>(holesEnd, <u32>(lane * (STEPS / 2) + ((pair - lane) >> 3)));
  holesEnd += (1 - isKept) << 2;
}

/** Writes the pages that are kept to `pages`. */
function closeHoles(): void {
  for (let at: usize = 0; at < BLOCK_BYTES / 2; at += 64) {
    const from = CHOSEN + at;
    sort<Storing>(
      drawn + (at >> 2),
      STEPS << 1,
      v128.load(from),
      v128.load(from, 16),
      v128.load(from, 32),
      v128.load(from, 48),
    );
  }
  store<u32>(holesEnd, <u32>(BLOCK_BYTES / 2));
  let to = pages;
  let from: usize = 0;
  for (let hole = HOLES; hole <= holesEnd; hole += 4) {
    const end: usize = load<u32>(hole);
    // What is copied too much is written again by the next.
    for (let at = from; at < end; at += 64) copyBlock(drawn + at, to + at - from);
    to += end - from;
    from = end + 4;
  }
  made = <u32>(to - pages) >> 2;
}

function copyBlock(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}
