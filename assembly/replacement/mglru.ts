import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Memory, WriterRecord } from "./contract";
import { BLOCK, Generations, TO_WRITE, VICTIMS, WRITTEN } from "./mglru/generations";
import { PageTables, TABLE } from "./mglru/page-tables";
import { Reclaim } from "./mglru/reclaim";
import { Refaults } from "./mglru/refaults";
import { ANONYMOUS, FILE } from "./page-types";

/** Pages isolated at a time (MIN_LRU_BATCH), and those that one search for them comes across at most (MAX_LRU_BATCH). */
const BATCH: u32 = 64;
const MOST_LOOKED_AT: u32 = 4096;
/** A page table is worth a walk when at least one in 8 of its pages was accessed: 8 entries share a line of the processor's cache. */
const LINE: u32 = 8;
/** Neighbours of an accessed page that 6.1 moves at once (PAGEVEC_SIZE is 15); when there are more, they stay in their lists. */
const FEW_NEIGHBOURS: u32 = 14;
/** The rules changed between 6.1 and this version. */
const LATER_KERNEL: f64 = 6.12;

/**
 * Multi-generational LRU as in Linux: pages belong to generations. Aging walks the page tables in use, puts accessed pages into the youngest
 * generation and opens a new one; victims come from the oldest, 64 at a time, and go together; a page found accessed saves itself and its neighbours.
 *
 * @policy mglru
 * @also mg-lru
 * @number 21
 * @visibility accessed-bit
 * @uses guest host
 * @parameter swappiness=60 0..200 cost of taking file pages compared with anonymous ones: 100 is equal, 0 leaves anonymous pages to the last
 * @parameter kernel=6.12 6.1|6.12 version of Linux
 * @paper Linux 6.1 and 6.12, mm/vmscan.c and mm/workingset.c, https://docs.kernel.org/mm/multigen_lru.html
 */
@unmanaged
export class MgLru<M extends Memory> extends WriterRecord {
  private memory: M;
  private pages: u32;
  private swappiness: u64;
  /** The rules are those of 6.12. */
  private isLater: bool;
  private generations: Generations;
  private tables: PageTables;
  private refaults: Refaults;
  private reclaim: Reclaim;
  /** Pages isolated, and neighbours found accessed. */
  private batch: Column<u32>;
  private neighbours: Column<u32>;
  private isolated: u32;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const generations = Generations.create(memory.pages);
    const tables = PageTables.create(memory.pages);
    const refaults = Refaults.create();
    const reclaim = Reclaim.create();
    const batch = Column.create<u32>(BATCH);
    const neighbours = Column.create<u32>(BLOCK);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.pages = memory.pages;
    this.swappiness = <u64>parameters[0];
    this.isLater = parameters[1] >= LATER_KERNEL;
    this.generations = generations;
    this.tables = tables;
    this.refaults = refaults;
    this.reclaim = reclaim;
    this.batch = batch;
    this.neighbours = neighbours;
    this.victim = NONE;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {
    this.victim = NONE;
  }

  /** A page that comes in is of the youngest generation, also when it was read ahead: that happens within a fault. */
  insert(page: u32): void {
    const generations = this.generations;
    const type = this.memory.isFile(page) ? FILE : ANONYMOUS;
    let returned = false;
    if (page === this.victim) {
      this.refaults.takeBack(type);
    } else if (generations.wasEvicted(page)) {
      const lately = generations.wasEvictedLately(page, type);
      if (lately || this.isLater) this.memory.countRefault(lately && this.isLater, lately);
      if (lately) {
        this.refaults.refault(type);
        returned = !this.isLater;
      }
    }
    this.victim = NONE;
    generations.resident++;
    generations.enter(page, type, returned);
  }

  /** Pages are chosen many at a time, and all of them go at once. */
  evict(): u32 {
    const generations = this.generations;
    this.writes = false;
    while (true) {
      const dirty = generations.next(TO_WRITE);
      if (dirty !== NONE) {
        generations.haveWritten(dirty);
        this.writes = true;
        return dirty;
      }
      if (generations.victims > 0) {
        if (this.reclaim.over) return this.giveUp();
      } else if (this.unfinished) {
        this.unfinished = false;
        return NONE;
      }
      this.startRound();
    }
  }

  remove(page: u32): void {
    this.generations.remove(page);
  }

  tick(): void {}

