import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { List } from "../memory/list";
import { Memory, PolicyRecord } from "./contract";

/**
 * First in, first out: the victim is the page that came into memory longest ago.
 *
 * @policy fifo
 * @number 2
 * @visibility fault
 * @uses guest host
 * @paper Belady: A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 5 (1966), https://doi.org/10.1147/sj.52.0078
 */
@unmanaged
export class Fifo<M extends Memory> extends PolicyRecord {
  private pages: List;

  create(memory: M, _parameters: Column<f64>): void {
    const pages = List.create(memory.pages);
    if (Arena.fits()) this.pages = pages;
  }

  @inline
  hit(_page: u32): void {}

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
