import type { Paths } from "./paths.ts";

/** Slots of a cluster. */
export const CLUSTER_SLOTS = 256;

/** A swap area's slots, each free (`null`) or used by its owner. */
export class Slots<Owner> {
  readonly owners: (Owner | null)[];
  private readonly paths: Paths;
  private lastTaken: number | null = null;

  constructor(pages: number, paths: Paths) {
    this.owners = new Array<Owner | null>(pages).fill(null);
    this.paths = paths;
  }

  get freeCount(): number {
    return this.owners.filter((owner) => owner === null).length;
  }

  get usedCount(): number {
    return this.owners.length - this.freeCount;
  }

  /** Fewer than half of the area's slots are free. */
  get scarce(): boolean {
    return this.freeCount * 2 < this.owners.length;
  }

  /** Takes a slot; `null` when none is free. */
  take(owner: Owner): number | null {
    const slot = this.next();
    if (slot === null) return null;
    this.owners[slot] = owner;
    this.lastTaken = slot;
    return slot;
  }

  free(slot: number): void {
    if (this.owners[slot] === null) throw new Error(`Slot ${slot} is free already.`);
    this.owners[slot] = null;
  }

  private next(): number | null {
    if (this.freeCount === 0) return null;
    if (this.lastTaken !== null) {
      const clusterEnd = this.clusterEnd(this.lastTaken - (this.lastTaken % CLUSTER_SLOTS));
      for (let slot = this.lastTaken + 1; slot < clusterEnd; slot++) {
        if (this.owners[slot] === null) return this.reached("slot in the current cluster", slot);
      }
    }
    for (let first = 0; first < this.owners.length; first += CLUSTER_SLOTS) {
      const cluster = this.owners.slice(first, this.clusterEnd(first));
      if (cluster.every((owner) => owner === null)) {
        return this.reached(this.lastTaken === null ? "first slot" : "slot in a new cluster", first);
      }
    }
    return this.reached("slot anywhere", this.owners.indexOf(null));
  }

  private clusterEnd(first: number): number {
    return Math.min(first + CLUSTER_SLOTS, this.owners.length);
  }

  private reached(path: Parameters<Paths["reach"]>[0], slot: number): number {
    this.paths.reach(path);
    return slot;
  }
}
