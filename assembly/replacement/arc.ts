import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists, OUTSIDE } from "../memory/lists";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

/** The paper's T1 and B1: pages recently referenced once, those in memory and those remembered after they left. */
const ONCE: u32 = 1;
const ONCE_GONE: u32 = 2;
/** T2 and B2: pages referenced at least twice lately. */
const OFTEN: u32 = 3;
const OFTEN_GONE: u32 = 4;

/**
 * Adaptive replacement cache: one LRU list of pages referenced once lately and one of pages referenced again, each remembering what
 * it has evicted; a fault on a remembered page shifts memory towards the list that should have kept it.
 *
 * @policy arc
 * @number 12
 * @visibility every-access
 * @uses guest
 * @paper Megiddo, Modha: ARC, a self-tuning, low overhead replacement cache, FAST (2003), https://www.usenix.org/conference/fast-03/arc-self-tuning-low-overhead-replacement-cache
 */
@unmanaged
export class Arc<M extends Memory> extends PolicyRecord {
  private memory: M;
  private lists: Lists;
  /** How many pages referenced once memory should hold: the paper's p, a real number. */
  private target: f64;
  /** The page whose fault is being served, or `NONE`; and the list it was remembered in. */
  private faulted: u32;
  private faultedIn: u32;
  /** The next victim is not remembered: pages referenced once fill memory, and there is no remembered page to forget. */
  private forgetful: bool;

  create(memory: M, _parameters: Column<f64>): void {
    const lists = Lists.create(memory.pages, 4);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.lists = lists;
    this.faulted = NONE;
  }

  @inline
  hit(page: u32): void {
    this.lists.moveFirst(OFTEN, page);
  }

  fault(page: u32): void {
    const list = this.lists.listOf(page);
    const capacity = this.memory.capacity();
    this.faulted = page;
    this.faultedIn = list;
    this.forgetful = false;
    if (list === ONCE_GONE) this.target = min<f64>(capacity, this.target + this.step(OFTEN_GONE, ONCE_GONE));
    else if (list === OFTEN_GONE) this.target = max<f64>(0, this.target - this.step(ONCE_GONE, OFTEN_GONE));
    else this.forget(capacity);
  }

  /** How far a fault on a page of the list `wanted` moves the target. */
  private step(other: u32, wanted: u32): f64 {
    return max<f64>(1, <f64>this.lists.count(other) / <f64>this.lists.count(wanted));
  }

  /** Makes room to remember one more page. Each side has at most as many pages as memory holds, both together twice as many. */
  private forget(capacity: u32): void {
    const lists = this.lists;
    if (lists.count(ONCE) + lists.count(ONCE_GONE) >= capacity) {
      this.forgetful = lists.count(ONCE) >= capacity;
      while (lists.count(ONCE_GONE) > 0 && lists.count(ONCE) + lists.count(ONCE_GONE) >= capacity)
        this.forgetLast(ONCE_GONE);
    }
    const most = <u64>capacity * 2 - (this.forgetful ? 0 : 1);
    while (lists.count(OFTEN_GONE) > 0 && this.known() > most) this.forgetLast(OFTEN_GONE);
  }

  private forgetLast(list: u32): void {
    this.lists.remove(this.lists.last(list));
  }

  /** Pages in memory and remembered. */
  private known(): u64 {
    const lists = this.lists;
    return <u64>lists.count(ONCE) + lists.count(ONCE_GONE) + lists.count(OFTEN) + lists.count(OFTEN_GONE);
  }

  insert(page: u32): void {
    const lists = this.lists;
    const list = lists.listOf(page);
    let into = ONCE;
    if (page === this.faulted) {
      if (this.faultedIn !== OUTSIDE) into = OFTEN;
      this.faulted = NONE;
      this.faultedIn = OUTSIDE;
      this.forgetful = false;
    } else if (list === OFTEN_GONE) {
      into = OFTEN;
    }
    if (list === OUTSIDE) lists.addFirst(into, page);
    else lists.moveFirst(into, page);
  }

  evict(): u32 {
    const lists = this.lists;
    this.scanned++;
    const takesOnce = lists.count(OFTEN) === 0 || this.forgetful || this.hasTooManyOnce();
    const victim = lists.last(takesOnce ? ONCE : OFTEN);
    if (this.forgetful) lists.remove(victim);
    else lists.moveFirst(takesOnce ? ONCE_GONE : OFTEN_GONE, victim);
    this.forgetful = false;
    return victim;
  }

  private hasTooManyOnce(): bool {
    const once = <f64>this.lists.count(ONCE);
    return once > 0 && (once > this.target || (this.faultedIn === OFTEN_GONE && once === this.target));
  }

  remove(page: u32): void {
    this.lists.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    const lists = this.lists;
    if (lists.count(ONCE) + lists.count(OFTEN) !== resident || this.target < 0) return false;
    return lists.check(ONCE) && lists.check(ONCE_GONE) && lists.check(OFTEN) && lists.check(OFTEN_GONE);
  }
}
