import { Arena } from "../../memory/arena";

/** A reclaim is over once so many pages go (SWAP_CLUSTER_MAX). */
const ENOUGH: u32 = 32;
/** A round looks at the 2⁻ᵖ-th part of all pages; p is this at first, and one less in the next round. */
const DEFAULT_PRIORITY: u32 = 12;

/** How far a reclaim of Linux's multi-generational LRU is, and its present round. */
@unmanaged
export class Reclaim {
  /** The priority of this round, or of the next one. */
  priority: u32;
  /** Pages that go since the reclaim began, and whether it is over. */
  going: u32;
  over: bool;
  /** Times that this round has aged, and whether it has isolated anonymous pages. */
  agings: u32;
  swaps: bool;

  static create(): Reclaim {
    const made = changetype<Reclaim>(Arena.take(offsetof<Reclaim>()));
    if (!Arena.fits()) return made;
    made.over = true;
    return made;
  }

  /** Starts the next round of a reclaim, or the first of another one: true. */
  startRound(): bool {
    const isAnother = this.over;
    if (isAnother) {
      this.priority = DEFAULT_PRIORITY;
      this.going = 0;
      this.over = false;
    }
    this.agings = 0;
    this.swaps = false;
    return isAnother;
  }

  endRound(): void {
    this.over = this.going >= ENOUGH || this.priority === 0;
    this.priority--;
  }

  /** The first round does not age. */
  @inline
  mayAge(): bool {
    return this.priority < DEFAULT_PRIORITY;
  }

  /** Whether 6.1 ends the round before it has looked at as many pages as it wants (should_abort_scan). */
  @inline
  isCutShort(): bool {
    return this.agings > 1 || (this.swaps && this.going >= ENOUGH);
  }
}
