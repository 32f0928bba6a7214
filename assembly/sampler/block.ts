import { across, begin, drawsOf, end, rotated } from "./lanes";
import { block, drawn, LIMIT, NOTES, pages, ROUND, STEPS, WRITE } from "./places";
import { Adding, Storing, sort } from "./sort";

/** Bytes from what one lane makes to what the next one does. */
const APART: usize = STEPS << 2;

/** What becomes of draws, those of four steps at a time. */
@unmanaged
abstract class Making {
  /** `at`: where in the block's first quarter its first lane's draws belong. */
  abstract take(at: usize, first: v128, second: v128, third: v128, fourth: v128): void;
}

/** Draws a block. What is made of draws is made in the same loop: it fills the time in which the steps of a state wait for one another. */
function draw<M extends Making>(making: M): void {
  begin();
  let a = across(0);
  let b = across(4);
  let c = across(8);
  let d = across(12);
  // Four steps written out: a loop of them, or one step with the draws sorted afterwards, costs a fifth more.
  for (let at: usize = 0; at < STEPS << 2; at += 16) {
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
    making.take(at, first, second, third, fourth);
  }
  end(a, b, c, d);
}

@unmanaged
class Draws extends Making {
  @inline
  take(at: usize, first: v128, second: v128, third: v128, fourth: v128): void {
    sort<Storing>(pages + at, APART, first, second, third, fourth);
  }
}

/** Writes the next block of draws to `pages`. */
export function drawBlock(): void {
  draw(changetype<Draws>(0));
}

@unmanaged
class Marks extends Making {
  @inline
  take(at: usize, first: v128, second: v128, third: v128, fourth: v128): void {
    sort<Adding>(pages + at, APART, marksOf(first), marksOf(second), marksOf(third), marksOf(fourth));
  }
}

/** Bit 31 is set in as many draws of 2³¹ as the limit says. */
function marksOf(draws: v128): v128 {
  return v128.and(i32x4.sub(i32x4.shr_u(draws, 1), v128.load(LIMIT)), v128.load(WRITE));
}

/** Sets bit 31 of a block's pages, each by one of the next draws, with a chance in 2³¹. */
export function mark(chance: u32): void {
  v128.store(LIMIT, i32x4.splat(chance));
  v128.store(WRITE, i32x4.splat(0x8000_0000));
  draw(changetype<Marks>(0));
}

/** Of products from here on the rest may be in doubt. */
let nearDoubt: u32 = 0;
let noted: usize = 0;

@unmanaged
class EvenPages extends Making {
  @inline
  take(at: usize, first: v128, second: v128, third: v128, fourth: v128): void {
    const choices = v128.load(LIMIT);
    const low1 = v128.extmul_low<u32>(first, choices);
    const high1 = v128.extmul_high<u32>(first, choices);
    const low2 = v128.extmul_low<u32>(second, choices);
    const high2 = v128.extmul_high<u32>(second, choices);
    const low3 = v128.extmul_low<u32>(third, choices);
    const high3 = v128.extmul_high<u32>(third, choices);
    const low4 = v128.extmul_low<u32>(fourth, choices);
    const high4 = v128.extmul_high<u32>(fourth, choices);
    sort<Storing>(pages + at, APART, upper(low1, high1), upper(low2, high2), upper(low3, high3), upper(low4, high4));
    const rests = v128.max<u32>(
      v128.max<u32>(v128.max<u32>(low1, high1), v128.max<u32>(low2, high2)),
      v128.max<u32>(v128.max<u32>(low3, high3), v128.max<u32>(low4, high4)),
    );
    const from = drawn + (at << 2);
    v128.store(from, first);
    v128.store(from, second, 16);
    v128.store(from, third, 32);
    v128.store(from, fourth, 48);
    store<u32>(noted, <u32>at >> 2);
    const isNear = max<u32>(i32x4.extract_lane(rests, 0), i32x4.extract_lane(rests, 2)) >= nearDoubt;
    noted += isNear ? 4 : 0;
  }
}

function upper(low: v128, high: v128): v128 {
  return v128.shuffle<u32>(low, high, 1, 3, 5, 7);
}

/** Makes pages of a block of draws with even chances, by products of integers; `evenInDoubt` looks at those that come near a doubt. */
export function even(choices: u32): void {
  // Floating point rounds a product by up to 2⁹ of the rest's 2³².
  nearDoubt = 0 - (choices + 1) - 512;
  noted = NOTES;
  v128.store(LIMIT, i32x4.splat(choices));
  draw(changetype<EvenPages>(0));
  doubtfulLane = 0;
  doubtfulStep = 0;
}

let doubtfulLane: u32 = 0;
let doubtfulStep: u32 = 0;

/** The next page in doubt, or `block`. Its place holds its draw; floating point decides, as in src/workload/pattern/uniform.ts. */
export function evenInDoubt(scale: f64, surely: f64): u32 {
  for (const steps = <u32>(noted - NOTES); doubtfulLane < 4; doubtfulLane++) {
    while (doubtfulStep < steps) {
      const step = load<u32>(NOTES + (doubtfulStep & ~3)) + (doubtfulStep & 3);
      const draw = load<u32>(drawn + (step << 4) + (doubtfulLane << 2));
      const place = <f64>draw * scale;
      const page = floor(place);
      const isInDoubt = place - page >= surely;
      const at = doubtfulLane * STEPS + step;
      store<u32>(pages + (at << 2), isInDoubt ? draw : <u32>reinterpret<u64>(page + ROUND));
      doubtfulStep++;
      if (isInDoubt) return at;
    }
    doubtfulStep = 0;
  }
  return block;
}

/**
 * Shifts pages within a region by `by`; after `untilNext` pages by one more, then by one more after each `every` pages. Shifts are
 * smaller than the region, and wrap around at its end.
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
