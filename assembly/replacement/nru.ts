import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { Marks } from "../memory/marks";
import { NONE } from "../memory/none";
import { Memory, PlacesRecord } from "./contract";

/** A dirty page is one class higher, an accessed one two. Victims that could not go come after all classes. */
const ACCESSED_CLASS: u32 = 2;
const PUT_BACK: u32 = 4;
const CLASSES: u32 = 5;

/**
 * Not recently used: the victim is the page in the lowest frame of the lowest class, where accessed counts 2 and dirty 1; the
 * accessed marks are cleared after every period. A tick looks at every page in memory, a search at those whose class may have risen.
 *
 * @policy nru
 * @number 6
 * @visibility accessed-bit
 * @uses guest host
 * @parameter period=1000 1..4294967295 (references) references after which the accessed marks are cleared
 * @paper Tanenbaum, Bos: Modern Operating Systems, 4th edition (2014), section 3.4.2, https://www.pearson.com/en-us/subject-catalog/p/modern-operating-systems/P200000003295
 */
@unmanaged
export class Nru<M extends Memory> extends PlacesRecord {
  private memory: M;
  private count: u32;
  /** Bitmaps: the frames of each class as last seen. Until the next tick a page can only have risen since. */
  private classes: Column<usize>;
  private marks: Marks;
  /** The latest victim, which may be put back; `NONE` after a fault. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const classes = Column.create<usize>(CLASSES);
    for (let number: u32 = 0; number < CLASSES; number++) {
      const frames = Bitmap.create(memory.frames);
      if (Arena.fits()) classes[number] = changetype<usize>(frames);
    }
    const marks = Marks.create();
    if (!Arena.fits()) return;
    this.memory = memory;
    this.period = <u64>parameters[0];
    this.classes = classes;
    this.marks = marks;
    this.victim = NONE;
  }

  @inline
  private frames(number: u32): Bitmap {
    return changetype<Bitmap>(this.classes[number]);
  }

  @inline
  private classOf(page: u32): u32 {
    return (this.memory.isAccessed(page) ? ACCESSED_CLASS : 0) + <u32>this.memory.isDirty(page);
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {
    this.victim = NONE;
  }

  insert(page: u32): void {
    const number = page === this.victim ? PUT_BACK : this.classOf(page);
    this.frames(number).add(this.memory.frameOf(page));
    this.count++;
  }

  evict(): u32 {
    let number: u32 = 0;
    while (true) {
      if (!ASC_NO_ASSERT) assert(number < CLASSES, "nru: nothing to evict");
      const frame = this.frames(number).lowest();
      if (frame === NONE) {
        number++;
        continue;
      }
      const page = this.memory.pageIn(frame);
      const risen = this.classOf(page);
      this.scanned++;
      this.frames(number).remove(frame);
      if (risen <= number) {
        this.count--;
        this.victim = page;
        return page;
      }
      this.frames(risen).add(frame);
    }
  }

  remove(page: u32): void {
    const frame = this.memory.frameOf(page);
    let number: u32 = 0;
    while (!this.frames(number).has(frame)) number++;
    this.frames(number).remove(frame);
    this.count--;
  }

  tick(): void {
    const memory = this.memory;
    this.scanned += this.count;
    this.marks.begin();
    while (memory.takeMarks(this.marks)) {}
    this.frames(0).takeAll(this.frames(ACCESSED_CLASS));
    this.frames(1).takeAll(this.frames(ACCESSED_CLASS + 1));
    this.frames(0).takeAll(this.frames(PUT_BACK));
  }

  check(resident: u32): bool {
    let known: u32 = 0;
    for (let number: u32 = 0; number < CLASSES; number++) {
      const frames = this.frames(number);
      if (!frames.check()) return false;
      known += frames.count;
      for (let frame = frames.lowest(); frame !== NONE; frame = frames.lowestFrom(frame + 1)) {
        const page = this.memory.pageIn(frame);
        if (page === NONE || (number < PUT_BACK && this.classOf(page) < number)) return false;
      }
    }
    return known === resident && this.count === resident;
  }
}
