import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { FramesRecord, Memory } from "./contract";

/**
 * Generalised CLOCK: a page counts its references up to a limit, the hand counts down, and takes the first page that has come
 * to 0. With a limit of 1 it is CLOCK, which an accessed mark would do for; more than that must see every reference.
 *
 * @policy gclock
 * @number 4
 * @visibility every-access
 * @uses guest
 * @parameter max=3 1..255 references a page can have to its credit
 * @paper Smith: Sequentiality and prefetching in database systems, ACM Transactions on Database Systems 3 (1978), https://doi.org/10.1145/320263.320276
 */
@unmanaged
export class Gclock<M extends Memory> extends FramesRecord {
  private memory: M;
  private hand: u32;
  private max: u8;
  /** What each page has to its credit. */
  private credit: Column<u8>;

  create(memory: M, parameters: Column<f64>): void {
    const credit = Column.create<u8>(memory.pages);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.max = <u8>parameters[0];
    this.credit = credit;
  }

  @inline
  hit(page: u32): void {
    const credit = this.credit[page];
    if (credit < this.max) this.credit[page] = credit + 1;
  }

  @inline
  fault(page: u32): void {
    this.credit[page] = 1;
  }

  insert(_page: u32): void {}

  evict(): u32 {
    const frames = this.memory.frames;
    let hand = this.hand;
    while (true) {
      const frame = hand;
      const page = this.memory.pageIn(frame);
      if (++hand === frames) hand = 0;
      if (page === NONE) continue;
      this.scanned++;
      const credit = this.credit[page];
      if (credit === 0) {
        this.hand = hand;
        this.victimFrame = frame;
        return page;
      }
      this.credit[page] = credit - 1;
    }
  }

  remove(page: u32): void {
    this.credit[page] = 0;
  }

  tick(): void {}

  check(_resident: u32): bool {
    for (let page: u32 = 0; page < this.memory.pages; page++) {
      if (this.credit[page] > this.max) return false;
    }
    return this.hand < this.memory.frames;
  }
}
