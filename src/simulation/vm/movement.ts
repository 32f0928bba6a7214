import type { GuestCounters } from "../../engine/counters.ts";

/**
 * What balloons had to move at least. Demand changes when a VM boots, begins a phase, comes to the end of its work or shuts down;
 * between two such moments a balloon that goes straight to where it ends moves the difference, and not a page more.
 */
export class BalloonMovement {
  readonly #from: number[];
  readonly #netPages: number[];

  constructor(vms: number) {
    this.#from = Array.from({ length: vms }, () => 0);
    this.#netPages = Array.from({ length: vms }, () => 0);
  }

  /** Demand changes now; `movedPages` tells of each VM the pages its driver has inflated less those it has deflated. */
  settle(movedPages: (vm: number) => number): void {
    this.#from.forEach((from, vm) => {
      const now = movedPages(vm);
      this.#netPages[vm] = (this.#netPages[vm] ?? 0) + Math.abs(now - from);
      this.#from[vm] = now;
    });
  }

  /** Pages that a VM's balloon had to move until the last change of demand, and, given what it has moved by now, until now. */
  netPages(vm: number, movedPages: number): number {
    return (this.#netPages[vm] ?? 0) + Math.abs(movedPages - (this.#from[vm] ?? 0));
  }
}

/** Pages a driver has inflated less those it has deflated, which neither boot nor shutdown changes. */
export function movedPages({ inflatedPages, deflatedPages }: GuestCounters): number {
  return inflatedPages - deflatedPages;
}
