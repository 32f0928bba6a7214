import { Arena } from "../memory/arena";
import { Column } from "../memory/column";

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
  /** The content of a guest frame at the latest look, plus 1; of a shared frame its content, plus 1. */
  seen: Column<u32>;
  /** Guest frames on each host frame that is shared, 0: it is not. @border */
  sharers: Column<u16>;
  /** For each content: the latest shared host frame that has it, and a guest frame that may share it next. */
  stable: Column<u32>;
  candidate: Column<u32>;

  /** @counter sharedPages pages Host frames that back several guest frames, at the end. */
  shared: u32;
  /** @counter sharingPages pages Guest frames on shared host frames beyond one each (what sharing saves), at the end. */
  sharing: u32;
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
    const sharers = Column.create<u16>(frames);
    const stable = Column.create<u32>(contents);
    const candidate = Column.create<u32>(contents);
    next.fill(0xff, guestFrames);
    stable.fill(0xff, contents);
    candidate.fill(0xff, contents);
    if (!Arena.fits()) return sharing;
    sharing.next = next;
    sharing.seen = seen;
    sharing.sharers = sharers;
    sharing.stable = stable;
    sharing.candidate = candidate;
    return sharing;
  }
}
