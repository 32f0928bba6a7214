import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Memory, PlacesRecord } from "./contract";

/**
 * Enhanced second chance: from the hand on, the first page neither accessed nor dirty; failing that, the first that is dirty only,
 * while the accessed marks passed are cleared; failing that, again. Frames known to be of no use to the first search are left out of it.
 *
 * @policy enhanced-clock
 * @number 5
 * @visibility accessed-bit
 * @uses guest host
 * @paper Silberschatz, Galvin, Gagne: Operating System Concepts, 10th edition (2018), section 10.4.5.3, https://www.os-book.com/OS10/
 */
@unmanaged
export class EnhancedClock<M extends Memory> extends PlacesRecord {
  private memory: M;
  private hand: u32;
  /** Frames whose page may be neither accessed nor dirty. A frame whose page was accessed or dirty is out until its mark is cleared. */
  private candidates: Bitmap;
  /** The latest victim, which may be put back; `NONE` after a fault. */
  private victim: u32;

  create(memory: M, _parameters: Column<f64>): void {
    const candidates = Bitmap.create(memory.frames);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.candidates = candidates;
    this.victim = NONE;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {
    this.victim = NONE;
  }

  /** A victim that could not go is no candidate: otherwise it would be found again before a dirty page that can go. */
  insert(page: u32): void {
    if (page !== this.victim) this.candidates.add(this.memory.frameOf(page));
  }

  evict(): u32 {
    while (true) {
      let frame = this.cleanFrom(this.hand);
      if (frame === NONE) frame = this.cleanFrom(0);
      if (frame === NONE) frame = this.firstDirty();
      if (frame !== NONE) return this.take(frame);
    }
  }

  /** The first frame from `first` on whose page is neither accessed nor dirty, or `NONE`. */
  private cleanFrom(first: u32): u32 {
    let frame = this.candidates.lowestFrom(first);
    while (frame !== NONE) {
      const page = this.memory.pageIn(frame);
      this.scanned++;
      if (!this.memory.isAccessed(page) && !this.memory.isDirty(page)) return frame;
      this.candidates.remove(frame);
      frame = this.candidates.lowestFrom(frame + 1);
    }
    return NONE;
  }

  /** The first frame, once round from the hand, whose page is dirty and not accessed, or `NONE`; clears the accessed marks it passes. */
  private firstDirty(): u32 {
    const frames = this.memory.frames;
    let frame = this.hand;
    for (let left = frames; left > 0; left--) {
      const page = this.memory.pageIn(frame);
      if (page !== NONE) {
        this.scanned++;
        const accessed = this.memory.takeAccessed(page);
        if (!this.memory.isDirty(page)) this.addCandidate(frame);
        else if (!accessed) return frame;
      }
      if (++frame === frames) frame = 0;
    }
    return NONE;
  }

  private addCandidate(frame: u32): void {
    if (!this.candidates.has(frame)) this.candidates.add(frame);
  }

  private take(frame: u32): u32 {
    this.dropCandidate(frame);
    this.hand = frame + 1 === this.memory.frames ? 0 : frame + 1;
    this.victim = this.memory.pageIn(frame);
    return this.victim;
  }

  private dropCandidate(frame: u32): void {
    if (this.candidates.has(frame)) this.candidates.remove(frame);
  }

  remove(page: u32): void {
    this.dropCandidate(this.memory.frameOf(page));
  }

  tick(): void {}

  check(resident: u32): bool {
    const candidates = this.candidates;
    if (!candidates.check() || candidates.count > resident || this.hand >= this.memory.frames) return false;
    for (let frame = candidates.lowest(); frame !== NONE; frame = candidates.lowestFrom(frame + 1)) {
      if (this.memory.pageIn(frame) === NONE) return false;
    }
    return true;
  }
}
