import { Arena } from "../../memory/arena";
import { Column } from "../../memory/column";
import { ANONYMOUS, FILE, MOST_SWAPPINESS } from "../page-types";

/** Fewer refaults than this (MIN_LRU_BATCH) mean nothing. */
const FEW: u64 = 64;

/** For two types of pages: evictions and refaults since the type's oldest generation is the oldest, and a fading memory of those before. */
@unmanaged
export class Refaults {
  private evicted: Column<u64>;
  private refaulted: Column<u64>;
  private evictedBefore: Column<u64>;
  private refaultedBefore: Column<u64>;

  static create(): Refaults {
    const made = changetype<Refaults>(Arena.take(offsetof<Refaults>()));
    const evicted = Column.create<u64>(2);
    const refaulted = Column.create<u64>(2);
    const evictedBefore = Column.create<u64>(2);
    const refaultedBefore = Column.create<u64>(2);
    if (!Arena.fits()) return made;
    made.evicted = evicted;
    made.refaulted = refaulted;
    made.evictedBefore = evictedBefore;
    made.refaultedBefore = refaultedBefore;
    return made;
  }

  evict(type: u32): void {
    this.evicted[type]++;
  }

  /** A page that was evicted could not go. */
  takeBack(type: u32): void {
    if (this.evicted[type] > 0) this.evicted[type]--;
  }

  refault(type: u32): void {
    this.refaulted[type]++;
  }

  /** A generation of the type ends. */
  fade(type: u32): void {
    this.evictedBefore[type] = (this.evictedBefore[type] + this.evicted[type]) / 2;
    this.refaultedBefore[type] = (this.refaultedBefore[type] + this.refaulted[type]) / 2;
    this.evicted[type] = 0;
    this.refaulted[type] = 0;
  }

  /**
   * Whether evicted file pages come back no more often than anonymous ones, each type weighed by its swappiness. A swappiness of 1 or less
   * always favours file pages, the largest never.
   */
  favourFile(swappiness: u64): bool {
    if (swappiness <= 1) return true;
    if (swappiness === MOST_SWAPPINESS) return false;
    const refaulted = this.refaultedBefore[FILE] + this.refaulted[FILE];
    const evicted = this.evictedBefore[FILE] + this.evicted[FILE];
    const anonymousRefaulted = this.refaultedBefore[ANONYMOUS] + this.refaulted[ANONYMOUS];
    const anonymousEvicted = this.evictedBefore[ANONYMOUS] + this.evicted[ANONYMOUS];
    if (refaulted < FEW) return true;
    const anonymous = refaulted * (anonymousEvicted + FEW) * swappiness;
    return anonymous <= (anonymousRefaulted + 1) * evicted * (MOST_SWAPPINESS - swappiness);
  }
}
