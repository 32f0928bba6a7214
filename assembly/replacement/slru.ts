import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists } from "../memory/lists";
import { Memory, PolicyRecord } from "./contract";

/** Pages referenced once since they came, and pages referenced again; latest first. */
const PROBATION: u32 = 1;
const PROTECTED: u32 = 2;

/**
 * Segmented LRU: a page comes in on probation, its next reference protects it; the victim is the least recently used page on
 * probation. When too many are protected, the least recently used of them is on probation again.
 *
 * @policy slru
 * @number 10
 * @visibility every-access
 * @uses guest
 * @parameter protected=0.8 0..1 the share of memory that protected pages may take
 * @paper Karedla, Love, Wherry: Caching strategies to improve disk system performance, IEEE Computer 27 (1994), https://doi.org/10.1109/2.268884
 */
@unmanaged
export class Slru<M extends Memory> extends PolicyRecord {
  private memory: M;
  private lists: Lists;
  private protectedShare: f64;

  create(memory: M, parameters: Column<f64>): void {
    const lists = Lists.create(memory.pages, 2);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.lists = lists;
    this.protectedShare = parameters[0];
  }

  @inline
  hit(page: u32): void {
    const lists = this.lists;
    const wasProtected = lists.listOf(page) === PROTECTED;
    lists.moveFirst(PROTECTED, page);
    if (!wasProtected) this.bringBackToProbation();
  }

  /** While too many pages are protected, puts the least recently used of them on probation. */
  private bringBackToProbation(): void {
    const lists = this.lists;
    const most = <u32>(this.protectedShare * this.memory.capacity());
    while (lists.count(PROTECTED) > most) lists.moveFirst(PROBATION, lists.last(PROTECTED));
  }

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    this.lists.addFirst(PROBATION, page);
  }

  evict(): u32 {
    const lists = this.lists;
    const victim = lists.last(lists.count(PROBATION) > 0 ? PROBATION : PROTECTED);
    lists.remove(victim);
    this.scanned++;
    return victim;
  }

  remove(page: u32): void {
    this.lists.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    const lists = this.lists;
    return (
      lists.count(PROBATION) + lists.count(PROTECTED) === resident && lists.check(PROBATION) && lists.check(PROTECTED)
    );
  }
}
