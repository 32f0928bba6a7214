import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";

/**
 * A key for each number below `length`, made for keys of which mostly the least grows: a tree of losers (Knuth, The Art of Computer
 * Programming 3, 5.4.1). Each match keeps its loser. When a key grows, its number plays its matches again, and all opponents are known
 * in advance; in a tree of winners, each match would have to wait for the one below. 20 bytes a number, rounded up to a power of two.
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

  /** Replays the matches of a number whose key has grown or is new, up to the first match whose result stays the same. */
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
        // The number had lost this match before, so its new winner below loses it as well.
        losers[place] = winner;
        loserKeys[place] = least;
        return;
      }
      // Without branches, because the winner cannot be predicted.
      const loses = select<bool>(isSecond !== 0, otherKey < least, otherKey === least);
      losers[place] = select<u32>(winner, other, loses);
      loserKeys[place] = max(otherKey, least);
      winner = select<u32>(other, winner, loses);
      least = min(otherKey, least);
    }
    this.first = winner;
    this.least = least;
  }

  /** Brings `first`, `least` and `second` up to date. */
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
      // The first to reach a match waits there. It is the lower number, which wins when the keys are equal.
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

  /** Whether `first` and `least` are right, or marked as out of date. */
  check(): bool {
    if (this.stale) return true;
    let first: u32 = 0;
    for (let number: u32 = 1; number < this.bottom; number++) if (this.keys[number] < this.keys[first]) first = number;
    return this.first === first && this.least === this.keys[first];
  }

  /** The second least key: it belongs to a number that the first has beaten. */
  @inline
  second(): u64 {
    const loserKeys = this.loserKeys;
    let second = u64.MAX_VALUE;
    for (let place = (this.bottom + this.first) / 2; place > 0; place /= 2) second = min(second, loserKeys[place]);
    return second;
  }
}
