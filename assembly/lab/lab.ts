import { ACCESSED, DIRTY, READY } from "../machine/entry";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Policy } from "../replacement/policy";

/** The page has been in memory before. Beside the marks of a page's state; in the laboratory READY means: in memory. */
const SEEN: u8 = 8;

/** A memory of a fixed number of frames that a trace is replayed on: no host, no time, only faults. */
@unmanaged
export class Lab {
  pages: u32;
  frames: u32;
  /** Pages in memory. */
  resident: u32;
  states: Column<u8>;
  /** Which page is in each frame, and the frame of each page; only for policies that use frames. */
  private inFrame: Column<u32>;
  private standsIn: Column<u32>;
  policy: Policy<Lab>;
  /** References made. */
  references: u64;
  faults: u64;
  /** Of them, first touches. */
  coldFaults: u64;
  dirtyEvictions: u64;
  /** Dirty pages written back by the policy while they stayed. */
  writeBacks: u64;
  scanned: u64;

  static create(pages: u32, frames: u32, kind: u32, parameters: Column<f64>): Lab {
    const lab = changetype<Lab>(Arena.take(offsetof<Lab>()));
    const states = Column.create<u8>(pages);
    if (Arena.fits()) {
      lab.pages = pages;
      lab.frames = frames;
      lab.states = states;
    }
    const policy = Policy.create<Lab>(kind, lab, parameters);
    if (!Arena.fits()) return lab;
    lab.policy = policy;
    if (!policy.usesFrames()) return lab;
    const inFrame = Column.create<u32>(frames);
    const standsIn = Column.create<u32>(pages);
    if (!Arena.fits()) return lab;
    lab.inFrame = inFrame;
    inFrame.fill(0xff, frames);
    lab.standsIn = standsIn;
    return lab;
  }

  capacity(): u32 {
    return this.frames;
  }

  @inline
  pageIn(frame: u32): u32 {
    return this.inFrame[frame];
  }

  @inline
  frameOf(page: u32): u32 {
    return this.standsIn[page];
  }

  @inline
  takeAccessed(page: u32): bool {
    const state = this.states[page];
    if ((state & ACCESSED) === 0) return false;
    this.states[page] = state & ~ACCESSED;
    return true;
  }

  @inline
  isAccessed(page: u32): bool {
    return (this.states[page] & ACCESSED) !== 0;
  }

  nextAccessed(page: u32): u32 {
    return this.states.nextWith(ACCESSED, page, this.pages);
  }

  @inline
  isDirty(page: u32): bool {
    return (this.states[page] & DIRTY) !== 0;
  }

  writeBack(page: u32): void {
    this.writeBacks++;
    this.states[page] &= ~DIRTY;
  }

  @inline
  now(): u64 {
    return this.references;
  }

  /** Puts a page into memory that has just been referenced; `victim` gave its frame for it, or is `NONE`. */
  @inline
  place(page: u32, victim: u32, usesFrames: bool, dirty: u8): void {
    const state = this.states[page];
    this.faults++;
    if ((state & SEEN) === 0) this.coldFaults++;
    this.states[page] = READY | SEEN | ACCESSED | dirty;
    let frame = this.resident;
    if (victim === NONE) {
      this.resident++;
    } else {
      if ((this.states[victim] & DIRTY) !== 0) this.dirtyEvictions++;
      this.states[victim] = SEEN;
      if (usesFrames) frame = this.standsIn[victim];
    }
    if (!usesFrames) return;
    this.inFrame[frame] = page;
    this.standsIn[page] = frame;
  }
}
