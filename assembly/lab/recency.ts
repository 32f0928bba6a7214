import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { PAGE_OF_REFERENCE, WRITE_SHIFT } from "../state/entry";
import { Counts } from "./counts";

/** References in a block, a power of two. */
const BLOCK: u32 = 64;
/** Places in the log for each frame, at least: more places mean less frequent compaction, but a larger footprint in the caches. */
const PLACES_PER_FRAME: u32 = 4;
/** Places in a log at most, unless its frames need more: 1 GiB. */
const MOST_PLACES: u64 = 1 << 28;

/*
 * A page's entry: its place in the log and, in the lowest bit, whether it is dirty; or one of these, of a page that is not in memory.
 */
const LEFT: u32 = 0xffff_fffc;
const NEVER: u32 = 0xffff_fffe;
const DIRTY_ENTRY: u32 = 1;

/** For the current block: the previous entry of each reference's page, and the pages that leave. One more than needed, because a place is written before it is counted. */
const before = changetype<Column<u32>>(memory.data(4 * BLOCK));
const victims = changetype<Column<u32>>(memory.data(4 * (BLOCK + 1)));

/**
 * Exact LRU for replays: a ring of the latest references, in which each page in memory owns one place, that of its latest reference. The victim
 * is the owner of the first owned place. Every reference, hit or fault, appends to the ring, so that a whole block needs no branch that
 * depends on the next page. This is exact unless a page of the block owned one of the places searched for victims. Such a block is undone,
 * and its references are made one by one.
 *
 *     log      │ a │ b │ a │ c │ b │ d │   │   │        pages by time, a ring
 *                        ▴ first           ▴ end
 *     entries  a: 2, b: 4, c: 3, d: 5                   the place that each page owns; b's first place is nobody's now
 */
@unmanaged
export class Recency {
  private frames: u32;
  private resident: u32;
  /** For each page. */
  private entries: Column<u32>;
  private log: Column<u32>;
  /** The number of places, a power of two, less 1. */
  private mask: u32;
  /** No place before `first` is owned; `end` is behind the last. Both only grow: the mask gives the place in the ring. */
  private first: u32;
  private end: u32;

  static create(pages: u32, frames: u32): Recency {
    const recency = changetype<Recency>(Arena.take(offsetof<Recency>()));
    // After compaction less than a block is open before the next block, which has room.
    const least = <u64>frames + 2 * BLOCK;
    const wanted = max<u64>(least, min<u64>(<u64>frames * PLACES_PER_FRAME, MOST_PLACES));
    const places = (<u32>1) << (32 - clz<u32>(<u32>wanted - 1));
    const entries = Column.create<u32>(pages);
    const log = Column.create<u32>(places);
    if (!Arena.fits()) return recency;
    recency.frames = frames;
    recency.entries = entries;
    recency.log = log;
    recency.mask = places - 1;
    for (let page: u32 = 0; page < pages; page++) entries[page] = NEVER;
    return recency;
  }

  holds(page: u32): bool {
    return this.entries[page] < LEFT;
  }

  /** Makes the first `count` references of the stream, and counts for the memory. */
  replay(counts: Counts, stream: Column<u32>, count: u32): void {
    this.makeRoom();
    // A block lies in one piece of the ring.
    let next = min<u32>(count, -this.end & (BLOCK - 1));
    this.takeEach(counts, stream, next);
    for (; next + BLOCK <= count; next += BLOCK) {
      this.makeRoom();
      if (!this.takeBlock(counts, stream.from(next))) this.takeEach(counts, stream.from(next), BLOCK);
    }
    this.makeRoom();
    this.takeEach(counts, stream.from(next), count - next);
    counts.resident = this.resident;
  }

