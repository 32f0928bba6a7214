import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Heap } from "../memory/heap";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

/** At this time, the clock and all recorded times are set back by half of it. */
const CLOCK_LIMIT: u32 = 0xffff_fff0;
const SETBACK: u32 = 0x8000_0000;

/**
 * LRU-K: the victim is the page whose K-th last reference is longest ago; pages with fewer references go first, the one last
 * referenced longest ago before the others. References in quick succession count as one, and history outlives a page's stay.
 *
 * @policy lru-k
 * @also lru-2 lruk
 * @number 17
 * @visibility every-access
 * @uses guest
 * @parameter k=2 1..8 which reference counts, from the last one back
 * @parameter correlated=0 0..1000000000 (references) largest distance of two references to a page that count as one and keep it in memory
 * @paper O'Neil, O'Neil, Weikum: The LRU-K page replacement algorithm for database disk buffering, SIGMOD 1993, https://doi.org/10.1145/170035.170081
 */
@unmanaged
export class LruK<M extends Memory> extends PolicyRecord {
  private k: u32;
  private correlated: u32;
  private pages: u32;
  /** References so far, put-backs among them. */
  private now: u32;
  /** For each page the times of its last k references that count, the latest first; 0: there was none. */
  private history: Column<u32>;
  /** When each page was last referenced; only with a correlated period. */
  private latest: Column<u32>;
  /** The pages in memory, by a key that may be lower than the true one: hits do not update it. */
  private order: Heap;
  /** Pages too young to go, set aside while a victim is looked for. */
  private young: Column<u32>;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const k = <u32>parameters[0];
    const correlated = <u32>parameters[1];
    const history = Column.create<u32>(k * memory.pages);
    const order = Heap.create(memory.hasEmptyFrames() ? memory.pages : 0, memory.frames);
    const latest = Column.create<u32>(correlated > 0 ? memory.pages : 0);
    const young = Column.create<u32>(correlated > 0 ? memory.frames : 0);
    if (!Arena.fits()) return;
    this.k = k;
    this.correlated = correlated;
    this.pages = memory.pages;
    this.history = history;
    this.order = order;
    this.latest = latest;
    this.young = young;
    this.victim = NONE;
  }

  @inline
  hit(page: u32): void {
    const now = this.advance();
    if (this.correlated > 0) {
      const latest = this.latest[page];
      this.latest[page] = now;
      if (now - latest <= this.correlated) return;
      this.lengthen(page, latest);
    }
    this.push(page, now);
  }

  @inline
  fault(_page: u32): void {
    this.victim = NONE;
  }

  /** A page that could not go counts as referenced k times just now, so that others get their turn. */
  insert(page: u32): void {
    const now = this.advance();
    const times = page === this.victim ? this.k : 1;
    this.victim = NONE;
    for (let time: u32 = 0; time < times; time++) this.push(page, now);
    if (this.correlated > 0) this.latest[page] = now;
    this.order.add(page, this.key(page));
  }

  evict(): u32 {
    const victim = this.correlated > 0 ? this.takeOldestNotYoung() : this.takeOldest();
    this.victim = victim;
    return victim;
  }

  remove(page: u32): void {
    this.order.remove(page);
    for (let at: u32 = 0; at < this.k; at++) this.history[page * this.k + at] = 0;
    if (this.correlated > 0) this.latest[page] = 0;
  }

  tick(): void {}

  /** Takes out the page with the least key; keys that come to the top are brought up to date. */
  private takeOldest(): u32 {
    const order = this.order;
    while (true) {
      const page = order.top();
      const key = this.key(page);
      this.scanned++;
      if (key === order.topKey()) {
        order.removeTop();
        return page;
      }
      order.raiseTop(key);
    }
  }

  /** Takes out the page with the least key among those not referenced within the correlated period; if there is none, among all. */
  private takeOldestNotYoung(): u32 {
    const order = this.order;
    const next = this.now + 1;
    let aside: u32 = 0;
    let victim = NONE;
    while (victim === NONE && order.count > 0) {
      const page = this.takeOldest();
      if (next - this.latest[page] > this.correlated) victim = page;
      else this.young[aside++] = page;
    }
    const stays: u32 = victim === NONE ? 1 : 0;
    for (let at = stays; at < aside; at++) order.add(this.young[at], this.key(this.young[at]));
    return stays > 0 ? this.young[0] : victim;
  }

  /** What the order goes by: the k-th last reference, then the last. */
  @inline
  private key(page: u32): u64 {
    const last = page * this.k;
    return ((<u64>this.history[last + this.k - 1]) << 32) | this.history[last];
  }

  /** A reference that counts. */
  @inline
  private push(page: u32, now: u32): void {
    const history = this.history.from(page * this.k);
    for (let at = this.k - 1; at > 0; at--) history[at] = history[at - 1];
    history[0] = now;
  }

  /** A correlated period is over: its references count as one, at its end. */
  private lengthen(page: u32, latest: u32): void {
    const history = this.history.from(page * this.k);
    const period = latest - history[0];
    for (let at: u32 = 0; at < this.k; at++) {
      if (history[at] > 0) history[at] += period;
    }
  }

  @inline
  private advance(): u32 {
    if (this.now === CLOCK_LIMIT) this.setBack();
    return ++this.now;
  }

  /** Sets the clock and every time back. Older times become the oldest possible. */
  private setBack(): void {
    this.now -= SETBACK;
    for (let at: u32 = 0; at < this.pages * this.k; at++) this.history[at] = this.earlier(this.history[at]);
    if (this.correlated > 0) {
      for (let page: u32 = 0; page < this.pages; page++) this.latest[page] = this.earlier(this.latest[page]);
    }
    const order = this.order;
    order.close();
    const members = order.count;
    for (let at: u32 = 0; at < members; at++) {
      const page = order.member(at);
      order.setKey(at, this.key(page));
    }
    order.restore();
  }

  @inline
  private earlier(time: u32): u32 {
    return time > SETBACK ? time - SETBACK : time > 0 ? 1 : 0;
  }

  check(resident: u32): bool {
    const order = this.order;
    if (order.count !== resident || !order.check()) return false;
    for (let at: u32 = 0; at < order.count; at++) {
      const page = order.member(at);
      if (this.key(page) < order.keyAt(at) || this.history[page * this.k] > this.now) return false;
      for (let older: u32 = 1; older < this.k; older++) {
        if (this.history[page * this.k + older] > this.history[page * this.k + older - 1]) return false;
      }
    }
    return true;
  }
}
