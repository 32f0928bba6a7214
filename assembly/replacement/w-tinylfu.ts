import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists } from "../memory/lists";
import { NONE } from "../memory/none";
import { Sketch } from "../memory/sketch";
import { Memory, PolicyRecord } from "./contract";

const WINDOW: u32 = 1;
const PROBATION: u32 = 2;
const PROTECTED: u32 = 3;

/** Frequencies are halved after this many references for each page of memory. */
const SAMPLE: u64 = 10;

/**
 * W-TinyLFU: new pages enter a small LRU window; the page that leaves it competes with the oldest page of the segmented-LRU main
 * part, and the one that a sketch of all recent references says was used more often stays. Without Caffeine's random admissions.
 *
 * @policy w-tinylfu
 * @also tinylfu
 * @number 19
 * @visibility every-access
 * @uses guest
 * @parameter window=0.01 0..1 share of the memory that the window has, a page at least
 * @parameter protected=0.8 0..1 share of the main part for pages hit while in it
 * @paper Einziger, Friedman, Manes: TinyLFU: a highly efficient cache admission policy, ACM Transactions on Storage 13 (2017), https://doi.org/10.1145/3149371
 */
@unmanaged
export class WTinyLfu<M extends Memory> extends PolicyRecord {
  private memory: M;
  private lists: Lists;
  private frequencies: Sketch;
  private windowShare: f64;
  private protectedShare: f64;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const lists = Lists.create(memory.pages, 3);
    const frequencies = Sketch.create(memory.pages >> 3);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.lists = lists;
    this.frequencies = frequencies;
    this.windowShare = parameters[0];
    this.protectedShare = parameters[1];
    this.victim = NONE;
  }

  @inline
  hit(page: u32): void {
    this.count(page);
    const list = this.lists.listOf(page);
    if (list === PROBATION) this.protect(page);
    else this.lists.toFront(list, page);
  }

  fault(page: u32): void {
    this.victim = NONE;
    this.count(page);
  }

  /** A page that could not go is protected, so that others get their turn. */
  insert(page: u32): void {
    const putBack = page === this.victim;
    this.victim = NONE;
    this.lists.addFirst(WINDOW, page);
    if (putBack) this.protect(page);
    while (this.lists.count(WINDOW) > this.windowCapacity()) {
      this.lists.moveFirst(PROBATION, this.lists.last(WINDOW));
    }
  }

  evict(): u32 {
    const victim = this.lists.count(WINDOW) >= this.windowCapacity() ? this.compete() : this.oldest();
    this.lists.remove(victim);
    this.victim = victim;
    this.scanned++;
    return victim;
  }

  remove(page: u32): void {
    this.lists.remove(page);
  }

  tick(): void {}

  private mainCapacity(): u32 {
    const pages = this.memory.capacity();
    return min(<u32>(<f64>pages * (1 - this.windowShare)), pages > 0 ? pages - 1 : 0);
  }

  private windowCapacity(): u32 {
    return this.memory.capacity() - this.mainCapacity();
  }

  private protectedCapacity(): u32 {
    return <u32>(<f64>this.mainCapacity() * this.protectedShare);
  }

  @inline
  private count(page: u32): void {
    this.frequencies.add(page, SAMPLE * <u64>max<u32>(this.memory.capacity(), 1));
  }

  /** Makes a page the latest of the protected ones; the oldest of those go back on probation when there are too many. */
  private protect(page: u32): void {
    const lists = this.lists;
    lists.moveFirst(PROTECTED, page);
    const most = this.protectedCapacity();
    while (lists.count(PROTECTED) > most) lists.moveFirst(PROBATION, lists.last(PROTECTED));
  }

  /** The victim of a full window: its oldest page, or the oldest on probation if that was used less often. The other one is then on probation. */
  private compete(): u32 {
    const candidate = this.lists.last(WINDOW);
    if (candidate === NONE) return this.oldest();
    const incumbent = this.lists.last(PROBATION);
    if (incumbent === NONE) return candidate;
    this.scanned++;
    if (this.frequencies.count(candidate) <= this.frequencies.count(incumbent)) return candidate;
    this.lists.moveFirst(PROBATION, candidate);
    return incumbent;
  }

  /** The oldest page on probation; if there is none, the oldest protected one, else the oldest in the window. */
  private oldest(): u32 {
    const lists = this.lists;
    if (lists.count(PROBATION) > 0) return lists.last(PROBATION);
    return lists.last(lists.count(PROTECTED) > 0 ? PROTECTED : WINDOW);
  }

  check(resident: u32): bool {
    const lists = this.lists;
    const members = lists.count(WINDOW) + lists.count(PROBATION) + lists.count(PROTECTED);
    return members === resident && lists.check(WINDOW) && lists.check(PROBATION) && lists.check(PROTECTED);
  }
}
