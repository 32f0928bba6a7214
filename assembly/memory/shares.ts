import { Arena } from "./arena";
import { Column } from "./column";

/**
 * A share for each number below `length`, and above each pair their sum. One walk between top and bottom finds the number whose share
 * covers a position in the row of all shares, or changes a share. 8 bytes a number, rounded up to a power of two.
 */
@unmanaged
export class Shares {
  /** Places at the bottom, where number `n` has place `bottom + n`. Place 1 is the top; the places below `p` are 2p and 2p + 1. */
  private bottom: u32;
  private shares: Column<u32>;

  /** All shares are 0. */
  static create(length: u32): Shares {
    const all = changetype<Shares>(Arena.take(offsetof<Shares>()));
    let bottom: u32 = 1;
    while (bottom < length) bottom *= 2;
    const shares = Column.create<u32>(2 * bottom);
    if (!Arena.fits()) return all;
    all.bottom = bottom;
    all.shares = shares;
    return all;
  }

  /** The sum of all shares. */
  @inline
  total(): u32 {
    return this.shares[1];
  }

  @inline
  of(number: u32): u32 {
    return this.shares[this.bottom + number];
  }

  set(number: u32, share: u32): void {
    const shares = this.shares;
    const change = share - this.of(number);
    for (let place = this.bottom + number; place > 0; place /= 2) shares[place] += change;
  }

  /** The number whose share covers position `at`, below the total, in the row of all shares. */
  at(at: u32): u32 {
    const shares = this.shares;
    const bottom = this.bottom;
    let place: u32 = 1;
    let rest = at;
    while (place < bottom) {
      place *= 2;
      const before = shares[place];
      if (rest < before) continue;
      rest -= before;
      place++;
    }
    return place - bottom;
  }
}
