import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";

/**
 * A key for each of the numbers below `length`, of which mostly the least one grows: matches are played two by two up to the top, and each keeps
 * who lost it (Knuth, The Art of Computer Programming 3, 5.4.1). Whose key grows plays its matches again, and whom it meets in them is known
 * before: in a tournament that keeps winners every match waits for the one below it. 20 bytes for each number, rounded up to a power of two.
 */
@unmanaged
export class LoserTree {
  /** Places at the bottom, where number `n` has place `bottom + n`. The match at place p is between those of places 2p and 2p + 1; 1 is the top. */
  private bottom: u32;
  private keys: Column<u64>;
  private losers: Column<u32>;
  private loserKeys: Column<u64>;
  /** A key has become less: all matches are to be played again. */
  private stale: bool;
  /** The first number with the least key, and that key; right after `settle`. */
  first: u32;
  least: u64;

  /** All keys are the largest there is. */
  static create(length: u32): LoserTree {
    const tree = changetype<LoserTree>(Arena.take(offsetof<LoserTree>()));
    let bottom: u32 = 1;
    while (bottom < length) bottom *= 2;
    const keys = Column.create<u64>(bottom);
    const losers = Column.create<u32>(bottom);
    const loserKeys = Column.create<u64>(bottom);
    if (!Arena.fits()) return tree;
    tree.bottom = bottom;
    tree.keys = keys;
    tree.losers = losers;
    tree.loserKeys = loserKeys;
    tree.stale = true;
    keys.fill(0xff, bottom);
    return tree;
  }

  @inline
  key(number: u32): u64 {
    return this.keys[number];
  }

  setKey(number: u32, key: u64): void {
    const keys = this.keys;
    const before = keys[number];
    keys[number] = key;
    if (key < before) this.stale = true;
    if (!this.stale) this.play(number, key);
  }

  /** The number whose key has grown, or has come to play for the first time, plays as far as its matches are no longer what they were. */
  @inline
  private play(number: u32, key: u64): void {
    const losers = this.losers;
    const loserKeys = this.loserKeys;
    let winner = number;
    let least = key;
    let place = this.bottom + number;
    while (place > 1) {
      const isSecond = place & 1;
      place /= 2;
      const other = losers[place];
      const otherKey = loserKeys[place];
      if (other === number) {
        // It had lost here, and so does who beat it below.
        losers[place] = winner;
        loserKeys[place] = least;
        return;
      }
      // Without branches: nothing tells who wins.
      const loses = select<bool>(isSecond !== 0, otherKey < least, otherKey === least);
      losers[place] = select<u32>(winner, other, loses);
      loserKeys[place] = max(otherKey, least);
      winner = select<u32>(other, winner, loses);
      least = min(otherKey, least);
    }
    this.first = winner;
    this.least = least;
  }

  /** Sees to it that `first`, `least` and `second` are right. */
  @inline
  settle(): void {
    if (this.stale) this.playAll();
  }

  private playAll(): void {
    const bottom = this.bottom;
    const keys = this.keys;
    const losers = this.losers;
    const loserKeys = this.loserKeys;
    losers.fill(0xff, bottom);
    this.stale = false;
    for (let number: u32 = 0; number < bottom; number++) {
      let winner = number;
      let least = keys[number];
      let place = (bottom + number) / 2;
      // Who comes first to a match waits there; it is the lesser number, and wins when the keys are the same.
      while (place > 0 && losers[place] !== NONE) {
        if (loserKeys[place] <= least) {
          const other = losers[place];
          const otherKey = loserKeys[place];
          losers[place] = winner;
          loserKeys[place] = least;
          winner = other;
          least = otherKey;
        }
        place /= 2;
      }
      if (place > 0) {
        losers[place] = winner;
        loserKeys[place] = least;
      } else {
        this.first = winner;
        this.least = least;
      }
    }
  }

  /** Whether `first` and `least` are right, or known not to be. */
  check(): bool {
    if (this.stale) return true;
    let first: u32 = 0;
    for (let number: u32 = 1; number < this.bottom; number++) if (this.keys[number] < this.keys[first]) first = number;
    return this.first === first && this.least === this.keys[first];
  }

  /** The least key of the others than the first: one of those it has beaten. */
  @inline
  second(): u64 {
    const loserKeys = this.loserKeys;
    let second = u64.MAX_VALUE;
    for (let place = (this.bottom + this.first) / 2; place > 0; place /= 2) second = min(second, loserKeys[place]);
    return second;
  }
}
