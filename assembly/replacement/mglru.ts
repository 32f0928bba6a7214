import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Rings } from "../memory/rings";
import { Memory, PolicyRecord } from "./contract";

const ANONYMOUS: u32 = 0;
const FILE: u32 = 1;

/** Generations there are at most of each type; the two youngest are never evicted from. */
const MOST_GENERATIONS: u32 = 4;
const LEAST_GENERATIONS: u32 = 2;

/*
 * A page's place, one byte:
 *
 *    7 … 6   5         4         3 … 2     1 … 0
 *    –       EVICTED   RESIDENT  the list  the generation it belongs to by now
 */
const GENERATION: u32 = 3;
const LIST_SHIFT: u32 = 2;
const RESIDENT_SHIFT: u32 = 4;
const RESIDENT: u32 = 1 << RESIDENT_SHIFT;
/** Out of memory; its note is the oldest generation of its type when it left. */
const EVICTED: u32 = 32;

/** Pages around one found accessed that are looked at as well, how many of them stand before it, and in what block of pages: a page table. */
const NEIGHBOURS: u32 = 64;
const NEIGHBOURS_BEFORE: u32 = 32;
const TABLE: u32 = 512;

/** The lowest bit of each of eight bytes; times this, they stand side by side in the highest byte. */
const LOWEST_BITS: u64 = u64.MAX_VALUE / 0xff;
const GATHER: u64 = 0x0102_0408_1020_4080;

/** Fewer refaults than this (MIN_LRU_BATCH) mean nothing. */
const FEW: u64 = 64;

/**
 * Multi-generational LRU as in Linux 6.1: pages belong to generations. Aging looks at every page, puts the accessed ones into the
 * youngest generation and opens a new one; victims come from the oldest, where a page found accessed saves itself and its neighbours.
 *
 * @policy mglru
 * @number 21
 * @visibility accessed-bit
 * @uses guest host
 * @parameter swappiness=60 0..200 cost of taking file pages compared with anonymous ones: 100 is equal, 0 leaves anonymous pages to the last
 * @paper Linux 6.1, mm/vmscan.c, https://docs.kernel.org/mm/multigen_lru.html
 */
