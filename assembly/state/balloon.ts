/**
 * How a balloon driver behaves.
 *
 * @border
 */
export const enum DriverBehaviour {
  None,
  Normal,
  Slow,
  Limited,
  Stuck,
  Intermittent,
}

/** What a guest's balloon driver is asked, and how it behaves; the pages it holds are the guest's pinned frames. */
@unmanaged
export class Balloon {
  behaviour: DriverBehaviour;
  /** Pages it shall hold. */
  target: u32;
  /** It moves 2^order aligned pages at a time, and may empty them of their pages itself. */
  order: u32;
  migrates: bool;
  /** What it costs to take so many pages, by whether the host had backed any of them, to give them back, and to move a page out of the way. */
  touched: u64;
  untouched: u64;
  returned: u64;
  migrate: u64;
  /** Pages a message. */
  batch: u32;
  /** The pause after a round that found no page. */
  retryNs: u64;
  /** The most a limited driver holds. */
  most: u32;
  /** What a slow driver moves. */
  bytesPerSecond: u64;
  /** How long an intermittent driver works, and is stuck, in turn. */
  workingNs: u64;
  stuckNs: u64;
}
