import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { WRITABLE } from "./entry";

/**
 * What the scanner of page sharing is to do (Linux: /sys/kernel/mm/ksm/run): stop, and what is shared stays so; run; or copy apart what is
 * shared, and then stop.
 *
 * @border
 */
export const enum SharingRun {
  Stop,
  Run,
  Unmerge,
}

/*
 * What the scanner keeps of a guest frame, one byte:
 *
 *    7 6     5         4 … 0
 *    STATE   WRITTEN   VISITS
 *
 * STATE: what the latest look found. UNSEEN: it has not been looked at, or nothing backed it when the scanner came by. VOLATILE: it had
 * changed, or it was passed over. UNSHARED: it had not, and there was nothing to share it with. MERGED: it is shared, or was.
 * WRITTEN: a page that was in it has been written since the latest look; while that page is still there, its WRITABLE tells it.
 * VISITS: smart scan's, of a frame that was not shared.
 */
const STATE: u8 = 0xc0;
export const UNSEEN: u8 = 0;
export const VOLATILE: u8 = 0x40;
export const UNSHARED: u8 = 0x80;
export const MERGED: u8 = 0xc0;
const WRITTEN: u8 = 0x20;
const VISITS: u8 = 0x1f;

/** The visits with a look: 0 to 3, 5, 8 and 13. The one after the last is like the 13th again: from there on each ninth has one. */
const LOOKS: u32 = 0x212f;
const LAST_VISIT: u8 = 21;
const LAST_LOOK: u8 = 13;

/**
 * Page sharing in the host: which guest frames are backed by the same host frame, and what its scanner has seen. The first of the guest
 * frames that share a host frame, or a host slot, is its owner; the others follow in a chain.
 *
 *     host.owner[frame] ─▸ guest frame ─ next ─▸ guest frame ─ next ─▸ NONE     sharers[frame] = 2
 *     stable[content]   ─▸ host frame that is shared with this content
 *     candidate[content] ▸ guest frame that had it and is not shared yet
 */
@unmanaged
export class Sharing {
  /** @border */
  actor: u32;
  /** The scanner runs, or will run when what is shared has been copied apart. @border */
  running: bool;
  unmerging: bool;
  /** How the scanner goes: frames before each sleep. @border */
  pagesToScan: u32;
  /** @border */
  sleepNs: u64;
  /** Whether a frame must be seen twice with the same content before it becomes a candidate. */
  twice: bool;
  /** The same before it is merged into a frame that is shared already (Linux, since 6.11). */
  twiceAlways: bool;
  /** A frame in which nothing was found to share is passed over in the rounds that follow, in more of them each time. */
  smartScan: bool;
  /** Frames of zeroes are mapped to the host's page of zeroes; whether unmerging gives them frames again. */
  zeroPages: bool;
  unmergesZeroes: bool;
  /** A frame that is to be swapped out is shared instead, if it can be. */
  beforeSwap: bool;
  /** Guest frames that may share one host frame. */
  most: u32;
  /** Costs in nanoseconds: a look and a merge for the scanner, a copy for the writer. */
  scan: u64;
  merge: u64;
  copy: u64;
  /** The guest frame to look at next. */
  cursor: u32;

  /** The next guest frame on the same host frame or in the same host slot, for each guest frame; `NONE`. */
  next: Column<u32>;
  /** What was in a guest frame at the latest look: a content that others may have, plus 1, or another page; of a shared frame its content, plus 1. */
  seen: Column<u32>;
  /** What else the scanner keeps of each guest frame. */
  items: Column<u8>;
  /** Guest frames on each host frame that is shared, 0: it is not. @border */
  sharers: Column<u16>;
  /** For each content: the latest shared host frame that has it, and a guest frame that may share it next. */
  stable: Column<u32>;
  candidate: Column<u32>;

