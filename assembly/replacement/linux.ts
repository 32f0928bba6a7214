import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists } from "../memory/lists";
import { NONE } from "../memory/none";
import { Memory, WriterRecord } from "./contract";
import { ListStatistics } from "./linux/list-statistics";
import { ReclaimAttempt } from "./linux/reclaim-attempt";
import { ReclaimCost } from "./linux/reclaim-cost";
import { BATCH, ScanTurns } from "./linux/scan-turns";
import {
  ACTIVE_ANONYMOUS,
  ACTIVE_FILE,
  activeOf,
  INACTIVE_FILE,
  inactiveOf,
  isActive,
  TYPED_LISTS,
  typeOfList,
} from "./linux/typed-lists";
import { ANONYMOUS, FILE } from "./page-types";

/* Lists beside those of the types: the batch that is gone through, and what has been written of it. */
const ISOLATED: u32 = TYPED_LISTS + 1;
const WRITTEN: u32 = TYPED_LISTS + 2;

/* Marks: the page was found accessed once; it was deactivated once; it has left memory, and its note says at which age. */
const REFERENCED: u32 = 1;
const WORKING_SET: u32 = 2;
const EVICTED: u32 = 4;
const NOTE_MASK: u32 = 0x1fff_ffff;

/** A round looks at the 2⁻ᵖ-th part of each list; a round after which pages are missing is followed by one of lesser p. */
const DEFAULT_PRIORITY: u32 = 12;
/** The later kernel: pages that were scanned but not reclaimed are part of the cost, and a reclaim that took nothing is first repeated as it was. */
const LATER_KERNEL: f64 = 6.12;

/**
 * What Linux does without multi-generational LRU: for anonymous and for file pages an inactive and an active list. A page
 * is activated when it is found accessed a second time, or when it comes back sooner than the other lists are long. A reclaim
 * takes at least 32 pages; a dirty page is written first and goes later.
 *
 * @policy linux
 * @number 20
 * @visibility accessed-bit
 * @uses guest host
 * @parameter swappiness=60 0..200 cost of taking file pages compared with anonymous ones: 100 is equal, 0 leaves anonymous pages to the last resort
 * @parameter kernel=6.1 6.1|6.12 version of Linux: with 6.12 pages that are scanned but not reclaimed add to the cost of their type, with 6.1 only pages that are read or written
 * @parameter staleStatistics=0 0..4294967295 (references) faults after which the lengths of lists and the refaults are looked at again, as in a cgroup of Linux 6.12, which does so every two seconds; 0: before each round of a reclaim, as 6.1
 * @paper Linux 6.1 and 6.12, mm/vmscan.c, mm/workingset.c and mm/swap.c, https://docs.kernel.org/admin-guide/mm/concepts.html
 */
@unmanaged
export class Linux<M extends Memory> extends WriterRecord {
  private memory: M;
  private lists: Lists;
  private statistics: ListStatistics;
  private cost: ReclaimCost;
  private turns: ScanTurns;
  private attempt: ReclaimAttempt;
  /** Evictions and activations so far: the clock that refaults are measured by. */
  private age: u32;
  /** Of the batch that is gone through: pages taken, evicted, activated, and written or to be written as they go. */
  private taken: u32;
  private batchGone: u32;
  private batchActivated: u32;
  private outgoing: u32;
  /** A reclaim goes on. */
  private reclaims: bool;
  private priority: u32;
  /** Pages evicted by this round, and by the reclaim. */
  private roundGone: u32;
  private gone: u32;
  /** For each type, whether active pages may be deactivated in this round. */
  private deactivates: Column<bool>;
  /** Activated refaults of each type when the previous reclaim ended. */
  private refaultsBefore: Column<u64>;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const lists = Lists.create(memory.pages, WRITTEN);
    const statistics = ListStatistics.create(lists, <u32>parameters[2]);
    const cost = ReclaimCost.create(<u64>parameters[0], parameters[1] >= LATER_KERNEL);
    const turns = ScanTurns.create();
    const attempt = ReclaimAttempt.create(parameters[1] >= LATER_KERNEL);
    const deactivates = Column.create<bool>(2);
    const refaultsBefore = Column.create<u64>(2);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.lists = lists;
    this.statistics = statistics;
    this.cost = cost;
    this.turns = turns;
    this.attempt = attempt;
    this.deactivates = deactivates;
    this.refaultsBefore = refaultsBefore;
    this.victim = NONE;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {
    this.victim = NONE;
    this.statistics.countFault();
  }

