import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { DROPPED, NUMBER } from "./entry";

/** What a guest's reclaim has taken out and when, counted in evictions: that tells how many frames more would have kept a page in. */
@unmanaged
export class Evicted {
  /** Evictions so far, those of the warm start included. */
  private clock: u32;
  /** When the page of each slot was evicted, while it is swapped. */
  private slotClock: Column<u32>;
  /** File pages that were dropped, and have been neither read nor freed since. */
  dropped: u32;

  static create(slots: u32): Evicted {
    const evicted = changetype<Evicted>(Arena.take(offsetof<Evicted>()));
    const slotClock = Column.create<u32>(slots);
    if (Arena.fits()) evicted.slotClock = slotClock;
    return evicted;
  }

  /** A page is evicted into a slot. */
  toSlot(slot: u32): void {
    this.slotClock[slot] = this.clock++;
  }

  /** A file page is dropped; returns its entry, which says when. */
  drop(): u32 {
    this.dropped++;
    return ((this.clock++ << 1) & NUMBER) | DROPPED;
  }

  /** Frames more with which the page of a slot would not have been evicted: it, and what was evicted after it. */
  framesSinceSlot(slot: u32): u32 {
    return this.clock - this.slotClock[slot];
  }

  /** The same of a file page that was dropped, by its entry. */
  framesSinceDrop(entry: u32): u32 {
    return (this.clock - (entry >>> 1)) & (NUMBER >>> 1);
  }
}