  private giveUp(): u32 {
    const generations = this.generations;
    const page = generations.next(VICTIMS);
    generations.leave(page);
    this.victim = page;
    this.unfinished = generations.victims > 0;
    return page;
  }

  /** Makes the next round of a reclaim, which may be the last, or the first of another one. */
  private startRound(): void {
    if (this.reclaim.startRound()) this.tables.startReclaim();
    this.takeWritten();
    this.round(this.reclaim.priority);
    this.tables.endRound();
    this.reclaim.endRound();
  }

  /** Pages that have been written are the next to be looked at. */
  private takeWritten(): void {
    const generations = this.generations;
    for (let page = generations.next(WRITTEN); page !== NONE; page = generations.next(WRITTEN))
      generations.enterOldest(page, generations.typeOf(page));
  }

  private round(priority: u32): void {
    let looked: u32 = 0;
    while (true) {
      const first = this.takesAnonymous() ? ANONYMOUS : FILE;
      const total = this.generations.total(FILE) + (first === ANONYMOUS ? this.generations.total(ANONYMOUS) : 0);
      if (this.mustAge(first, total)) {
        if (this.reclaim.mayAge()) {
          this.makeOlder(first);
          if (this.isLater) return;
        } else if (!this.generations.gives(first)) return;
      }
      const wanted = total >> priority;
      if (wanted === 0) return;
      const some = this.evictBatch(first);
      looked += some;
      if (some === 0 || looked >= wanted) return;
      if (!this.isLater && this.reclaim.isCutShort()) return;
    }
  }

  /** Without swappiness anonymous pages are taken only when there is nothing else. */
  @inline
  private takesAnonymous(): bool {
    return this.swappiness > 0 || this.generations.total(FILE) === 0;
  }

  /** Whether another generation is needed before the next page can go, or, when there are three, would spread pages better. */
  private mustAge(first: u32, total: u32): bool {
    const generations = this.generations;
    const youngest = generations.youngest;
    if (!generations.gives(first)) return true;
    if (generations.oldest[first] + 2 < youngest) return false;
    let young = generations.size(FILE, youngest);
    let old = generations.oldest[FILE] + 2 === youngest ? generations.size(FILE, youngest - 2) : 0;
    if (first === ANONYMOUS) {
      young += generations.size(ANONYMOUS, youngest);
      old += generations.size(ANONYMOUS, youngest - 2);
    }
    return <u64>young * 2 > total || <u64>old * 4 < total;
  }

  /** Aging: every page found accessed belongs to the youngest generation, then a new one is opened. */
  private makeOlder(first: u32): void {
    const generations = this.generations;
    this.reclaim.agings++;
    if (this.tables.takeWalk()) this.walk(first === FILE);
    if (generations.isFull(ANONYMOUS)) this.retire(ANONYMOUS, generations.oldest[ANONYMOUS] + 1);
    generations.youngest++;
  }

  private walk(sparesAnonymous: bool): void {
    const tables = this.tables;
    const youngest = this.generations.youngest;
    tables.begin(youngest);
    for (let table: u32 = 0; table < tables.count; table++) {
      const first = table * TABLE;
      const end = min(first + TABLE, this.pages);
      if (!tables.isWalked(table, youngest, this.memory.countAccessed(first, end))) continue;
      let young: u32 = 0;
      for (let page = first; page < end; page += BLOCK) young += this.refreshAccessed(page, sparesAnonymous);
      if (sparesAnonymous) tables.leave(table, this.memory.countAccessed(first, end));
      this.walked += end - first;
      if (young * LINE >= end - first) tables.add(table, youngest + 1);
    }
  }

  /** Makes those of 64 pages from `first` on that have been accessed belong to the youngest generation; returns how many they are. */
  private refreshAccessed(first: u32, sparesAnonymous: bool): u32 {
    const generations = this.generations;
    let young: u32 = 0;
    for (let members = generations.membersFrom(first); members !== 0; members &= members - 1) {
      const page = first + <u32>ctz(members);
      if (sparesAnonymous && generations.typeOf(page) === ANONYMOUS) continue;
      if (!this.memory.takeAccessed(page)) continue;
      generations.refresh(page);
      young++;
    }
    return young;
  }

