import { Arena } from "./arena";
import { Column } from "./column";
import { NONE } from "./none";

/**
 * A set of numbers below `length` that finds its lowest member in a few steps: a bit for each number, and above each level
 * a bit for each 64-bit word below that is not empty.
 *
 *     level 1                          … 0 0 1 0 1     word 0 and word 2 have members
 *     level 0    … 0 1 0 │ 0 … 0 │ … 1 1 0             a bit a number
 *                 word 2   word 1    word 0
 */
@unmanaged
export class Bitmap {
  /** @border */
  length: u32;
  /** How many numbers are in the set. @border */
  count: u32;
  private levels: u32;
  /** No number below this is in the set. */
  private floor: u32;
  /** The address of each level's words, the finest first. @border */
  words: Column<usize>;

  static create(length: u32): Bitmap {
    const bitmap = changetype<Bitmap>(Arena.take(offsetof<Bitmap>()));
    let levels: u32 = 1;
    for (let words = length >> 6; words > 0; words >>= 6) levels++;
    const columns = Column.create<usize>(levels);
    let bits = length;
    for (let level: u32 = 0; level < levels; level++) {
      const words = (bits >> 6) + 1;
      const column = Column.create<u64>(words);
      if (Arena.fits()) columns[level] = changetype<usize>(column);
      bits = words;
    }
    if (!Arena.fits()) return bitmap;
    bitmap.length = length;
    bitmap.levels = levels;
    bitmap.words = columns;
    return bitmap;
  }

  @inline
  private level(level: u32): Column<u64> {
    return changetype<Column<u64>>(this.words[level]);
  }

  @inline
  has(index: u32): bool {
    return <bool>((this.level(0)[index >> 6] >> (index & 63)) & 1);
  }

  add(index: u32): void {
    if (!ASC_NO_ASSERT) assert(index < this.length && !this.has(index), "bitmap: added twice, or out of range");
    this.count++;
    if (index < this.floor) this.floor = index;
    for (let level: u32 = 0; level < this.levels; level++) {
      const words = this.level(level);
      const word = words[index >> 6];
      words[index >> 6] = word | ((<u64>1) << (index & 63));
      if (word !== 0) return;
      index >>= 6;
    }
  }

  remove(index: u32): void {
    if (!ASC_NO_ASSERT) assert(index < this.length && this.has(index), "bitmap: removed twice, or out of range");
    this.count--;
    for (let level: u32 = 0; level < this.levels; level++) {
      const words = this.level(level);
      const word = words[index >> 6] & ~((<u64>1) << (index & 63));
      words[index >> 6] = word;
      if (word !== 0) return;
      index >>= 6;
    }
  }

  /** Puts every number below `length` in. */
  addAll(): void {
    let bits = this.length;
    for (let level: u32 = 0; level < this.levels; level++) {
      const words = this.level(level);
      const whole = bits >> 6;
      words.fill(0xff, whole);
      if ((bits & 63) !== 0) words[whole] = ((<u64>1) << (bits & 63)) - 1;
      bits = (bits + 63) >> 6;
    }
    this.count = this.length;
    this.floor = 0;
  }

  /** Takes every number out. */
  clear(): void {
    let bits = this.length;
    for (let level: u32 = 0; level < this.levels; level++) {
      const words = (bits >> 6) + 1;
      this.level(level).fill(0, words);
      bits = words;
    }
    this.count = 0;
  }

  /** The lowest number in the set, or `NONE`. */
  lowest(): u32 {
    if (this.count === 0) return NONE;
    const word = this.level(0)[this.floor >> 6] >> (this.floor & 63);
    if (word !== 0) this.floor += <u32>ctz(word);
    else this.floor = this.lowestFrom(this.floor);
    return this.floor;
  }

  /** The highest number in the set, or `NONE`. */
  highest(): u32 {
    if (this.count === 0) return NONE;
    let index: u32 = 0;
    for (let level: i32 = <i32>this.levels - 1; level >= 0; level--) {
      index = (index << 6) | (63 - <u32>clz(this.level(level)[index]));
    }
    return index;
  }

  /** The lowest number in the set from `first` on, or `NONE`. */
  lowestFrom(first: u32): u32 {
    if (first >= this.length) return NONE;
    let index = first;
    for (let level: u32 = 0; level < this.levels; level++) {
      const word = this.level(level)[index >> 6] >> (index & 63);
      if (word !== 0) return this.lowestBelow(index + <u32>ctz(word), level);
      index = (index >> 6) + 1;
    }
    return NONE;
  }

  /** The lowest number below a bit that is set in one of the levels. */
  @inline
  private lowestBelow(bit: u32, level: u32): u32 {
    let index = bit;
    while (level > 0) {
      level--;
      index = (index << 6) | <u32>ctz(this.level(level)[index]);
    }
    return index;
  }

  /** Moves every number of `other`, a set of the same length that has none of this one's, into this set. */
  takeAll(other: Bitmap): void {
    if (other.count === 0) return;
    let bits = this.length;
    for (let level: u32 = 0; level < this.levels; level++) {
      const words = (bits >> 6) + 1;
      const mine = this.level(level);
      const others = other.level(level);
      for (let word: u32 = 0; word < words; word++) mine[word] = mine[word] | others[word];
      bits = words;
    }
    this.count += other.count;
    this.floor = min(this.floor, other.floor);
    other.clear();
  }

  /** The lowest number in the set from `first` up to, not including, `end`, or `NONE`: looks at every word between. */
  lowestWithin(first: u32, end: u32): u32 {
    const words = this.level(0);
    for (let at = first; at < end; at = (at | 63) + 1) {
      const word = words[at >> 6] >> (at & 63);
      if (word === 0) continue;
      const found = at + <u32>ctz(word);
      return found < end ? found : NONE;
    }
    return NONE;
  }

  /** Whether all of 2^`order` numbers from `first`, a multiple of that, are in the set. */
  hasRun(first: u32, order: u32): bool {
    const numbers = (<u32>1) << order;
    if (first + numbers > this.length) return false;
    const words = this.level(0);
    if (order < 6) {
      const mask = ((<u64>1) << numbers) - 1;
      return ((words[first >> 6] >> (first & 63)) & mask) === mask;
    }
    for (let word = first >> 6; word < (first + numbers) >> 6; word++) {
      if (words[word] !== u64.MAX_VALUE) return false;
    }
    return true;
  }

  /** The lowest run of 2^`order` numbers, beginning at a multiple of that, that are all in the set, or `NONE`. */
  lowestRun(order: u32): u32 {
    let at = this.lowest();
    while (at < this.length) {
      const first = ((at + (1 << order) - 1) >> order) << order;
      if (first === at && this.hasRun(first, order)) return first;
      at = this.lowestFrom(first === at ? first + (1 << order) : first);
    }
    return NONE;
  }

  /** Whether every level agrees with the one below, and the count with the bits. */
  check(): bool {
    if (this.count > 0 && this.lowestFrom(0) < this.floor) return false;
    let members: u32 = 0;
    let bits = this.length;
    for (let level: u32 = 0; level < this.levels; level++) {
      const words = (bits >> 6) + 1;
      for (let word: u32 = 0; word < words; word++) {
        const value = this.level(level)[word];
        if (level === 0) members += <u32>popcnt(value);
        if (level + 1 < this.levels) {
          const above = (this.level(level + 1)[word >> 6] >> (word & 63)) & 1;
          if ((above !== 0) !== (value !== 0)) return false;
        }
      }
      bits = words;
    }
    return members === this.count;
  }
}
