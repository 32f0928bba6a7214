import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists } from "../memory/lists";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

/* The types of pages, and their lists, in the order in which reclaim visits them. */
const ANONYMOUS: u32 = 0;
const FILE: u32 = 1;
const INACTIVE: u32 = 1;
const ACTIVE: u32 = 2;
const LISTS: u32 = 4;

/* Marks: the page was found accessed once; it was deactivated once; it has left memory, and its note says at which age. */
const REFERENCED: u32 = 1;
const WORKING_SET: u32 = 2;
const EVICTED: u32 = 4;
const NOTE_MASK: u32 = 0x1fff_ffff;

/** Pages of a list that are looked at before the next list has its turn (SWAP_CLUSTER_MAX). */
const BATCH: u32 = 32;
/** A round looks at the 2⁻ᵖ-th part of each list; a round without a victim is followed by one of lesser p. */
const DEFAULT_PRIORITY: u32 = 12;
/** Pages of 4 KiB in a GiB, as a shift. */
const GIB_SHIFT: u32 = 18;

/**
 * What Linux 6.1 does without multi-generational LRU: for anonymous and for file pages an inactive and an active list. A page
 * is activated when it is found accessed a second time, or when it comes back sooner than the other lists are long.
 *
 * @policy linux
 * @number 20
 * @visibility accessed-bit
 * @uses guest host
 * @parameter swappiness=60 0..200 cost of taking file pages compared with anonymous ones: 100 is equal, 0 leaves anonymous pages to the last
 * @paper Linux 6.1, mm/vmscan.c and mm/workingset.c, https://docs.kernel.org/admin-guide/mm/concepts.html
 */
@unmanaged
export class Linux<M extends Memory> extends PolicyRecord {
  private memory: M;
  private lists: Lists;
  private swappiness: u64;
  /** Evictions and activations so far: the clock that refaults are measured by. */
  private age: u32;
  /** Recent cost of reclaiming pages of each type: dirty pages taken, and refaults of pages once active. */
  private costs: Column<u64>;
  /** Activated refaults of each type since this reclaim began, and those while the one before went on. */
  private refaults: Column<u64>;
  private earlierRefaults: Column<u64>;
  /** For each list, pages that this round has still to look at. */
  private left: Column<u32>;
  /** The list whose turn it is, and pages it may still show before the next one's. */
  private list: u32;
  private batch: u32;
  private priority: u32;
  /** This round is over; it has found a victim. */
  private over: bool;
  private found: bool;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const lists = Lists.create(memory.pages, LISTS);
    const costs = Column.create<u64>(2);
    const refaults = Column.create<u64>(2);
    const earlierRefaults = Column.create<u64>(2);
    const left = Column.create<u32>(LISTS + 1);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.lists = lists;
    this.costs = costs;
    this.refaults = refaults;
    this.earlierRefaults = earlierRefaults;
    this.left = left;
    this.swappiness = <u64>parameters[0];
    this.over = true;
    this.found = true;
    this.victim = NONE;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {
    this.victim = NONE;
  }

  insert(page: u32): void {
    const type = this.typeOf(page);
    const evicted = (this.lists.mark(page) & EVICTED) !== 0;
    if (page === this.victim) {
      this.lists.setMark(page, 0);
      this.lists.addFirst(this.active(type), page);
      this.age++;
    } else if (evicted) {
      this.refault(page, type);
    } else {
      this.lists.addFirst(this.inactive(type), page);
    }
    this.victim = NONE;
  }

  /** Once a page goes, what the round does before it looks at the next inactive one is done: time to be accessed again. */
  evict(): u32 {
    while (true) {
      if (this.batch === 0 && !this.carryOn()) {
        this.startRound();
        continue;
      }
      const page = this.lists.last(this.list);
      if (page === NONE) {
        this.batch = 0;
        continue;
      }
      this.batch--;
      this.scanned++;
      if (this.keep(page)) continue;
      this.found = true;
      this.leave(page);
      if (this.batch === 0) this.carryOn();
      return page;
    }
  }

  remove(page: u32): void {
    this.lists.remove(page);
  }

  tick(): void {}

  @inline
  private typeOf(page: u32): u32 {
    return this.memory.isFile(page) ? FILE : ANONYMOUS;
  }

  @inline
  private inactive(type: u32): u32 {
    return 2 * type + INACTIVE;
  }

  @inline
  private active(type: u32): u32 {
    return 2 * type + ACTIVE;
  }

  @inline
  private isActive(list: u32): bool {
    return (list & 1) === 0;
  }

  @inline
  private size(type: u32): u32 {
    return this.lists.count(this.inactive(type)) + this.lists.count(this.active(type));
  }

  /** A page that was evicted comes back: at once to the active list when it would have stayed, had the other lists been shorter. */
  private refault(page: u32, type: u32): void {
    const lists = this.lists;
    const distance = (this.age - lists.note(page)) & NOTE_MASK;
    const room =
      type === FILE
        ? lists.count(this.active(FILE)) + this.size(ANONYMOUS)
        : lists.count(this.active(ANONYMOUS)) + this.size(FILE);
    const workingSet = lists.mark(page) & WORKING_SET;
    lists.setMark(page, 0);
    if (distance > room) {
      lists.addFirst(this.inactive(type), page);
      return;
    }
    lists.addFirst(this.active(type), page);
    this.age++;
    this.refaults[type]++;
    if (workingSet === 0) return;
    lists.setMark(page, WORKING_SET);
    this.noteCost(type);
  }

