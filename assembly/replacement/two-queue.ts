import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists } from "../memory/lists";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

/** The paper's A1in: pages in memory that came in for the first time in a while, in the order they came. */
const IN: u32 = 1;
/** A1out: pages that left memory from A1in, remembered in the order they left. */
const OUT: u32 = 2;
/** Am: pages in memory that came back while they were remembered, latest reference first. */
const MAIN: u32 = 3;

/**
 * 2Q, the full version: a page first passes through a queue, where references to it count for nothing; when it is wanted again after
 * it has left, while it is still remembered, it goes to an LRU list.
 *
 * @policy 2q
 * @also two-queue
 * @number 11
 * @visibility every-access
 * @uses guest
 * @parameter in=0.25 0..1 the share of memory that the queue may keep (Kin)
 * @parameter out=0.5 0..4 how many pages that left the queue are remembered, as a share of memory (Kout)
 * @paper Johnson, Shasha: 2Q, a low overhead high performance buffer management replacement algorithm, VLDB (1994), https://www.vldb.org/conf/1994/P439.PDF
 */
@unmanaged
export class TwoQueue<M extends Memory> extends PolicyRecord {
  private memory: M;
  private lists: Lists;
  private inShare: f64;
  private outShare: f64;
  /** The page whose fault is being served, or `NONE`, and whether it was remembered then; it may be forgotten before it comes in. */
  private faulted: u32;
  private cameBack: bool;

  create(memory: M, parameters: Column<f64>): void {
    const lists = Lists.create(memory.pages, 3);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.lists = lists;
    this.inShare = parameters[0];
    this.outShare = parameters[1];
    this.faulted = NONE;
  }

  @inline
  hit(page: u32): void {
    if (this.lists.listOf(page) === MAIN) this.lists.toFront(MAIN, page);
  }

  fault(page: u32): void {
    this.faulted = page;
    this.cameBack = this.lists.listOf(page) === OUT;
  }

  insert(page: u32): void {
    const lists = this.lists;
    let into = IN;
    if (page === this.faulted) {
      if (this.cameBack) into = MAIN;
      this.faulted = NONE;
    }
    if (lists.listOf(page) === OUT) lists.moveFirst(into, page);
    else lists.addFirst(into, page);
  }

  evict(): u32 {
    const lists = this.lists;
    this.scanned++;
    if (lists.count(MAIN) > 0 && lists.count(IN) <= <u32>(this.inShare * this.memory.capacity())) {
      const victim = lists.last(MAIN);
      lists.remove(victim);
      return victim;
    }
    const victim = lists.last(IN);
    lists.moveFirst(OUT, victim);
    this.forget();
    return victim;
  }

  /** Forgets the pages that left longest ago, as many as are too many. */
  private forget(): void {
    const lists = this.lists;
    const most = <u32>(this.outShare * this.memory.capacity());
    while (lists.count(OUT) > most) lists.remove(lists.last(OUT));
  }

  remove(page: u32): void {
    this.lists.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    const lists = this.lists;
    return lists.count(IN) + lists.count(MAIN) === resident && lists.check(IN) && lists.check(OUT) && lists.check(MAIN);
  }
}
