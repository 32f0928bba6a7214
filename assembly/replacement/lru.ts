import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { List } from "../memory/list";
import { Memory, PolicyRecord } from "./contract";

/**
 * Least recently used, exact: the victim is the page whose last reference is longest ago.
 *
 * @policy lru
 * @number 0
 * @visibility every-access
 * @uses guest
 * @replayed-by lab/recency.ts
 * @paper Mattson, Gecsei, Slutz, Traiger: Evaluation techniques for storage hierarchies, IBM Systems Journal 9 (1970), https://doi.org/10.1147/sj.92.0078
 */
@unmanaged
export class Lru<M extends Memory> extends PolicyRecord {
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
    const victim = this.pages.last();
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
