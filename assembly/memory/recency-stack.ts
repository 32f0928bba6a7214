import { Arena } from "./arena";
import { Column } from "./column";
import { NONE } from "./none";

/** Places in the log for each number: more places mean less frequent compaction, but a larger footprint in the caches. */
const PLACES_A_NUMBER: u32 = 2;

/**
 * Numbers below `length` in the order in which they were last put on top; some are marked. It is a log: a number owns the latest place written
 * for it. Putting a number on top appends to the log; a linked list would write to three distant places. The numbers at the bottom are
 * neighbours in memory. 12 bytes for each number.
 */
@unmanaged
export class RecencyStack {
  /** How many numbers are in it. */
  count: u32;
  /** For each number twice its place in the log, and 1 more when it is marked; `NONE` for one that is not in the stack. */
  private entries: Column<u32>;
  private log: Column<u32>;
  private room: u32;
  /** Before this place none is owned, and the place to write next. */
  private first: u32;
  private end: u32;

  static create(length: u32): RecencyStack {
    const stack = changetype<RecencyStack>(Arena.take(offsetof<RecencyStack>()));
    const room = PLACES_A_NUMBER * length + 1;
    const entries = Column.create<u32>(length);
    const log = Column.create<u32>(room);
    if (!Arena.fits()) return stack;
    stack.entries = entries;
    stack.log = log;
    stack.room = room;
    entries.fill(0xff, length);
    return stack;
  }

  @inline
  has(index: u32): bool {
    return this.entries[index] !== NONE;
  }

  /** Whether a number is in the stack and marked. */
  @inline
  isMarked(index: u32): bool {
    return this.has(index) && (this.entries[index] & 1) !== 0;
  }

  /** Marks a number that is in the stack. */
  @inline
  mark(index: u32): void {
    this.entries[index] |= 1;
  }

  /** Puts a number on top, whether it is in the stack or not; its mark stays. */
  @inline
  putOnTop(index: u32): void {
    const entry = this.entries[index];
    this.count += select<u32>(1, 0, entry === NONE);
    if (this.end === this.room) this.tidy();
    this.log[this.end] = index;
    this.entries[index] = (this.end++ << 1) | select<u32>(0, entry & 1, entry === NONE);
  }

  /** Takes out what lies below the last number that is marked. */
  @inline
  prune(): void {
    let place = this.first;
    for (; place < this.end; place++) {
      const index = this.log[place];
      const entry = this.entries[index];
      if (entry >>> 1 !== place) continue;
      if ((entry & 1) !== 0) break;
      this.entries[index] = NONE;
      this.count--;
    }
    this.first = place;
  }

  /** The number at the bottom, or `NONE`. */
  last(): u32 {
    if (this.count === 0) return NONE;
    let place = this.first;
    while (!this.owns(place)) place++;
    this.first = place;
    return this.log[place];
  }

  @inline
  private owns(place: u32): bool {
    return this.entries[this.log[place]] >>> 1 === place;
  }

  /** Takes a number out that is in the stack. */
  @inline
  remove(index: u32): void {
    if (!ASC_NO_ASSERT) assert(this.has(index), "stack: removed twice");
    this.count--;
    this.entries[index] = NONE;
  }

  /** Moves the numbers to the first places of the log, without a branch that depends on how they lie. */
  private tidy(): void {
    const entries = this.entries;
    const log = this.log;
    let to: u32 = 0;
    for (let place = this.first; place < this.end; place++) {
      const index = log[place];
      const entry = entries[index];
      const owns = entry >>> 1 === place;
      log[to] = index;
      entries[index] = select<u32>((to << 1) | (entry & 1), entry, owns);
      to += select<u32>(1, 0, owns);
    }
    this.first = 0;
    this.end = to;
  }

  /** How many numbers are marked. */
  countMarked(): u32 {
    let marked: u32 = 0;
    for (let place = this.first; place < this.end; place++) {
      if (this.owns(place)) marked += this.entries[this.log[place]] & 1;
    }
    return marked;
  }

  /** Whether as many numbers own a place of the log as are counted, none before the first. Debug build only. */
  check(): bool {
    let owned: u32 = 0;
    for (let place: u32 = 0; place < this.end; place++) {
      if (!this.owns(place)) continue;
      if (place < this.first) return false;
      owned++;
    }
    return owned === this.count;
  }
}
