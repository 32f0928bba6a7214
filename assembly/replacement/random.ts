import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Memory, PolicyRecord } from "./contract";
import { DrawnPages } from "./random/drawn-pages";

/**
 * The victim is any page, each as likely as the other. Draws come from xorshift32 (Marsaglia 2003, shifts 13, 17, 5).
 *
 * @policy random
 * @also rand
 * @number 3
 * @visibility fault
 * @uses guest host
 * @parameter seed=1 1..4294967295 where the draws begin
 * @paper Gelenbe: A unified approach to the evaluation of a class of replacement algorithms, IEEE Transactions on Computers 22 (1973), https://doi.org/10.1109/TC.1973.5009115
 */
@unmanaged
export class Random<M extends Memory> extends PolicyRecord {
  private pages: DrawnPages;

  create(memory: M, parameters: Column<f64>): void {
    const pages = DrawnPages.create(memory.pages, memory.frames, <u32>parameters[0]);
    if (!Arena.fits()) return;
    this.pages = pages;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    this.pages.add(page);
  }

  evict(): u32 {
    const victim = this.pages.draw();
    this.pages.remove(victim);
    this.scanned++;
    return victim;
  }

  remove(page: u32): void {
    this.pages.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    return this.pages.check(resident);
  }
}
