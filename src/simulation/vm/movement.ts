import type { GuestCounters } from "../../engine/machine/counters.ts";

/**
 * What a balloon had to move at least. Demand changes when any VM boots, begins a phase, ends its work or shuts down; between two such
 * moments a balloon that goes straight to where it ends moves the difference, and not a page more.
 */
export class BalloonMovement {
  #from = 0;
  #netPages = 0;

  /** Demand changes now; `movedPages`: pages the driver has inflated less those it has deflated. */
  settle(movedPages: number): void {
    this.#netPages += Math.abs(movedPages - this.#from);
    this.#from = movedPages;
  }

  /** Pages the balloon had to move, when its driver has moved so many by now. */
  netPages(movedPages: number): number {
    return this.#netPages + Math.abs(movedPages - this.#from);
  }
}

/** Pages a driver has inflated less those it has deflated, which neither boot nor shutdown changes. */
export function movedPages({ inflatedPages, deflatedPages }: GuestCounters): number {
  return inflatedPages - deflatedPages;
}