  /** Isolates pages of the oldest generation and decides what becomes of each. Returns the number of pages scanned; 0: none is left. */
  private evictBatch(first: u32): u32 {
    const generations = this.generations;
    let type = this.typeToTake(first);
    let looked = this.isolate(type);
    if (looked === 0 && first === ANONYMOUS) {
      type = 1 - type;
      looked = this.isolate(type);
    }
    if (this.isolated > 0 && type === ANONYMOUS) this.reclaim.swaps = true;
    if (this.retireEmpty(first)) looked++;
    if (!generations.gives(first)) looked = 0;
    for (let at: u32 = 0; at < this.isolated; at++) this.decide(this.batch[at]);
    for (let at: u32 = 0; at < this.isolated; at++) this.putBack(this.batch[at]);
    return looked;
  }

  /** The type whose oldest generation is older; when both are equal, the one that swappiness and refaults favour. */
  private typeToTake(first: u32): u32 {
    const oldest = this.generations.oldest;
    if (first === FILE) return FILE;
    if (oldest[ANONYMOUS] < oldest[FILE]) return ANONYMOUS;
    return this.refaults.favourFile(this.swappiness) ? FILE : ANONYMOUS;
  }

  private isolate(type: u32): u32 {
    const generations = this.generations;
    this.isolated = 0;
    if (!generations.gives(type)) return 0;
    let looked: u32 = 0;
    while (looked < MOST_LOOKED_AT && this.isolated < BATCH) {
      const page = generations.last(type);
      if (page === NONE) break;
      looked++;
      if (generations.sort(page, type)) continue;
      generations.isolate(page);
      this.batch[this.isolated++] = page;
    }
    this.scanned += this.isolated;
    this.tables.scan(this.isolated);
    return this.isolated > 0 || looked === MOST_LOOKED_AT ? looked : 0;
  }

  /** Generations with an empty list end, except the two youngest; anonymous pages never have younger ones than file pages. */
  private retireEmpty(first: u32): bool {
    const generations = this.generations;
    const file = generations.firstWithPages(FILE);
    if (first === FILE) return this.retire(FILE, file);
    const anonymous = min(generations.firstWithPages(ANONYMOUS), file);
    const retired = this.retire(FILE, max(anonymous, generations.oldest[FILE]));
    return this.retire(ANONYMOUS, anonymous) || retired;
  }

  private retire(type: u32, oldest: u32): bool {
    if (this.generations.oldest[type] === oldest) return false;
    this.generations.oldest[type] = oldest;
    this.refaults.fade(type);
    return true;
  }

  /** An isolated page stays when it was accessed, and with it its neighbours; a dirty one is written first; another one goes. */
  private decide(page: u32): void {
    const generations = this.generations;
    if (generations.stays(page)) return;
    if (this.memory.takeAccessed(page)) {
      generations.keep(page);
      this.lookAround(page);
    } else if (this.memory.isDirty(page) && this.memory.canWriteBack(page)) {
      generations.letWrite(page);
    } else {
      generations.choose(page);
      this.refaults.evict(generations.typeOf(page));
      this.reclaim.going++;
    }
  }

  private putBack(page: u32): void {
    const generations = this.generations;
    if (generations.stays(page)) generations.enter(page, generations.typeOf(page), false);
  }

  /** Looks at the 64 pages around one that was accessed, within its page table. */
  private lookAround(page: u32): void {
    const generations = this.generations;
    const table = page / TABLE;
    const start = table * TABLE;
    const end = min(max(page + BLOCK / 2, start + BLOCK), min(start + TABLE, this.pages));
    const first = end - min(BLOCK, end - start);
    let young: u32 = 1;
    let found: u32 = 0;
    for (let members = generations.membersFrom(first); members !== 0; members &= members - 1) {
      const other = first + <u32>ctz(members);
      if (!this.memory.takeAccessed(other)) continue;
      young++;
      if (generations.isIsolated(other)) generations.keep(other);
      else if (!generations.isYoungest(other)) this.neighbours[found++] = other;
    }
    this.tables.take(table, young);
    const isAlone = this.isLater && end - first === 1;
    if (young * LINE >= end - first && !isAlone) this.tables.add(table, generations.youngest);
    const moves = this.isLater || (this.reclaim.agings === 0 && found <= FEW_NEIGHBOURS);
    for (let at: u32 = 0; at < found; at++) {
      if (moves) generations.moveToYoungest(this.neighbours[at]);
      else generations.refresh(this.neighbours[at]);
    }
  }

  check(resident: u32): bool {
    return this.generations.check(resident);
  }
}
