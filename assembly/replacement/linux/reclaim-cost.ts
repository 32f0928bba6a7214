import { Arena } from "../../memory/arena";
import { Column } from "../../memory/column";
import { ANONYMOUS, FILE, MOST_SWAPPINESS } from "../page-types";
import { BATCH } from "./scan-turns";

/** The recent cost of reclaiming pages of each type, and how Linux divides its search between the types by it. */
@unmanaged
export class ReclaimCost {
  private costs: Column<u64>;
  private swappiness: u64;
  /** A page that was scanned but not reclaimed costs 1, and a page read or written as much as a batch of them. */
  private ofRotations: bool;

  static create(swappiness: u64, ofRotations: bool): ReclaimCost {
    const cost = changetype<ReclaimCost>(Arena.take(offsetof<ReclaimCost>()));
    const costs = Column.create<u64>(2);
    if (!Arena.fits()) return cost;
    cost.costs = costs;
    cost.swappiness = swappiness;
    cost.ofRotations = ofRotations;
    return cost;
  }

  /** Adds pages of a type that were read or written, and pages scanned without success. Above a quarter of `pages` in the lists, all costs are halved. */
  note(type: u32, transfers: u32, rotations: u32, pages: u32): void {
    const costs = this.costs;
    costs[type] += this.ofRotations ? <u64>transfers * BATCH + rotations : transfers;
    if (costs[ANONYMOUS] + costs[FILE] <= <u64>(pages / 4)) return;
    costs[ANONYMOUS] /= 2;
    costs[FILE] /= 2;
  }

  /** Share of the search for a type relative to the other's: the more a type costs, the less; at least a third before swappiness. */
  shareOf(type: u32): u64 {
    const costs = this.costs;
    const total = costs[ANONYMOUS] + costs[FILE];
    const swappiness = type === FILE ? MOST_SWAPPINESS - this.swappiness : this.swappiness;
    return (swappiness * (3 * total + 1)) / (total + costs[type] + 1);
  }

  /** Whether anonymous pages may be looked for as file pages are when the search has found too little. */
  @inline
  maySwap(): bool {
    return this.swappiness > 0;
  }
}
