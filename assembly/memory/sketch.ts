import { Arena } from "./arena";
import { Column } from "./column";
import { FOR_SPEED } from "./for-speed";

const MOST: u64 = 15;
const LOWEST_BITS: u64 = ((<u64>0x1111_1111) << 32) | 0x1111_1111;
const HALVED: u64 = ((<u64>0x7777_7777) << 32) | 0x7777_7777;
/** Words of a block. */
const BLOCK: u32 = 8;

/**
 * A count-min sketch of 4-bit counters, laid out as Caffeine's: a number has four counters, all in one block of 64 bytes. All
 * counters are halved after a fixed number of additions, so that the past fades.
 */
@unmanaged
export class Sketch {
  private words: Column<u64>;
  private length: u32;
  /** The number of the last block. */
  private lastBlock: u32;
  /** Additions since the start; halving halves this count too. */
  private additions: u32;

  /** At least a word of 16 counters for each of `numbers`, in a power of two. */
  static create(numbers: u32): Sketch {
    const sketch = changetype<Sketch>(Arena.take(offsetof<Sketch>()));
    let length = BLOCK;
    while (length < numbers) length *= 2;
    const words = Column.create<u64>(length);
    if (!Arena.fits()) return sketch;
    sketch.words = words;
    sketch.length = length;
    sketch.lastBlock = length / BLOCK - 1;
    return sketch;
  }

  /** Counts a number once more; after `period` additions it halves all counters. */
  @inline
  add(number: u32, period: u64): void {
    if (ASC_OPTIMIZE_LEVEL >= FOR_SPEED) this.addInPlace(number, period);
    else this.addByCall(number, period);
  }

  private addByCall(number: u32, period: u64): void {
    this.addInPlace(number, period);
  }

  @inline
  private addInPlace(number: u32, period: u64): void {
    const hash = Sketch.spread(number);
    const counters = Sketch.mix(hash);
    const block = this.block(hash);
    const added =
      Sketch.raise(block, counters, 0) |
      Sketch.raise(block, counters, 1) |
      Sketch.raise(block, counters, 2) |
      Sketch.raise(block, counters, 3);
    const additions = this.additions + added;
    this.additions = additions;
    if ((added & select<u32>(1, 0, <u64>additions >= period)) !== 0) this.halve();
  }

  /** How often a number was counted, or more when it shares all its counters with others. */
  count(number: u32): u32 {
    const hash = Sketch.spread(number);
    const counters = Sketch.mix(hash);
    const block = this.block(hash);
    let least: u64 = MOST;
    for (let row: u32 = 0; row < 4; row++) {
      least = min(least, (block[Sketch.wordOf(counters, row)] >> Sketch.shiftOf(counters, row)) & MOST);
    }
    return <u32>least;
  }

  @inline
  private block(hash: u32): Column<u64> {
    return this.words.from((hash & this.lastBlock) * BLOCK);
  }

  /** Adds one to a counter that is not full; 1 when it was not. */
  @inline
  private static raise(block: Column<u64>, counters: u32, row: u32): u32 {
    const at = Sketch.wordOf(counters, row);
    const shift = Sketch.shiftOf(counters, row);
    const word = block[at];
    const room: u64 = ((word >> shift) & MOST) !== MOST ? 1 : 0;
    block[at] = word + (room << shift);
    return <u32>room;
  }

  /** Halves every counter, rounding down; the additions likewise, less what rounding has lost: a counted number has four counters. */
  private halve(): void {
    let odd: u32 = 0;
    for (let at: u32 = 0; at < this.length; at++) {
      const word = this.words[at];
      odd += <u32>popcnt(word & LOWEST_BITS);
      this.words[at] = (word >> 1) & HALVED;
    }
    const lost = odd >> 2;
    this.additions = (this.additions - min(lost, this.additions)) >> 1;
  }

  @inline
  private static wordOf(counters: u32, row: u32): u32 {
    return 2 * row + ((counters >> (8 * row)) & 1);
  }

  @inline
  private static shiftOf(counters: u32, row: u32): u64 {
    return 4 * <u64>((counters >> (8 * row + 1)) & 15);
  }

  /** Scatters numbers: which block. */
  @inline
  private static spread(number: u32): u32 {
    number ^= number >> 17;
    number *= 0xed5ad4bb;
    number ^= number >> 11;
    number *= 0xac4c1b51;
    return number ^ (number >> 15);
  }

  /** Scatters once more: which counters in the block. */
  @inline
  private static mix(hash: u32): u32 {
    hash *= 0x31848bab;
    return hash ^ (hash >> 14);
  }
}