  /** @counter sharedPages pages Host frames that back several guest frames, at the end. */
  shared: u32;
  /** @counter sharingPages pages Guest frames on shared host frames beyond one each (what sharing saves), at the end. */
  sharing: u32;
  /** @counter sharingVolatilePages pages Changed between two looks of the sharing scanner, looked at once, or passed over, at the end. */
  volatiles: u32;
  /** @counter sharingUnsharedPages pages Unchanged between two looks of the sharing scanner, and like no other, at the end. */
  unshared: u32;
  /** @counter sharingZeroPages pages Of zeroes, backed by no host frame but the host's page of zeroes, at the end. */
  zeroed: u32;
  /** @counter sharingSkippedPages pages Passed over by the sharing scanner (smart scan). */
  skipped: u64;
  /** @counter sharingScannedPages pages Looked at by the sharing scanner. */
  scanned: u64;
  /** @counter sharingFullScans rounds Of the sharing scanner over all backed guest frames. */
  fullScans: u64;
  /** @counter sharingMerges pages Merged. */
  merges: u64;
  /** @counter sharingBreaks pages Copied apart again: written, or unmerged. */
  breaks: u64;

  static create(guestFrames: u32, frames: u32, contents: u32): Sharing {
    const sharing = changetype<Sharing>(Arena.take(offsetof<Sharing>()));
    const next = Column.create<u32>(guestFrames);
    const seen = Column.create<u32>(guestFrames);
    const items = Column.create<u8>(guestFrames);
    const sharers = Column.create<u16>(frames);
    const stable = Column.create<u32>(contents);
    const candidate = Column.create<u32>(contents);
    next.fill(0xff, guestFrames);
    stable.fill(0xff, contents);
    candidate.fill(0xff, contents);
    if (!Arena.fits()) return sharing;
    sharing.next = next;
    sharing.seen = seen;
    sharing.items = items;
    sharing.sharers = sharers;
    sharing.stable = stable;
    sharing.candidate = candidate;
    return sharing;
  }

  private count(state: u8, more: i32): void {
    if (state === VOLATILE) this.volatiles += more;
    else if (state === UNSHARED) this.unshared += more;
  }

  /** Whether the latest look at a guest frame found this. */
  @inline
  is(guestFrame: u32, state: u8): bool {
    return (this.items[guestFrame] & STATE) === state;
  }

  /** What a look has found. */
  found(guestFrame: u32, state: u8): void {
    const item = this.items[guestFrame];
    this.count(item & STATE, -1);
    this.count(state, 1);
    this.items[guestFrame] = (item & ~STATE) | state;
  }

  /** Whether a page in the guest frame was written and left since the latest look; forgets it. */
  takeWritten(guestFrame: u32): bool {
    const item = this.items[guestFrame];
    this.items[guestFrame] = item & ~WRITTEN;
    return (item & WRITTEN) !== 0;
  }

  /** Counts a visit to a guest frame that is not shared, and tells whether it is passed over (Linux: should_skip_rmap_item). */
  passesOver(guestFrame: u32): bool {
    const item = this.items[guestFrame];
    const visit = item & VISITS;
    this.items[guestFrame] = (item & ~VISITS) | (visit === LAST_VISIT ? LAST_LOOK : visit + 1);
    if (((LOOKS >> <u32>visit) & 1) !== 0) return false;
    this.found(guestFrame, VOLATILE);
    this.skipped++;
    return true;
  }

  /** The scanner finds these guest frames backed by nothing. */
  pass(first: u32, end: u32): void {
    const items = this.items;
    for (let at = items.nextWith(0xff, first, end); at !== NONE; at = items.nextWith(0xff, at + 1, end)) {
      this.count(items[at] & STATE, -1);
      items[at] = 0;
    }
  }

  /** All that was seen is forgotten. */
  forgetAll(guestFrames: u32): void {
    this.seen.fill(0, guestFrames);
    this.pass(0, guestFrames);
  }
}

/** A page, whose state this is, is about to leave this guest frame, or to lose the sign that it was written: the scanner must know of a write. */
export function noteWrite(sharing: Sharing | null, guestFrame: u32, state: u8): void {
  if (sharing !== null && (state & WRITABLE) !== 0) sharing.items[guestFrame] |= WRITTEN;
}