  /** Makes a block of references; false: nothing was done, because they must be made one by one. */
  private takeBlock(counts: Counts, block: Column<u32>): bool {
    const entries = this.entries;
    const log = this.log;
    const mask = this.mask;
    const first = this.first;
    const start = this.end & mask;
    let absent: u32 = 0;
    let never: u32 = 0;
    let nearest: u32 = NONE;
    this.lookUp(block);
    for (let at: u32 = 0; at < BLOCK; at++) {
      const ref = block[at];
      const page = ref & PAGE_OF_REFERENCE;
      const entry = entries[page];
      before[at] = entry;
      log[start + at] = page;
      entries[page] = ((start + at) << 1) | ((entry | (ref >>> WRITE_SHIFT)) & DIRTY_ENTRY);
      const isAbsent = entry >= LEFT;
      absent += select<u32>(1, 0, isAbsent);
      never += select<u32>(1, 0, entry === NEVER);
      nearest = min<u32>(nearest, select<u32>(NONE, ((entry >>> 1) - first) & mask, isAbsent));
    }
    const resident = this.resident + absent;
    const leaving = resident - min<u32>(resident, this.frames);
    let place = first;
    for (let found: u32 = 0; found < leaving; place++) {
      const page = log[place & mask];
      victims[found] = page;
      found += select<u32>(1, 0, entries[page] >>> 1 === (place & mask));
    }
    if (nearest < place - first || place - first > this.end - first) {
      for (let at = BLOCK; at-- > 0; ) entries[block[at] & PAGE_OF_REFERENCE] = before[at];
      return false;
    }
    let dirty: u32 = 0;
    for (let nth: u32 = 0; nth < leaving; nth++) {
      const page = victims[nth];
      dirty += entries[page] & DIRTY_ENTRY;
      entries[page] = LEFT;
    }
    this.first = place;
    this.end += BLOCK;
    this.resident = resident - leaving;
    counts.faults += absent;
    counts.coldFaults += never;
    counts.dirtyEvictions += dirty;
    counts.scanned += leaving;
    return true;
  }

  /** Loads the entries of a block's pages in a row, so that the processor waits for many at once and has them in its cache later. */
  @inline
  private lookUp(block: Column<u32>): void {
    const entries = this.entries;
    let all: u32 = 0;
    for (let at: u32 = 0; at < BLOCK; at += 4) {
      all ^= entries[block[at] & PAGE_OF_REFERENCE] ^ entries[block[at + 1] & PAGE_OF_REFERENCE];
      all ^= entries[block[at + 2] & PAGE_OF_REFERENCE] ^ entries[block[at + 3] & PAGE_OF_REFERENCE];
    }
    // A result that is not stored need not be loaded.
    before[0] = all;
  }

  private takeEach(counts: Counts, stream: Column<u32>, count: u32): void {
    for (let at: u32 = 0; at < count; at++) {
      const ref = stream[at];
      const page = ref & PAGE_OF_REFERENCE;
      const entry = this.entries[page];
      if (entry >= LEFT) {
        counts.faults++;
        if (entry === NEVER) counts.coldFaults++;
        if (this.resident < this.frames) this.resident++;
        else this.evict(counts);
      }
      const place = this.end++ & this.mask;
      this.log[place] = page;
      this.entries[page] = (place << 1) | ((entry | (ref >>> WRITE_SHIFT)) & DIRTY_ENTRY);
    }
  }

  private evict(counts: Counts): void {
    while (!this.isOwned(this.first)) this.first++;
    const victim = this.log[this.first++ & this.mask];
    counts.dirtyEvictions += this.entries[victim] & DIRTY_ENTRY;
    counts.scanned++;
    this.entries[victim] = LEFT;
  }

  @inline
  private isOwned(place: u32): bool {
    return this.entries[this.log[place & this.mask]] >>> 1 === (place & this.mask);
  }

  /** Makes free places for a block of references. */
  @inline
  private makeRoom(): void {
    if (this.end + BLOCK - this.first > this.mask) this.tidy();
  }

  /** Moves the pages to the first places, without a branch that depends on how they lie. */
  private tidy(): void {
    const entries = this.entries;
    const log = this.log;
    const mask = this.mask;
    let to = this.first;
    for (let from = to; from !== this.end; from++) {
      const page = log[from & mask];
      const entry = entries[page];
      const isOwned = entry >>> 1 === (from & mask);
      log[to & mask] = page;
      entries[page] = select<u32>(((to & mask) << 1) | (entry & DIRTY_ENTRY), entry, isOwned);
      to += select<u32>(1, 0, isOwned);
    }
    // The pages between here and the next block have moved, so their places are free.
    this.end = (to + BLOCK - 1) & ~(BLOCK - 1);
  }

  /** Whether every page in memory owns one place of the log. Debug build only. */
  check(): bool {
    let owned: u32 = 0;
    for (let place = this.first; place !== this.end; place++) {
      if (this.isOwned(place)) owned++;
    }
    return owned === this.resident && owned <= this.frames;
  }
}
