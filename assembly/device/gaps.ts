import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";

/** Gaps that are kept. A step of a reclaimer, which is what runs far ahead of the others, makes 32 writes. */
const MOST: u32 = 128;

/**
 * Idle times of a device's channels before requests that they already have. Whoever is ahead of the others in time asks for a request that
 * begins later than requests that are still to come; those fit in here. Which channel a gap is on does not matter.
 */
@unmanaged
export class Gaps {
  private count: u32;
  private from: Column<u64>;
  private to: Column<u64>;
  /** No gap ends later. */
  private end: u64;
  /** No request takes less time; set before the first. */
  leastNs: u64;

  static create(): Gaps {
    const gaps = changetype<Gaps>(Arena.take(offsetof<Gaps>()));
    const from = Column.create<u64>(MOST);
    const to = Column.create<u64>(MOST);
    if (!Arena.fits()) return gaps;
    gaps.from = from;
    gaps.to = to;
    return gaps;
  }

  /** Keeps a gap if the shortest request that comes at `now` or later fits in it; where there is no room, the shortest gap goes. */
  add(from: u64, to: u64, now: u64): void {
    const start = max(from, now);
    if (start + this.leastNs > to) return;
    if (this.count === MOST) this.forgetPast(now);
    let at = this.count;
    if (at === MOST) {
      at = this.shortestGap(now);
      const length = this.to[at] - max(this.from[at], now);
      if (to - start < length || (to - start === length && start <= this.from[at])) return;
    } else {
      this.count++;
    }
    this.from[at] = start;
    this.to[at] = to;
    this.end = max(this.end, to);
  }

  /**
   * The gap in which a request that is asked for at `asked` and takes `takes` begins first, the one that ends first among equals; `NONE` when
   * it fits in none, or would begin later than `latest`.
   */
  find(asked: u64, takes: u64, latest: u64, now: u64): u32 {
    if (asked + takes > this.end) return NONE;
    this.forgetPast(now);
    let found = NONE;
    let start = latest;
    for (let at: u32 = 0; at < this.count; at++) {
      const begins = max(asked, this.from[at]);
      if (begins > start || begins + takes > this.to[at]) continue;
      if (found !== NONE && begins === start && this.to[at] >= this.to[found]) continue;
      found = at;
      start = begins;
    }
    return found;
  }

  /** Uses a gap for a request; what is left of it on both sides stays. Returns when the request begins. */
  use(at: u32, asked: u64, takes: u64, now: u64): u64 {
    const from = this.from[at];
    const to = this.to[at];
    const start = max(asked, from);
    this.removeAt(at);
    this.add(from, start, now);
    this.add(start + takes, to, now);
    return start;
  }

  private removeAt(at: u32): void {
    const last = --this.count;
    this.from[at] = this.from[last];
    this.to[at] = this.to[last];
  }

  /** Forgets the gaps in which no request fits any more. */
  private forgetPast(now: u64): void {
    let end: u64 = 0;
    for (let at = this.count; at > 0; at--) {
      const to = this.to[at - 1];
      if (max(this.from[at - 1], now) + this.leastNs > to) this.removeAt(at - 1);
      else end = max(end, to);
    }
    this.end = end;
  }

  /** The shortest gap from `now` on, the one that begins first among equals. */
  private shortestGap(now: u64): u32 {
    let shortest: u32 = 0;
    let least = u64.MAX_VALUE;
    for (let at: u32 = 0; at < this.count; at++) {
      const length = this.to[at] - max(this.from[at], now);
      if (length > least || (length === least && this.from[at] >= this.from[shortest])) continue;
      shortest = at;
      least = length;
    }
    return shortest;
  }
}