  insert(page: u32): void {
    const type = this.typeOf(page);
    const evicted = (this.lists.mark(page) & EVICTED) !== 0;
    if (page === this.victim) {
      this.lists.setMark(page, 0);
      this.lists.addFirst(activeOf(type), page);
      this.age++;
      this.gone--;
      this.roundGone--;
      // When nothing has gone it would go on until something does, and by then memory may be empty.
      this.unfinished = this.gone > 0;
    } else if (evicted) {
      this.refault(page, type);
    } else {
      this.lists.addFirst(inactiveOf(type), page);
    }
    this.victim = NONE;
  }

  evict(): u32 {
    this.writes = false;
    if (!this.reclaims) this.startReclaim();
    while (true) {
      const page = this.lists.last(ISOLATED);
      if (page === NONE) {
        if (this.goOn()) continue;
        this.endReclaim();
        if (this.gone > 0) return NONE;
        this.startReclaim();
      } else if (!this.keep(page)) {
        if (!this.writes) this.leave(page);
        return page;
      }
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

  /** A page that was evicted comes back: at once to the active list when it would have stayed, had the other lists been shorter. */
  private refault(page: u32, type: u32): void {
    const lists = this.lists;
    const distance = (this.age - lists.note(page)) & NOTE_MASK;
    const workingSet = lists.mark(page) & WORKING_SET;
    lists.setMark(page, 0);
    const isRecent = distance <= this.statistics.roomBeside(type);
    this.memory.countRefault(isRecent, isRecent && workingSet !== 0);
    if (!isRecent) {
      lists.addFirst(inactiveOf(type), page);
      return;
    }
    this.age++;
    this.statistics.countActivatedRefault(type);
    if (workingSet !== 0) this.noteCost(type, 1, 0);
    lists.addFirst(activeOf(type), page);
    lists.setMark(page, workingSet);
  }

  private noteCost(type: u32, transfers: u32, rotations: u32): void {
    const statistics = this.statistics;
    this.cost.note(type, transfers, rotations, statistics.size(ANONYMOUS) + statistics.size(FILE));
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
  }

  /**
   * Whether the next page of the batch stays and needs no write: it is activated, or, accessed for the first time, goes once more to the front. If
   * not, it is the victim, or `writes` is set: then it goes with a later batch.
   */
  private keep(page: u32): bool {
    const lists = this.lists;
    const memory = this.memory;
    const inactive = this.turns.list;
    const mark = lists.mark(page);
    const wasReferenced = (mark & REFERENCED) !== 0;
    if (memory.takeAccessed(page)) {
      lists.setMark(page, mark | REFERENCED);
      lists.moveFirst(wasReferenced ? inactive + 1 : inactive, page);
      if (wasReferenced) this.batchActivated++;
      return true;
    }
    lists.setMark(page, mark & ~REFERENCED);
    if (!memory.isDirty(page)) return false;
    if (!memory.isFile(page)) this.outgoing++;
    if (!memory.canWriteBack(page)) return false;
    this.writes = true;
    lists.moveFirst(WRITTEN, page);
    return false;
  }

  /** Takes a victim out, and writes down when it left. */
  private leave(page: u32): void {
    const workingSet = this.lists.mark(page) & WORKING_SET;
    this.lists.remove(page);
    this.lists.setNote(page, this.age++);
    this.lists.setMark(page, EVICTED | workingSet);
    this.victim = page;
    this.batchGone++;
    this.roundGone++;
    this.gone++;
    this.unfinished = true;
  }

  private startReclaim(): void {
    this.reclaims = true;
    this.gone = 0;
    this.priority = DEFAULT_PRIORITY;
    this.startRound();
  }

  private endReclaim(): void {
    this.reclaims = false;
    this.unfinished = false;
    for (let type: u32 = 0; type < 2; type++) this.refaultsBefore[type] = this.statistics.activatedRefaults(type);
    this.attempt.endReclaim(this.gone === 0);
  }

  /** Goes on with the reclaim as far as the next batch of inactive pages; false: it is over. */
  private goOn(): bool {
    if (this.taken > 0) this.endBatch();
    const turns = this.turns;
    while (true) {
      while (turns.isAtStart() && turns.isOver(this.roundGone >= BATCH)) {
        if (!this.startNextRound()) return false;
      }
      const pages = turns.next();
      if (!isActive(turns.list)) this.isolate(turns.list, pages);
      else if (this.deactivates[typeOfList(turns.list)]) this.deactivate(turns.list, pages);
      else if (pages > 0) this.attempt.spare();
      if (this.taken > 0) return true;
    }
  }

  /** Takes the last pages of an inactive list into the batch. */
  private isolate(list: u32, most: u32): void {
    const lists = this.lists;
    const pages = min(lists.count(list), most);
    for (let count: u32 = 0; count < pages; count++) lists.moveFirst(ISOLATED, lists.last(list));
    this.taken = pages;
    this.scanned += pages;
  }

  /** The batch has been gone through; what was written of it is the first to go next. */
  private endBatch(): void {
    const lists = this.lists;
    const list = this.turns.list;
    for (let page = lists.last(WRITTEN); page !== NONE; page = lists.last(WRITTEN)) lists.moveLast(list, page);
    this.noteCost(typeOfList(list), this.outgoing, this.taken - this.batchGone);
    this.age += this.batchActivated;
    this.taken = 0;
    this.batchGone = 0;
    this.batchActivated = 0;
    this.outgoing = 0;
  }

  /** A round is over, and the next begins; false: the reclaim is over, because it has enough, or there is no lesser priority. */
  private startNextRound(): bool {
    const all = this.attempt.isLastResort();
    if (all || this.statistics.isInactiveLow(ANONYMOUS)) this.deactivate(ACTIVE_ANONYMOUS, BATCH);
    if (all) this.deactivate(ACTIVE_FILE, BATCH);
    if (this.gone >= BATCH || this.priority === 0) return false;
    this.priority--;
    this.startRound();
    return true;
  }

  /** Decides how many pages of each list this round looks at. */
  private startRound(): void {
    this.roundGone = 0;
    this.turns.startOver();
    this.statistics.startRound();
    this.decideDeactivation(ANONYMOUS);
    this.decideDeactivation(FILE);
    if (this.priority === 0 && (this.cost.maySwap() || this.attempt.isLastResort())) {
      this.want(ANONYMOUS, 1, 1);
      this.want(FILE, 1, 1);
    } else if (!this.deactivates[FILE] && this.statistics.length(INACTIVE_FILE) >> this.priority > 0) {
      this.want(ANONYMOUS, 0, 1);
      this.want(FILE, 1, 1);
    } else {
      const anonymous = this.cost.shareOf(ANONYMOUS);
      const file = this.cost.shareOf(FILE);
      this.want(ANONYMOUS, anonymous, anonymous + file);
      this.want(FILE, file, anonymous + file);
    }
  }

  /** Active pages of a type may be deactivated when pages came back too soon, or there are few inactive ones. */
  private decideDeactivation(type: u32): void {
    const cameBack = this.statistics.activatedRefaults(type) !== this.refaultsBefore[type];
    this.deactivates[type] = this.attempt.deactivatesAll() || cameBack || this.statistics.isInactiveLow(type);
  }

  /** A round wants `share` of `whole` of what the priority allows of both lists of a type. */
  private want(type: u32, share: u64, whole: u64): void {
    for (let list = inactiveOf(type); list <= activeOf(type); list++) {
      const pages = <u64>(this.lists.count(list) >> this.priority);
      this.turns.want(list, <u32>((pages * share) / whole));
    }
  }

  check(resident: u32): bool {
    let members: u32 = 0;
    for (let list: u32 = 1; list <= WRITTEN; list++) {
      if (!this.lists.check(list)) return false;
      members += this.lists.count(list);
    }
    return members === resident && (!this.unfinished || this.gone > 0);
  }
}
