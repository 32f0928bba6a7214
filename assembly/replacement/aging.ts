import { Ages } from "../memory/ages";
import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { Marks } from "../memory/marks";
import { NONE } from "../memory/none";
import { Memory, PlacesRecord } from "./contract";

/**
 * Aging, also called not frequently used: after every period each page's age, eight bits, moves right by one and takes the accessed
 * mark in from the left. The victim is a page not accessed in this period if there is one; of those the one of the smallest age, in
 * the lowest frame. A tick looks at every page in memory, a search at those whose mark may have been set since.
 *
 * @policy aging
 * @number 7
 * @visibility accessed-bit
 * @uses guest host
 * @parameter period=1000 1..4294967295 (references) references after which the pages grow older
 * @paper Tanenbaum, Bos: Modern Operating Systems, 4th edition (2014), section 3.4.7, https://www.pearson.com/en-us/subject-catalog/p/modern-operating-systems/P200000003295
 */
@unmanaged
export class Aging<M extends Memory> extends PlacesRecord {
  private memory: M;
  private count: u32;
  /** The ages of the frames' pages; a frame of age 0 that has a page is in one of the sets below. */
  private ages: Ages;
  /** Not seen accessed in this period. A frame whose age has risen since stays in the set until a search meets it. */
  private idle: Bitmap;
  /** Seen accessed in this period. */
  private accessed: Bitmap;
  /** Victims of this period that could not go: the last to be tried again. */
  private putBack: Bitmap;
  private marks: Marks;
  /** The latest victim, which may be put back; `NONE` after a fault. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const ages = Ages.create(memory.frames);
    const idle = Bitmap.create(memory.frames);
    const accessed = Bitmap.create(memory.frames);
    const putBack = Bitmap.create(memory.frames);
    const marks = Marks.create();
    if (!Arena.fits()) return;
    this.memory = memory;
    this.period = <u64>parameters[0];
    this.ages = ages;
    this.idle = idle;
    this.accessed = accessed;
    this.putBack = putBack;
    this.marks = marks;
    this.victim = NONE;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {
    this.victim = NONE;
  }

  insert(page: u32): void {
    const frame = this.memory.frameOf(page);
    if (page === this.victim) this.putBack.add(frame);
    else this.idle.add(frame);
    this.count++;
  }

  evict(): u32 {
    let frame = this.idleFrame();
    if (frame === NONE) frame = this.agedFrame();
    if (frame === NONE) frame = this.accessed.lowest();
    if (frame === NONE) frame = this.ages.lowest();
    if (frame === NONE) frame = this.putBack.lowest();
    if (!ASC_NO_ASSERT) assert(frame !== NONE, "aging: nothing to evict");
    const page = this.memory.pageIn(frame);
    this.forget(frame);
    this.victim = page;
    return page;
  }

  /** The lowest frame of age 0 whose page has not been accessed, or `NONE`. */
  private idleFrame(): u32 {
    let frame = this.idle.lowest();
    while (frame !== NONE) {
      const aged = this.ages.has(frame);
      if (!aged && !this.isAccessed(frame)) break;
      this.idle.remove(frame);
      if (!aged) this.accessed.add(frame);
      frame = this.idle.lowest();
    }
    return frame;
  }

  /** The frame of the smallest age above 0 whose page has not been accessed, or `NONE`. Frames it passes count as accessed until the tick. */
  private agedFrame(): u32 {
    let frame = this.ages.present();
    while (frame !== NONE && this.isAccessed(frame)) {
      this.ages.advance();
      frame = this.ages.present();
    }
    return frame;
  }

  private isAccessed(frame: u32): bool {
    this.scanned++;
    return this.memory.isAccessed(this.memory.pageIn(frame));
  }

  private forget(frame: u32): void {
    this.count--;
    this.ages.reset(frame);
    if (this.idle.has(frame)) this.idle.remove(frame);
    else if (this.accessed.has(frame)) this.accessed.remove(frame);
    else if (this.putBack.has(frame)) this.putBack.remove(frame);
  }

  remove(page: u32): void {
    this.forget(this.memory.frameOf(page));
  }

  tick(): void {
    this.scanned += this.count;
    this.idle.takeAll(this.accessed);
    this.idle.takeAll(this.putBack);
    this.ages.growOlder(this.idle);
    const marks = this.marks;
    marks.begin();
    while (this.memory.takeMarks(marks)) {
      for (let at: u32 = 0; at < marks.count; at++) this.ages.renew(this.memory.frameOf(marks.pages[at]));
    }
  }

  check(resident: u32): bool {
    if (!this.idle.check() || !this.accessed.check() || !this.putBack.check()) return false;
    let known: u32 = 0;
    for (let frame: u32 = 0; frame < this.memory.frames; frame++) {
      const aged = <u32>this.ages.has(frame);
      const idle = aged === 0 && this.idle.has(frame);
      const places = aged + <u32>idle + <u32>this.accessed.has(frame) + <u32>this.putBack.has(frame);
      if (places !== (this.memory.pageIn(frame) === NONE ? 0 : 1)) return false;
      known += places;
    }
    return known === resident && this.count === resident;
  }
}