@unmanaged
export class MgLru<M extends Memory> extends PolicyRecord {
  private memory: M;
  private pages: u32;
  private swappiness: u64;
  /** For each type the lists of its generations: ring 4 × type + generation. */
  private lists: Rings;
  private places: Column<u8>;
  /** How many pages belong to each generation of each type, whichever list they are in; and how many there are. */
  private sizes: Column<u32>;
  private resident: u32;
  /** Numbers of the youngest generation, and of the oldest of each type. Modulo 4 they are what a page's place says. */
  private youngest: u32;
  private oldest: Column<u32>;
  /** For each type: evictions and refaults since its oldest generation is the oldest, and a fading memory of those before. */
  private evicted: Column<u64>;
  private refaulted: Column<u64>;
  private evictedBefore: Column<u64>;
  private refaultedBefore: Column<u64>;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const lists = Rings.create(memory.pages, 2 * MOST_GENERATIONS);
    // Behind the last page are as many as may be looked at with it.
    const places = Column.create<u8>(memory.pages + NEIGHBOURS);
    const sizes = Column.create<u32>(2 * MOST_GENERATIONS);
    const oldest = Column.create<u32>(2);
    const evicted = Column.create<u64>(2);
    const refaulted = Column.create<u64>(2);
    const evictedBefore = Column.create<u64>(2);
    const refaultedBefore = Column.create<u64>(2);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.pages = memory.pages;
    this.swappiness = <u64>parameters[0];
    this.lists = lists;
    this.places = places;
    this.sizes = sizes;
    this.oldest = oldest;
    this.evicted = evicted;
    this.refaulted = refaulted;
    this.evictedBefore = evictedBefore;
    this.refaultedBefore = refaultedBefore;
    this.youngest = LEAST_GENERATIONS;
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
    const type = this.typeOf(page);
    const putBack = page === this.victim;
    if ((<u32>this.places[page] & EVICTED) !== 0) {
      if (putBack) this.evicted[type]--;
      else if (this.lists.note(page) === this.oldest[type]) this.refaulted[type]++;
    }
    this.victim = NONE;
    this.resident++;
    this.enter(page, type, this.youngest);
  }

  evict(): u32 {
    while (true) {
      this.retire(ANONYMOUS);
      this.retire(FILE);
      if (this.mustAge()) {
        this.makeOlder();
        continue;
      }
      const type = this.typeToEvict();
      const page = this.lists.before(this.end(type, this.oldest[type]));
      this.scanned++;
      if (this.hasMoved(page, type) || this.hasBeenAccessed(page, type)) continue;
      this.leave(page, type);
      return page;
    }
  }

  remove(page: u32): void {
    const type = this.typeOf(page);
    this.sizes[MOST_GENERATIONS * type + (<u32>this.places[page] & GENERATION)]--;
    this.lists.remove(page);
    this.places[page] = 0;
    this.resident--;
  }

  tick(): void {}

  @inline
  private typeOf(page: u32): u32 {
    return this.memory.isFile(page) ? FILE : ANONYMOUS;
  }

  @inline
  private end(type: u32, generation: u32): u32 {
    return this.pages + MOST_GENERATIONS * type + (generation & GENERATION);
  }

  @inline
  private size(type: u32, generation: u32): u32 {
    return this.sizes[MOST_GENERATIONS * type + (generation & GENERATION)];
  }

  /** Puts a page that is in no list at the front of a generation. */
  private enter(page: u32, type: u32, generation: u32): void {
    const number = generation & GENERATION;
    this.lists.insertBehind(this.end(type, number), page);
    this.places[page] = <u8>(RESIDENT | (number << LIST_SHIFT) | number);
    this.sizes[MOST_GENERATIONS * type + number]++;
  }

  /** Moves a page to the front of the list of a generation, and makes it belong there. */
  private move(page: u32, type: u32, generation: u32): void {
    this.sizes[MOST_GENERATIONS * type + (<u32>this.places[page] & GENERATION)]--;
    this.lists.remove(page);
    this.enter(page, type, generation);
  }

  /** Makes a page belong to the youngest generation; it stays in its list until somebody comes across it there. */
  private refresh(page: u32): void {
    const place = <u32>this.places[page];
    const number = this.youngest & GENERATION;
    const first = MOST_GENERATIONS * this.typeOf(page);
    this.sizes[first + (place & GENERATION)]--;
    this.sizes[first + number]++;
    this.places[page] = <u8>((place & ~GENERATION) | number);
  }

  /** As long as the oldest list of a type is empty, and there are more than two, the next is the oldest. */
  private retire(type: u32): void {
    while (this.canGive(type)) {
      const end = this.end(type, this.oldest[type]);
      if (this.lists.before(end) !== end) return;
      this.oldest[type]++;
      this.evictedBefore[type] = (this.evictedBefore[type] + this.evicted[type]) / 2;
      this.refaultedBefore[type] = (this.refaultedBefore[type] + this.refaulted[type]) / 2;
      this.evicted[type] = 0;
      this.refaulted[type] = 0;
    }
  }

  @inline
  private canGive(type: u32): bool {
    return this.oldest[type] + LEAST_GENERATIONS <= this.youngest;
  }

  /** Whether another generation is needed before the next page can go, or, when there are three, would spread pages better. */
  private mustAge(): bool {
    const oldest = min(this.oldest[ANONYMOUS], this.oldest[FILE]);
    if (oldest + LEAST_GENERATIONS > this.youngest) return true;
    if (oldest + LEAST_GENERATIONS < this.youngest) return false;
    const young = this.size(ANONYMOUS, this.youngest) + this.size(FILE, this.youngest);
    const old = this.size(ANONYMOUS, oldest) + this.size(FILE, oldest);
    return <u64>young * LEAST_GENERATIONS > this.resident || <u64>old * (LEAST_GENERATIONS + 2) < this.resident;
  }

  /** Aging: every accessed page belongs to the youngest generation, then a new one is opened. */
  private makeOlder(): void {
    for (let page: u32 = 0; page < this.pages; page += NEIGHBOURS) this.refreshAccessed(page);
    this.youngest++;
  }

  /** The type with the older oldest generation; when both are equal, the one that swappiness and refaults favour. */
  private typeToEvict(): u32 {
    if (!this.canGive(FILE)) return ANONYMOUS;
    if (!this.canGive(ANONYMOUS) || this.swappiness === 0) return FILE;
    if (this.oldest[ANONYMOUS] !== this.oldest[FILE])
      return this.oldest[ANONYMOUS] < this.oldest[FILE] ? ANONYMOUS : FILE;
    if (this.swappiness === 1) return FILE;
    if (this.swappiness === 200) return ANONYMOUS;
    return this.refaultsLess() ? FILE : ANONYMOUS;
  }

  /** Whether evicted file pages come back no more often than anonymous ones, each type weighed by its swappiness. */
  private refaultsLess(): bool {
    const refaulted = this.refaultedBefore[FILE] + this.refaulted[FILE];
    const evicted = this.evictedBefore[FILE] + this.evicted[FILE];
    const anonymousRefaulted = this.refaultedBefore[ANONYMOUS] + this.refaulted[ANONYMOUS];
    const anonymousEvicted = this.evictedBefore[ANONYMOUS] + this.evicted[ANONYMOUS];
    if (refaulted < FEW) return true;
    return (
      refaulted * (anonymousEvicted + FEW) * this.swappiness <=
      (anonymousRefaulted + 1) * evicted * (200 - this.swappiness)
    );
  }

  /** Whether the last page of the oldest list goes elsewhere: to the generation it belongs to, or, dirty and of a file, written to the next. */
  private hasMoved(page: u32, type: u32): bool {
    const number = <u32>this.places[page] & GENERATION;
    if (number !== (this.oldest[type] & GENERATION)) {
      this.move(page, type, number);
      return true;
    }
    if (type !== FILE || !this.memory.isDirty(page)) return false;
    this.memory.writeBack(page);
    this.move(page, type, this.oldest[type] + 1);
    return true;
  }

  /** Whether the page was accessed, and so is young again; with it what has been accessed around it. */
  private hasBeenAccessed(page: u32, type: u32): bool {
    if (!this.memory.takeAccessed(page)) return false;
    this.move(page, type, this.youngest);
    const table = page & ~(TABLE - 1);
    const end = min(max(page + NEIGHBOURS - NEIGHBOURS_BEFORE, table + NEIGHBOURS), min(table + TABLE, this.pages));
    const first = end - min(NEIGHBOURS, end - table);
    this.refreshAccessed(first);
    // Without the page itself.
    this.scanned--;
    return true;
  }

  /** Makes those of 64 pages from `first` on that have been accessed belong to the youngest generation. */
  private refreshAccessed(first: u32): void {
    let resident: u64 = 0;
    for (let at: u32 = 0; at < NEIGHBOURS; at += 8) {
      const eight = load<u64>(changetype<usize>(this.places.from(first + at))) >> RESIDENT_SHIFT;
      resident |= (((eight & LOWEST_BITS) * GATHER) >> 56) << at;
    }
    this.scanned += popcnt(resident);
    for (; resident !== 0; resident &= resident - 1) {
      const page = first + <u32>ctz(resident);
      if (this.memory.takeAccessed(page)) this.refresh(page);
    }
  }

  private leave(page: u32, type: u32): void {
    this.remove(page);
    this.places[page] = <u8>EVICTED;
    this.lists.setNote(page, this.oldest[type]);
    this.evicted[type]++;
    this.victim = page;
  }

  check(resident: u32): bool {
    if (
      this.resident !== resident ||
      this.youngest - min(this.oldest[ANONYMOUS], this.oldest[FILE]) >= MOST_GENERATIONS
    )
      return false;
    let members: u32 = 0;
    let belonging: u32 = 0;
    for (let list: u32 = 0; list < 2 * MOST_GENERATIONS; list++) {
      const length = this.checkList(list);
      if (length === NONE) return false;
      members += length;
      belonging += this.sizes[list];
    }
    return members === resident && belonging === resident;
  }

  /** How many pages are in a list; `NONE` when something is wrong with it. */
  private checkList(list: u32): u32 {
    const end = this.pages + list;
    let members: u32 = 0;
    let before = end;
    for (let page = this.lists.behind(end); page !== end; page = this.lists.behind(page)) {
      if (page >= this.pages || this.lists.before(page) !== before || members++ > this.resident) return NONE;
      const place = <u32>this.places[page];
      const number = (place >> LIST_SHIFT) & GENERATION;
      if ((place & RESIDENT) === 0 || MOST_GENERATIONS * this.typeOf(page) + number !== list) return NONE;
      before = page;
    }
    return this.lists.before(end) === before ? members : NONE;
  }
}
