import { elementAt } from "../../list/element-at.ts";
import type { ReferenceSink } from "../contract.ts";
import { DensePages } from "./dense.ts";
import { ReferenceList, WRITE } from "./list.ts";

/** What is left of a long run of references. */
export interface Condensed {
  readonly references: Uint32Array;
  readonly distinctPages: number;
  readonly writes: number;
  /** How many references it stands for. */
  readonly rawReferences: number;
}

/**
 * Drops references that hit in an LRU memory of `filterPages` pages, yet keeps every LRU fault and dirty eviction of every memory
 * of that size or larger. A reference that faults in the filter is kept; it is a write if the page is written to before it leaves. Before a
 * page leaves, the pages that were kept before it and stay are kept again, in the order in which they will leave. After "Flexible
 * reference trace reduction for VM simulations" (Kaplan, Smaragdakis and Wilson, ACM TOMACS 13(1), 2003); stack deletion alone
 * (Smith 1977, https://doi.org/10.1109/TSE.1977.233841) keeps less, but is not exact.
 */
export class Condenser implements ReferenceSink {
  readonly #filterPages: number;
  /** The page in each slot of the filter, when it was last used, and which fault brought it. */
  readonly #slotOf = new Map<number, number>();
  readonly #page: Float64Array;
  readonly #lastUse: Float64Array;
  readonly #fault: Float64Array;
  readonly #dense = new DensePages();
  /** The filter's faults: the page, a write or not; and the slot it took. */
  readonly #faults = new ReferenceList();
  readonly #slots = new ReferenceList();
  #rawReferences = 0;

  constructor(filterPages: number) {
    this.#filterPages = filterPages;
    this.#page = new Float64Array(filterPages);
    this.#lastUse = new Float64Array(filterPages);
    this.#fault = new Float64Array(filterPages);
  }

  reference(page: number, write: boolean): void {
    const now = this.#rawReferences++;
    const hit = this.#slotOf.get(page);
    if (hit !== undefined) {
      this.#lastUse[hit] = now;
      if (write) this.#faults.markWrite(elementAt(this.#fault, hit, "slot"));
      return;
    }
    const used = this.#slotOf.size;
    const slot = used < this.#filterPages ? used : this.#leastRecentlyUsed();
    if (slot !== used) this.#slotOf.delete(elementAt(this.#page, slot, "slot"));
    this.#slotOf.set(page, slot);
    this.#page[slot] = page;
    this.#lastUse[slot] = now;
    this.#fault[slot] = this.#faults.length;
    this.#faults.add(this.#dense.numberOf(page), write);
    this.#slots.add(slot, false);
  }

  /** What is left of the references so far. */
  result(): Condensed {
    const kept = keepOrder(this.#faults.toArray(), this.#slots.toArray(), this.#filterPages);
    return {
      references: kept.toArray(),
      distinctPages: this.#dense.count,
      writes: kept.countWrites(),
      rawReferences: this.#rawReferences,
    };
  }

  #leastRecentlyUsed(): number {
    const lastUse = this.#lastUse;
    let oldest = 0;
    for (let slot = 1; slot < lastUse.length; slot++) {
      if ((lastUse[slot] ?? 0) < (lastUse[oldest] ?? 0)) oldest = slot;
    }
    return oldest;
  }
}

/** Puts among a filter's faults what an LRU memory of the filter's size needs to choose the same victims. */
function keepOrder(faults: Uint32Array, slots: Uint32Array, filterPages: number): ReferenceList {
  const leavesAt = leavingTimes(slots, filterPages);
  const kept = new ReferenceList();
  const word = new Uint32Array(filterPages);
  const leaves = new Float64Array(filterPages);
  const keptAt = new Float64Array(filterPages).fill(Number.POSITIVE_INFINITY);
  slots.forEach((slot, fault) => {
    const victimKeptAt = elementAt(keptAt, slot, "slot");
    const staying: number[] = [];
    if (victimKeptAt < Number.POSITIVE_INFINITY) {
      for (let other = 0; other < filterPages; other++)
        if (elementAt(keptAt, other, "slot") < victimKeptAt) staying.push(other);
    }
    staying.sort((a, b) => elementAt(leaves, a, "slot") - elementAt(leaves, b, "slot") || a - b);
    for (const other of staying) {
      keptAt[other] = kept.length;
      kept.add(elementAt(word, other, "slot"), false);
    }
    const reference = elementAt(faults, fault, "fault");
    word[slot] = reference & ~WRITE;
    leaves[slot] = elementAt(leavesAt, fault, "fault");
    keptAt[slot] = kept.length;
    kept.add(reference & ~WRITE, reference >= WRITE);
  });
  return kept;
}

/** For each fault, the later fault that takes its slot; infinity: none does. */
function leavingTimes(slots: Uint32Array, filterPages: number): Float64Array {
  const leavesAt = new Float64Array(slots.length);
  const next = new Float64Array(filterPages).fill(Number.POSITIVE_INFINITY);
  for (let fault = slots.length - 1; fault >= 0; fault--) {
    const slot = elementAt(slots, fault, "fault");
    leavesAt[fault] = elementAt(next, slot, "slot");
    next[slot] = fault;
  }
  return leavesAt;
}
