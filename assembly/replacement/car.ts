import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists, OUTSIDE } from "../memory/lists";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

/** The paper's T1 and B1: pages not found accessed since they came in, those in memory and those remembered after they left. */
const ONCE: u32 = 1;
const ONCE_GONE: u32 = 2;
/** T2 and B2: pages found accessed again. */
const OFTEN: u32 = 3;
const OFTEN_GONE: u32 = 4;

/**
 * Clock with adaptive replacement: ARC with a clock in place of each LRU list, so that accessed marks are all it needs to see.
 *
 * @policy car
 * @number 13
 * @visibility accessed-bit
 * @uses guest host
 * @paper Bansal, Modha: CAR, clock with adaptive replacement, FAST (2004), https://www.usenix.org/conference/fast-04/car-clock-adaptive-replacement
 */
@unmanaged
export class Car<M extends Memory> extends PolicyRecord {
  private memory: M;
  private lists: Lists;
  /** How many pages referenced once memory should hold: the paper's p, a real number. */
  private target: f64;
  /** The page whose fault is being served, or `NONE`. */
  private faulted: u32;

  create(memory: M, _parameters: Column<f64>): void {
    const lists = Lists.create(memory.pages, 4);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.lists = lists;
    this.faulted = NONE;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(page: u32): void {
    this.faulted = page;
  }

  evict(): u32 {
    const lists = this.lists;
    while (true) {
      const list = this.listToTakeFrom();
      const page = lists.last(list);
      this.scanned++;
      if (!this.memory.takeAccessed(page)) {
        lists.moveFirst(list === ONCE ? ONCE_GONE : OFTEN_GONE, page);
        return page;
      }
      lists.moveFirst(OFTEN, page);
    }
  }

  private listToTakeFrom(): u32 {
    const once = this.lists.count(ONCE);
    if (this.lists.count(OFTEN) === 0) return ONCE;
    return once > 0 && <f64>once >= this.target ? ONCE : OFTEN;
  }

  insert(page: u32): void {
    if (page === this.faulted) this.insertFaulted(page);
    else this.insertUnasked(page);
  }

  private insertFaulted(page: u32): void {
    const lists = this.lists;
    const list = lists.listOf(page);
    const capacity = this.memory.capacity();
    this.faulted = NONE;
    this.memory.takeAccessed(page);
    if (list === OUTSIDE) {
      this.forget(capacity);
      lists.addFirst(ONCE, page);
      return;
    }
    if (list === ONCE_GONE) this.target = min<f64>(capacity, this.target + this.step(OFTEN_GONE, ONCE_GONE));
    else this.target = max<f64>(0, this.target - this.step(ONCE_GONE, OFTEN_GONE));
    lists.moveFirst(OFTEN, page);
  }

  /** A page that was read ahead, or could not go, returns to its former place. The policy does not adapt. */
  private insertUnasked(page: u32): void {
    const list = this.lists.listOf(page);
    if (list === OUTSIDE) this.lists.addFirst(ONCE, page);
    else this.lists.moveFirst(list === ONCE_GONE ? ONCE : OFTEN, page);
  }

  /** How far a fault on a page of the list `wanted` moves the target. */
  private step(other: u32, wanted: u32): f64 {
    return max<f64>(1, <f64>this.lists.count(other) / <f64>this.lists.count(wanted));
  }

  /** Makes room to remember one more page. Each side has at most as many pages as memory holds, both together twice as many. */
  private forget(capacity: u32): void {
    const lists = this.lists;
    while (lists.count(ONCE_GONE) > 0 && lists.count(ONCE) + lists.count(ONCE_GONE) >= capacity)
      this.forgetLast(ONCE_GONE);
    while (lists.count(OFTEN_GONE) > 0 && this.known() >= <u64>capacity * 2) this.forgetLast(OFTEN_GONE);
  }

  private forgetLast(list: u32): void {
    this.lists.remove(this.lists.last(list));
  }

  /** Pages in memory and remembered. */
  private known(): u64 {
    const lists = this.lists;
    return <u64>lists.count(ONCE) + lists.count(ONCE_GONE) + lists.count(OFTEN) + lists.count(OFTEN_GONE);
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
