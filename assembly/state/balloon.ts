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

/** The target and the behaviour of a guest's balloon driver. The pages that it holds are the guest's pinned frames. */
@unmanaged
export class Balloon {
  behaviour: DriverBehaviour;
  /** Pages that it is asked to hold. */
  target: u32;
  /** It moves blocks of 2^order aligned pages, and may migrate pages out of a block that it takes. */
  order: u32;
  migrates: bool;
  /** Costs in nanoseconds: to take a block of which the host backed some page, or none; to return a block; to migrate a page. */
  touched: u64;
  untouched: u64;
  returned: u64;
  migrate: u64;
  /** Pages a message. */
  batch: u32;
  /** The pause after a round that found no page. */
  retryNs: u64;
  /** Pages that a limited driver holds at most. */
  most: u32;
  /** Bytes per second that a slow driver moves. */
  bytesPerSecond: u64;
  /** How long an intermittent driver works, and then is stuck. */
  workingNs: u64;
  stuckNs: u64;
}
