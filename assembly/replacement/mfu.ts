import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Heap } from "../memory/heap";
import { Memory, PolicyRecord } from "./contract";

/** High bits of a key: the largest count less the uses. Low bits: the time of the last use. */
const TIME_BITS: u32 = 34;
const MOST_USES: u32 = (1 << 30) - 1;

/**
 * Most frequently used: the victim is the page that was referenced most often since it came into memory; of several, the one whose
 * last reference is longest ago. The idea, which seldom holds: a page that was used little has only just come in.
 *
 * @policy mfu
 * @number 23
 * @visibility every-access
 * @paper Silberschatz, Galvin, Gagne: Operating System Concepts, 10th edition (2018), section 10.4.6
 */
@unmanaged
export class Mfu<M extends Memory> extends PolicyRecord {
  /** The pages in memory, the one used most often on top. */
  private pages: Heap;
  private uses: Column<u32>;
  /** References so far: the memory's clock stands still during hits. */
  private references: u64;

  create(memory: M, _parameters: Column<f64>): void {
    const pages = Heap.create(memory.pages, memory.frames);
    const uses = Column.create<u32>(memory.pages);
    if (!Arena.fits()) return;
    this.pages = pages;
    this.uses = uses;
  }

  hit(page: u32): void {
    this.pages.remove(page);
    this.use(page, min<u32>(this.uses[page] + 1, MOST_USES));
  }

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    this.use(page, 1);
  }

  private use(page: u32, uses: u32): void {
    this.uses[page] = uses;
    this.pages.add(page, ((<u64>(MOST_USES - uses)) << TIME_BITS) | this.references++);
  }

  evict(): u32 {
    const victim = this.pages.top();
    this.pages.removeTop();
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
