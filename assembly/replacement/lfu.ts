import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Rings } from "../memory/rings";
import { Memory, PolicyRecord } from "./contract";

/**
 * Least frequently used: the victim is the page that was referenced least often since it came into memory; of several, the one
 * whose last reference is longest ago.
 *
 * @policy lfu
 * @number 16
 * @visibility every-access
 * @uses guest
 * @paper Shah, Mitra, Matani: An O(1) algorithm for implementing the LFU cache eviction scheme (2010), http://dhruvbird.com/lfu.pdf
 */
@unmanaged
export class Lfu<M extends Memory> extends PolicyRecord {
  /** The pages in memory, a class for each number of uses: the most often used class first, in a class the most recently used page first. */
  private pages: Rings;
  private end: u32;
  private count: u32;
  /** The class of each page; class 0, of frequency 0, has only the end. */
  private classOf: Column<u32>;
  /** For each class: the number of uses of its pages, and its first page. For an unused class: the next unused one. */
  private frequency: Column<u64>;
  private first: Column<u32>;
  private unused: u32;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, _parameters: Column<f64>): void {
    const classes = memory.frames + 1;
    const pages = Rings.create(memory.pages, 1);
    const classOf = Column.create<u32>(memory.pages + 1);
    const frequency = Column.create<u64>(classes);
    const first = Column.create<u32>(classes);
    if (!Arena.fits()) return;
    this.pages = pages;
    this.end = memory.pages;
    this.classOf = classOf;
    this.frequency = frequency;
    this.first = first;
    this.unused = 1;
    for (let unused: u32 = 1; unused < classes; unused++) first[unused] = unused + 1;
    this.victim = NONE;
  }

  hit(page: u32): void {
    const old = this.classOf[page];
    const frequency = this.frequency[old] + 1;
    const higher = this.classOf[this.pages.before(this.first[old])];
    if (this.frequency[higher] === frequency) {
      this.leave(page);
      this.join(page, higher);
    } else if (this.isAlone(page)) {
      this.frequency[old] = frequency;
    } else {
      this.leave(page);
      this.open(page, frequency, this.first[old]);
    }
  }

  fault(_page: u32): void {
    this.victim = NONE;
  }

  /** A page that could not go is now among the most often used, so that others get their turn. */
  insert(page: u32): void {
    const putBack = page === this.victim;
    this.victim = NONE;
    this.count++;
    const neighbour = putBack ? this.pages.behind(this.end) : this.pages.before(this.end);
    const joined = this.classOf[neighbour];
    if (putBack ? joined !== 0 : this.frequency[joined] === 1) this.join(page, joined);
    else this.open(page, 1, this.end);
  }

  evict(): u32 {
    const victim = this.pages.before(this.end);
    this.remove(victim);
    this.victim = victim;
    this.scanned++;
    return victim;
  }

  remove(page: u32): void {
    this.count--;
    this.leave(page);
  }

  tick(): void {}

  /** Whether a page is the only one of its class. */
  private isAlone(page: u32): bool {
    const own = this.classOf[page];
    return this.first[own] === page && this.classOf[this.pages.behind(page)] !== own;
  }

  /** Makes a page the first of a class. */
  private join(page: u32, joined: u32): void {
    this.pages.insertBefore(this.first[joined], page);
    this.first[joined] = page;
    this.classOf[page] = joined;
  }

  /** Makes a page a class of its own, directly before `at`. */
  private open(page: u32, frequency: u64, at: u32): void {
    const opened = this.unused;
    this.unused = this.first[opened];
    this.frequency[opened] = frequency;
    this.first[opened] = page;
    this.classOf[page] = opened;
    this.pages.insertBefore(at, page);
  }

  /** Takes a page out of its class, which is unused when that was all it had. */
  private leave(page: u32): void {
    const left = this.classOf[page];
    const behind = this.pages.behind(page);
    this.pages.remove(page);
    if (this.first[left] !== page) return;
    if (this.classOf[behind] === left) {
      this.first[left] = behind;
    } else {
      this.first[left] = this.unused;
      this.unused = left;
    }
  }

  check(resident: u32): bool {
    let members: u32 = 0;
    let before = this.end;
    for (let page = this.pages.behind(before); page !== this.end; page = this.pages.behind(page)) {
      if (this.pages.before(page) !== before || members > resident) return false;
      const own = this.classOf[page];
      const above = this.classOf[before];
      if (own !== above && (this.first[own] !== page || this.frequency[own] < 1)) return false;
      if (own !== above && above !== 0 && this.frequency[own] >= this.frequency[above]) return false;
      before = page;
      members++;
    }
    return members === resident && members === this.count && this.pages.before(this.end) === before;
  }
}