  private noteCost(type: u32): void {
    const costs = this.costs;
    costs[type]++;
    if (costs[ANONYMOUS] + costs[FILE] <= <u64>((this.size(ANONYMOUS) + this.size(FILE)) / 4)) return;
    costs[ANONYMOUS] /= 2;
    costs[FILE] /= 2;
  }

  /** The last pages of an active list go to the front of the inactive one, accessed or not. */
  private deactivate(active: u32, most: u32): void {
    const pages = min(this.lists.count(active), most);
    for (let count: u32 = 0; count < pages; count++) {
      const page = this.lists.last(active);
      this.memory.takeAccessed(page);
      this.lists.setMark(page, this.lists.mark(page) | WORKING_SET);
      this.lists.moveFirst(active - 1, page);
    }
    this.scanned += pages;
  }

  /** Whether the last page of an inactive list stays: activated, or, accessed for the first time, once more to the front. */
  private keep(page: u32): bool {
    const lists = this.lists;
    const mark = lists.mark(page);
    const wasReferenced = (mark & REFERENCED) !== 0;
    if (this.memory.takeAccessed(page)) {
      lists.setMark(page, mark | REFERENCED);
      lists.moveFirst(wasReferenced ? this.list + 1 : this.list, page);
      if (wasReferenced) this.age++;
      return true;
    }
    lists.setMark(page, mark & ~REFERENCED);
    if (!wasReferenced || !this.memory.isFile(page) || !this.memory.isDirty(page)) return false;
    lists.moveFirst(this.list, page);
    return true;
  }

  /** Takes a victim out, and writes down when it left. */
  private leave(page: u32): void {
    const workingSet = this.lists.mark(page) & WORKING_SET;
    this.lists.remove(page);
    this.lists.setNote(page, this.age++);
    this.lists.setMark(page, EVICTED | workingSet);
    this.victim = page;
    if (this.memory.isDirty(page)) this.noteCost(this.typeOf(page));
  }

  /** Goes on with the round as far as the next inactive pages to look at; false: it is over. */
  private carryOn(): bool {
    const left = this.left;
    while (!this.over) {
      while (this.list < LISTS) {
        this.list++;
        const pages = min(left[this.list], BATCH);
        left[this.list] -= pages;
        if (this.isActive(this.list)) {
          this.deactivate(this.list, pages);
        } else if (pages > 0) {
          this.batch = pages;
          return true;
        }
      }
      this.list = 0;
      if (left[this.inactive(ANONYMOUS)] + left[this.inactive(FILE)] + left[this.active(FILE)] === 0) {
        if (this.isInactiveLow(ANONYMOUS)) this.deactivate(this.active(ANONYMOUS), BATCH);
        this.over = true;
      }
    }
    return false;
  }

  /** Decides how many pages of each list the next round looks at. */
  private startRound(): void {
    this.over = false;
    if (this.found) this.startReclaim();
    else if (this.priority > 0) this.priority--;
    const anonymous = this.mayDeactivate(ANONYMOUS);
    const file = this.mayDeactivate(FILE);
    const cacheTrim = !file && this.lists.count(this.inactive(FILE)) >> this.priority > 0;
    const total = this.costs[ANONYMOUS] + this.costs[FILE];
    const anonymousCost = total + this.costs[ANONYMOUS];
    const fileCost = total + this.costs[FILE];
    const whole = anonymousCost + fileCost + 1;
    let anonymousShare = (this.swappiness * whole) / (anonymousCost + 1);
    let fileShare = ((200 - this.swappiness) * whole) / (fileCost + 1);
    if (this.priority === 0) {
      anonymousShare = fileShare = 0;
    } else if (cacheTrim) {
      anonymousShare = 0;
      fileShare = 1;
    }
    this.setLeft(ANONYMOUS, anonymous, anonymousShare, anonymousShare + fileShare);
    this.setLeft(FILE, file, fileShare, anonymousShare + fileShare);
  }

  /** Starts a new series of rounds, because the previous one was successful. */
  private startReclaim(): void {
    this.found = false;
    this.priority = DEFAULT_PRIORITY;
    for (let type: u32 = 0; type < 2; type++) {
      this.earlierRefaults[type] = this.refaults[type];
      this.refaults[type] = 0;
    }
  }

  /** Whether active pages of a type may be deactivated: pages came back too soon, or there are few inactive ones. */
  private mayDeactivate(type: u32): bool {
    return this.refaults[type] + this.earlierRefaults[type] > 0 || this.isInactiveLow(type);
  }

  private isInactiveLow(type: u32): bool {
    const inactive = this.lists.count(this.inactive(type));
    const active = this.lists.count(this.active(type));
    const gib = (inactive + active) >> GIB_SHIFT;
    const ratio: u64 = gib === 0 ? 1 : <u64>Math.sqrt(<f64>(10 * gib));
    return <u64>inactive * ratio < <u64>active;
  }

  /** `share` of `whole` of what the priority allows of both lists of a type; all of it when `whole` is 0. */
  private setLeft(type: u32, mayDeactivate: bool, share: u64, whole: u64): void {
    this.left[this.inactive(type)] = this.part(this.inactive(type), share, whole);
    this.left[this.active(type)] = mayDeactivate ? this.part(this.active(type), share, whole) : 0;
  }

  private part(list: u32, share: u64, whole: u64): u32 {
    const pages = <u64>(this.lists.count(list) >> this.priority);
    return <u32>(whole === 0 ? pages : (pages * share) / whole);
  }

  check(resident: u32): bool {
    let members: u32 = 0;
    for (let list: u32 = 1; list <= LISTS; list++) {
      if (!this.lists.check(list)) return false;
      members += this.lists.count(list);
    }
    return members === resident;
  }
}
