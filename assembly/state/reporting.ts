import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";

/** What free page reporting is at (mm/page_reporting.c: PAGE_REPORTING_IDLE, _REQUESTED, _ACTIVE). */
export const IDLE: u32 = 0;
export const REQUESTED: u32 = 1;
export const ACTIVE: u32 = 2;

/** Reports a pass may make for a list of free blocks: one for so many times what a report holds, and one more. */
const LIST_SHARE: u32 = 16;

/**
 * Free page reporting of a guest: its free frames as a buddy allocator lists them, in the largest aligned blocks of a power of two of
 * frames, and which of those blocks have been reported to the host since they were merged.
 *
 *     frames   │0 1 2 3│4 5│6│ │8 9 … 15│        free blocks of order 2, 1, 0 and 3
 *     counts   order 0: 1, order 1: 1, order 2: 1, order 3: 1
 *     flags    a bit for each 2^order frames: set at the head of a block that has been reported
 */
@unmanaged
export class Reporting {
  /** The smallest blocks that are reported, and the largest there are, as powers of two. */
  order: u32;
  largest: u32;
  /** Blocks a report. */
  capacity: u32;
  /** From a request to the pass, and between passes. */
  delayNs: u64;
  actor: u32;
  state: u32;
  /** Whether a pass is under way: in which list, from which frame on, and how many reports the list has left. */
  passing: bool;
  list: u32;
  cursor: u32;
  budget: u32;
  /** The vCPU that gives its time for the next report. */
  nextVcpu: u32;
  /** Free blocks by their order. */
  private counts: Column<u32>;
  /** One bit for each smallest block: set when a reported block begins there. */
  private flags: Column<u64>;
  private flagWords: u32;

  static create(frames: u32, order: u32, largest: u32, capacity: u32): Reporting {
    const reporting = changetype<Reporting>(Arena.take(offsetof<Reporting>()));
    const counts = Column.create<u32>(largest + 1);
    const flagWords = ((frames >> order) >> 6) + 1;
    const flags = Column.create<u64>(flagWords);
    if (!Arena.fits()) return reporting;
    reporting.order = order;
    reporting.largest = largest;
    reporting.capacity = capacity;
    reporting.counts = counts;
    reporting.flags = flags;
    reporting.flagWords = flagWords;
    return reporting;
  }

  /** Starts again with the frames that are free now, none of them reported. */
  reset(free: Bitmap): void {
    this.state = IDLE;
    this.passing = false;
    this.flags.fill(0, this.flagWords);
    this.counts.fill(0, this.largest + 1);
    for (let frame: u32 = 0; frame < free.length; ) {
      if (!free.has(frame)) {
        frame++;
        continue;
      }
      const order = this.orderOf(free, frame);
      this.counts[order]++;
      frame += 1 << order;
    }
  }

  /** The order of the block that a free frame belongs to. */
  private orderOf(free: Bitmap, frame: u32): u32 {
    let order: u32 = 0;
    while (order < this.largest && free.hasRun(((frame >> order) ^ 1) << order, order)) order++;
    return order;
  }

  isFlagged(head: u32): bool {
    const bit = head >> this.order;
    return ((this.flags[bit >> 6] >> (bit & 63)) & 1) !== 0;
  }

  flag(head: u32): void {
    const bit = head >> this.order;
    this.flags[bit >> 6] = this.flags[bit >> 6] | ((<u64>1) << (bit & 63));
  }

  private unflag(head: u32): void {
    const bit = head >> this.order;
    this.flags[bit >> 6] = this.flags[bit >> 6] & ~((<u64>1) << (bit & 63));
  }

  /** A free frame is about to be taken: its block falls apart. */
  take(free: Bitmap, frame: u32): void {
    const order = this.orderOf(free, frame);
    this.counts[order]--;
    for (let half: u32 = 0; half < order; half++) this.counts[half]++;
    if (order >= this.order) this.unflag((frame >> order) << order);
  }

  /** A frame has become free: blocks grow together. Returns whether the block it is in now is large enough to be reported. */
  give(free: Bitmap, frame: u32): bool {
    let order: u32 = 0;
    while (order < this.largest) {
      const buddy = ((frame >> order) ^ 1) << order;
      if (!free.hasRun(buddy, order)) break;
      this.counts[order]--;
      if (order >= this.order) this.unflag(buddy);
      order++;
    }
    this.counts[order]++;
    return order >= this.order;
  }

  /** Goes to a list, from its beginning. */
  enter(list: u32): void {
    this.list = list;
    this.cursor = 0;
    if (list > this.largest) return;
    const most = this.capacity * LIST_SHARE;
    this.budget = (this.counts[list] + most - 1) / most + 1;
  }

  /** The first block of the list under way that has not been reported, from the cursor on; `NONE`: there is none. */
  next(free: Bitmap): u32 {
    const list = this.list;
    const pages = (<u32>1) << list;
    let frame = this.counts[list] === 0 ? free.length : this.cursor;
    while (true) {
      frame = free.lowestFrom(frame);
      if (frame >= free.length) return frame;
      const head = ((frame + pages - 1) >> list) << list;
      if (head !== frame) {
        frame = head;
      } else if (!free.hasRun(head, list)) {
        frame = head + pages;
      } else {
        const order = this.orderOf(free, head);
        if (order === list && !this.isFlagged(head)) return head;
        frame = ((head >> order) + 1) << order;
      }
    }
  }

  /** Whether a frame is part of a block that has been reported. */
  covers(free: Bitmap, frame: u32): bool {
    if (!free.has(frame)) return false;
    const order = this.orderOf(free, frame);
    return order >= this.order && this.isFlagged((frame >> order) << order);
  }

  /** Whether the counts are right, and every reported block is a whole one. */
  check(free: Bitmap): bool {
    let flagged: u64 = 0;
    let found: u64 = 0;
    for (let word: u32 = 0; word < this.flagWords; word++) flagged += popcnt(this.flags[word]);
    for (let order: u32 = 0; order <= this.largest; order++) {
      let count: u32 = 0;
      for (let head: u32 = 0; head < free.length; head += 1 << order) {
        if (!free.hasRun(head, order) || this.orderOf(free, head) !== order) continue;
        count++;
        if (order >= this.order && this.isFlagged(head)) found++;
      }
      if (count !== this.counts[order]) return false;
    }
    return flagged === found;
  }
}
