import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { FramesRecord, Memory } from "./contract";

/**
 * CLOCK, also called second chance: a hand goes round the frames, clears the accessed mark of a page that has one, and takes
 * the first page that has none.
 *
 * @policy clock
 * @also second-chance secondchance
 * @number 1
 * @visibility accessed-bit
 * @uses guest host
 * @parameter load=1 0..1 1: a page comes in with its accessed mark set, as in most textbooks; 0: cleared, as in libCacheSim
 * @paper Corbató: A paging experiment with the Multics system, MIT Project MAC MAC-M-384 (1968), https://multicians.org/paging-experiment.pdf
 */
@unmanaged
export class Clock<M extends Memory> extends FramesRecord {
  private memory: M;
  hand: u32;
  load: bool;

  create(memory: M, parameters: Column<f64>): void {
    if (!Arena.fits()) return;
    this.memory = memory;
    this.load = parameters[0] !== 0;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    if (!this.load) this.memory.takeAccessed(page);
  }

  evict(): u32 {
    const memory = this.memory;
    const frames = memory.frames;
    let hand = this.hand;
    let scanned: u32 = 0;
    while (true) {
      const frame = hand;
      const page = memory.pageIn(frame);
      if (++hand === frames) hand = 0;
      if (memory.hasEmptyFrames() && page === NONE) continue;
      scanned++;
      if (!memory.takeAccessed(page)) {
        this.hand = hand;
        this.victimFrame = frame;
        this.scanned += scanned;
        return page;
      }
    }
  }

  remove(_page: u32): void {}

  tick(): void {}

  check(_resident: u32): bool {
    return this.hand < this.memory.frames;
  }
}
