import { Arena } from "../memory/arena";
import { Column } from "../memory/column";

/**
 * A key for each number below `length`, and above each pair of keys the lesser of the two. One walk between top and bottom finds the least
 * key and the first number that has it, or changes a key. 16 bytes a number, rounded up to a power of two.
 */
@unmanaged
export class Tournament {
  /** Places at the bottom, where number `n` has place `bottom + n`. Place 1 is the top; the places below `p` are 2p and 2p + 1. */
  private bottom: u32;
  private keys: Column<u64>;
  /** All keys are the largest there is. */
  static create(length: u32): Tournament {
    const tournament = changetype<Tournament>(Arena.take(offsetof<Tournament>()));
    let bottom: u32 = 1;
    while (bottom < length) bottom *= 2;
    const keys = Column.create<u64>(2 * bottom);
    if (!Arena.fits()) return tournament;
    tournament.bottom = bottom;
    tournament.keys = keys;
    keys.fill(0xff, 2 * bottom);
    return tournament;
  }

  @inline
  key(number: u32): u64 {
    return this.keys[this.bottom + number];
  }

  setKey(number: u32, key: u64): void {
    const keys = this.keys;
    let place = this.bottom + number;
    keys[place] = key;
    while (place > 1) {
      place /= 2;
      const least = min(keys[2 * place], keys[2 * place + 1]);
      if (keys[place] === least) break;
      keys[place] = least;
    }
  }

  @inline
  leastKey(): u64 {
    return this.keys[1];
  }

  /** The first number with the least key. */
  first(): u32 {
    const keys = this.keys;
    const bottom = this.bottom;
    const least = keys[1];
    let place: u32 = 1;
    while (place < bottom) {
      place *= 2;
      place += select<u32>(1, 0, keys[place] !== least);
    }
    return place - bottom;
  }

  /** Whether every key above two others is the lesser of theirs. */
  check(): bool {
    for (let place: u32 = 1; place < this.bottom; place++) {
      if (this.keys[place] !== min(this.keys[2 * place], this.keys[2 * place + 1])) return false;
    }
    return true;
  }
}
