import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { DROPPED, NUMBER } from "./entry";

/** When a guest's reclaim evicted each page, counted in evictions. The difference is the number of frames that would have kept the page in memory. */
@unmanaged
export class Evicted {
  /** Evictions so far, including those of the warm start. */
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

  /** Additional frames that would have kept the page of a slot in memory: one for it and one for each page evicted after it. */
  framesSinceSlot(slot: u32): u32 {
    return this.clock - this.slotClock[slot];
  }

  /** The same for a dropped file page, by its entry. */
  framesSinceDrop(entry: u32): u32 {
    return (this.clock - (entry >>> 1)) & (NUMBER >>> 1);
  }
}

interface Refaults {
  refaults: u64;
  activated: u64;
  restored: u64;
}

/** Counts a page that was evicted and has come back; it is active at once, and was active before it was evicted. */
export function countRefault<C extends Refaults>(counters: C, activated: bool, restored: bool): void {
  counters.refaults++;
  if (activated) counters.activated++;
  if (restored) counters.restored++;
}
