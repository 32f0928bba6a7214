import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { DIRTY, PAGE_OF_REFERENCE, READY, WRITE_SHIFT } from "../state/entry";
import { Counts } from "./counts";
import { SEEN } from "./lab";

/**
 * The optimum (MIN): the victim is the page whose next use is farthest away. Only a replay knows the future, so it has the
 * whole trace and no other memory can use it. The number of faults is the least possible; that of dirty evictions is not.
 *
 * @policy opt
 * @also optimal min belady
 * @visibility future
 * @paper Belady: A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 5 (1966), https://doi.org/10.1147/sj.52.0078
 */
@unmanaged
export class Opt extends Counts {
  frames: u32;
  trace: Column<u32>;
  private length: u32;
  /** Where in the trace the page of each reference is used next, or `NONE`. */
  private nextUse: Column<u32>;
  private states: Column<u8>;
  /** Where pages in memory are used next. Two pages are never used at once, so each place stands for one page. */
  private coming: Bitmap;
  /** Pages in memory that are never used again. */
  private done: Column<u32>;
  private doneCount: u32;
  /** Where each page is used next, while the trace is read from its end. */
  private soonest: Column<u32>;

  static create(pages: u32, frames: u32, length: u32): Opt {
    const opt = changetype<Opt>(Arena.take(offsetof<Opt>()));
    const trace = Column.create<u32>(length);
    const nextUse = Column.create<u32>(length);
    const states = Column.create<u8>(pages);
    const coming = Bitmap.create(length);
    const done = Column.create<u32>(pages);
    const soonest = Column.create<u32>(pages);
    if (!Arena.fits()) return opt;
    opt.frames = frames;
    opt.length = length;
    opt.trace = trace;
    opt.nextUse = nextUse;
    opt.states = states;
    opt.coming = coming;
    opt.done = done;
    opt.soonest = soonest;
    soonest.fill(0xff, pages);
    return opt;
  }

  holds(page: u32): bool {
    return (this.states[page] & READY) !== 0;
  }

  /** Finds every next use. Called once, when the trace is complete. */
  foresee(): void {
    const trace = this.trace;
    const nextUse = this.nextUse;
    const soonest = this.soonest;
    for (let at = this.length; at > 0; ) {
      at--;
      const page = trace[at] & PAGE_OF_REFERENCE;
      nextUse[at] = soonest[page];
      soonest[page] = at;
    }
  }

  /** Makes the next `count` references. */
  run(count: u32): void {
    const first = <u32>this.references;
    for (let at = first; at < first + count; at++) {
      const reference = this.trace[at];
      const page = reference & PAGE_OF_REFERENCE;
      const state = this.states[page];
      if ((state & READY) !== 0) this.coming.remove(at);
      else this.miss(state);
      this.states[page] = state | READY | SEEN | (<u8>(reference >>> WRITE_SHIFT) * DIRTY);
      const next = this.nextUse[at];
      if (next === NONE) this.done[this.doneCount++] = page;
      else this.coming.add(next);
    }
    this.references += count;
  }

  private miss(state: u8): void {
    this.faults++;
    if ((state & SEEN) === 0) this.coldFaults++;
    if (this.resident < this.frames) this.resident++;
    else this.evict();
  }

  private evict(): void {
    let victim: u32;
    if (this.doneCount > 0) {
      victim = this.done[--this.doneCount];
    } else {
      const farthest = this.coming.highest();
      this.coming.remove(farthest);
      victim = this.trace[farthest] & PAGE_OF_REFERENCE;
    }
    if ((this.states[victim] & DIRTY) !== 0) this.dirtyEvictions++;
    this.states[victim] = SEEN;
  }
}
