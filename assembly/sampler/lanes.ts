import { JUMPS, LANES, STEPS, state } from "./places";

/** Finds how far the lanes lie apart; once, before anything else. */
export function findJumps(): void {
  for (let bit: u32 = 0; bit < 128; bit++) {
    v128.store(state, i64x2.splat(0));
    store<u32>(state + ((bit >> 5) << 2), 1 << (bit & 31));
    for (let turn: u32 = 0; turn < STEPS; turn++) step();
    const jump = v128.load(state);
    const values = JUMPS + ((bit >> 2) << 8);
    const own: usize = 1 << (bit & 3);
    for (let value: usize = 0; value < own; value++) {
      v128.store(values + ((own + value) << 4), v128.xor(v128.load(values + (value << 4)), jump));
    }
  }
}

function step(): void {
  const a = load<u32>(state);
  const b = load<u32>(state, 4);
  const c = load<u32>(state, 8) ^ a;
  const d = load<u32>(state, 12) ^ b;
  store<u32>(state, a ^ d);
  store<u32>(state, b ^ c, 4);
  store<u32>(state, c ^ (b << 9), 8);
  store<u32>(state, rotl<u32>(d, 11), 12);
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

/** Puts the lanes where they begin. */
export function begin(): void {
  v128.store(LANES, v128.load(state));
  for (let lane: usize = 16; lane < 64; lane += 16) v128.store(LANES + lane, jumped(LANES + lane - 16));
}

/** The same word of all lanes' states. */
export function across(offset: usize): v128 {
  return i32x4(
    load<i32>(LANES + offset),
    load<i32>(LANES + offset, 16),
    load<i32>(LANES + offset, 32),
    load<i32>(LANES + offset, 48),
  );
}

/** The stream goes on where the last lane has come to. */
export function end(a: v128, b: v128, c: v128, d: v128): void {
  store<i32>(state, i32x4.extract_lane(a, 3));
  store<i32>(state, i32x4.extract_lane(b, 3), 4);
  store<i32>(state, i32x4.extract_lane(c, 3), 8);
  store<i32>(state, i32x4.extract_lane(d, 3), 12);
}

export function rotated(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits));
}

/** What lanes draw whose second words these are. */
export function drawsOf(b: v128): v128 {
  const turned = rotated(i32x4.add(b, i32x4.shl(b, 2)), 7);
  return i32x4.add(turned, i32x4.shl(turned, 3));
}
