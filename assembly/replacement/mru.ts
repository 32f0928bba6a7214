import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { List } from "../memory/list";
import { Memory, PolicyRecord } from "./contract";

/**
 * Most recently used: the victim is the page whose last reference is the latest. Best for loops that are larger than memory, bad
 * for nearly everything else.
 *
 * @policy mru
 * @number 22
 * @visibility every-access
 * @paper Chou, DeWitt: An evaluation of buffer management strategies for relational database systems, Algorithmica 1 (1986), https://doi.org/10.1007/BF01840450
 */
@unmanaged
export class Mru<M extends Memory> extends PolicyRecord {
  private pages: List;

  create(memory: M, _parameters: Column<f64>): void {
    const pages = List.create(memory.pages);
    if (Arena.fits()) this.pages = pages;
  }

  @inline
  hit(page: u32): void {
    this.pages.moveFirst(page);
  }

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    this.pages.addFirst(page);
  }

  evict(): u32 {
    const victim = this.pages.first();
    this.pages.remove(victim);
    this.scanned++;
    return victim;
  }

  remove(page: u32): void {
    this.pages.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    return this.pages.count === resident && this.pages.check();
  }
}
