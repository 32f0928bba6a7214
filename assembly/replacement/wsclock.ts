import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Marks } from "../memory/marks";
import { NONE } from "../memory/none";
import { Memory, PlacesRecord } from "./contract";

/** A walk over the marks of all pages takes this many pages in the time of one frame. */
const MARKS_A_FRAME: u32 = 32;

/**
 * WSClock: a hand goes round the frames. A page with its accessed mark loses it and counts as used now; of the others, those unused
 * for more than τ references are out of the working set: the first clean one is taken, dirty ones on the way are written back.
 * When a lap has found nothing and started no write, the first clean page of the lap is taken, or else the one at the hand.
 *
 * @policy wsclock
 * @number 8
 * @visibility accessed-bit
 * @uses guest host
 * @parameter tau=10000 1..4294967295 (references) references after which an unused page is out of the working set
 * @paper Carr, Hennessy: WSClock, a simple and effective algorithm for virtual memory management, SOSP (1981), https://doi.org/10.1145/800216.806596
 */
@unmanaged
export class Wsclock<M extends Memory> extends PlacesRecord {
  private memory: M;
  private hand: u32;
  private count: u32;
  private tau: u32;
  /** When the page in each frame was last known to be used; times are counted modulo 2³². */
  private lastUse: Column<u32>;
  private marks: Marks;
  /** No page leaves the working set before this time: until then, a lap finds nothing and only walks over the marks. */
  private settledUntil: u64;

  create(memory: M, parameters: Column<f64>): void {
    const lastUse = Column.create<u32>(memory.frames);
    const marks = Marks.create();
    if (!Arena.fits()) return;
    this.memory = memory;
    this.tau = <u32>parameters[0];
    this.lastUse = lastUse;
    this.marks = marks;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    this.lastUse[this.memory.frameOf(page)] = <u32>this.memory.now();
    this.count++;
  }

  evict(): u32 {
    let frame = NONE;
    if (this.memory.now() < this.settledUntil) frame = this.settledLap();
    while (frame === NONE) frame = this.lap();
    this.hand = frame + 1 === this.memory.frames ? 0 : frame + 1;
    this.count--;
    return this.memory.pageIn(frame);
  }

  /** The frame to take after at most one lap, or `NONE` if the lap only started writes. */
  private lap(): u32 {
    const memory = this.memory;
    const frames = memory.frames;
    const now = <u32>memory.now();
    let longest: u32 = 0;
    let wrote = false;
    let frame = this.hand;
    for (let left = frames; left > 0; left--) {
      const page = memory.pageIn(frame);
      if (page !== NONE) {
        this.scanned++;
        if (memory.takeAccessed(page)) this.lastUse[frame] = now;
        const unused = now - this.lastUse[frame];
        longest = max(longest, unused);
        if (unused > this.tau) {
          if (!memory.isDirty(page)) return frame;
          memory.writeBack(page);
          wrote = wrote || !memory.isDirty(page);
        }
      }
      if (++frame === frames) frame = 0;
    }
    if (wrote) return NONE;
    this.settle(longest);
    return this.firstClean();
  }

  /** Computes until when no page can leave the working set. `longest`: how long the longest unused page has been unused. */
  private settle(longest: u32): void {
    const marksAreFaster = this.memory.pages / MARKS_A_FRAME <= this.memory.frames;
    if (marksAreFaster && longest <= this.tau) this.settledUntil = this.memory.now() + (this.tau - longest) + 1;
  }

  /** A lap that can find nothing: the frame to take. */
  private settledLap(): u32 {
    const memory = this.memory;
    const now = <u32>memory.now();
    this.scanned += this.count;
    const marks = this.marks;
    marks.begin();
    while (memory.takeMarks(marks)) {
      for (let at: u32 = 0; at < marks.count; at++) this.lastUse[memory.frameOf(marks.pages[at])] = now;
    }
    return this.firstClean();
  }

  /** The first frame from the hand on whose page is clean, or else the first that has a page. */
  private firstClean(): u32 {
    const memory = this.memory;
    const frames = memory.frames;
    let first = NONE;
    let frame = this.hand;
    for (let left = frames; left > 0; left--) {
      const page = memory.pageIn(frame);
      if (page !== NONE) {
        if (!memory.isDirty(page)) return frame;
        if (first === NONE) first = frame;
      }
      if (++frame === frames) frame = 0;
    }
    return first;
  }

  remove(_page: u32): void {
    this.count--;
  }

  tick(): void {}

  check(resident: u32): bool {
    if (this.count !== resident || this.hand >= this.memory.frames) return false;
    if (this.memory.now() >= this.settledUntil) return true;
    for (let frame: u32 = 0; frame < this.memory.frames; frame++) {
      const page = this.memory.pageIn(frame);
      if (page === NONE || this.memory.isAccessed(page)) continue;
      if (<u32>this.memory.now() - this.lastUse[frame] > this.tau) return false;
    }
    return true;
  }
}
