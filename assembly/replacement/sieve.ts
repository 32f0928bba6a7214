import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { List } from "../memory/list";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

/**
 * SIEVE: a queue that pages never move in; a hand goes from its tail to its head, clears the accessed mark of a page that has
 * one, and takes the first that has none. New pages come in at the head with the mark cleared.
 *
 * @policy sieve
 * @number 9
 * @visibility accessed-bit
 * @uses guest host
 * @paper Zhang, Yang, Yue, Vigfusson, Rashmi: SIEVE is simpler than LRU, NSDI (2024), https://www.usenix.org/conference/nsdi24/presentation/zhang-yazhuo
 */
@unmanaged
export class Sieve<M extends Memory> extends PolicyRecord {
  private memory: M;
  private queue: List;
  /** The page to look at next; `NONE`: the tail. */
  private hand: u32;

  create(memory: M, _parameters: Column<f64>): void {
    const queue = List.create(memory.pages);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.queue = queue;
    this.hand = NONE;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    this.memory.takeAccessed(page);
    this.queue.addFirst(page);
  }

  evict(): u32 {
    let page = this.hand;
    while (true) {
      if (page === NONE) page = this.queue.last();
      this.scanned++;
      if (!this.memory.takeAccessed(page)) break;
      page = this.queue.ahead(page);
    }
    this.hand = this.queue.ahead(page);
    this.queue.remove(page);
    return page;
  }

  remove(page: u32): void {
    if (page === this.hand) this.hand = this.queue.ahead(page);
    this.queue.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    return this.queue.count === resident && this.queue.check() && (this.hand === NONE || this.queue.has(this.hand));
  }
}
