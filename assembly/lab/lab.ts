import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { MARKS, Marks } from "../memory/marks";
import { NONE } from "../memory/none";
import { Policy } from "../replacement/policy";
import { LabRegistry, LRU } from "../replacement/registry.generated";
import { ACCESSED, DIRTY, PAGE_OF_REFERENCE, READY } from "../state/entry";
import { countRefault } from "../state/evicted";
import { Counts } from "./counts";
import { Recency } from "./recency";

/** The page has been in memory before. Beside the marks of a page's state; in the laboratory READY means: in memory. */
export const SEEN: u8 = 8;

/** Looking at the states of this many pages in a row costs as much as going back to one reference. */
const PAGES_A_REFERENCE: u32 = 16;

/** A memory of a fixed number of frames that a trace is replayed on: no host, no time, only faults. */
@unmanaged
export class Lab extends Counts {
  pages: u32;
  frames: u32;
  states: Column<u8>;
  /** Which page is in each frame, only for policies that use frames; and the frame of each page, for those that ask for it. */
  inFrame: Column<u32>;
  standsIn: Column<u32>;
  /** The policy, or what stands for it when it is LRU. */
  policy: Policy<Lab, LabRegistry>;
  recency: Recency;
  /** The piece of references at hand. */
  stream: Column<u32>;
  /** References made when all marks were last taken, and whether the current walk over marks follows the references since. */
  private walkedAt: u64;
  private alongStream: bool;
  /** A page that has just come in, whose references the policy ignores until another page is referenced; or `NONE`. */
  overlooked: u32;
  /** References made of the piece at hand. */
  referencesOfPiece: u32;
  static create(pages: u32, frames: u32, kind: u32, parameters: Column<f64>): Lab {
    const lab = changetype<Lab>(Arena.take(offsetof<Lab>()));
    if (kind === LRU) {
      const recency = Recency.create(pages, frames);
      if (Arena.fits()) lab.recency = recency;
      return lab;
    }
    const states = Column.create<u8>(pages);
    if (Arena.fits()) {
      lab.pages = pages;
      lab.frames = frames;
      lab.states = states;
      lab.overlooked = NONE;
    }
    const policy = Policy.create<Lab, LabRegistry>(kind, lab, parameters);
    if (!Arena.fits()) return lab;
    lab.policy = policy;
    if (!policy.usesFrames()) return lab;
    const inFrame = Column.create<u32>(frames);
    if (!Arena.fits()) return lab;
    lab.inFrame = inFrame;
    inFrame.fill(0xff, frames);
    if (!policy.usesFrameOf()) return lab;
    const standsIn = Column.create<u32>(pages);
    if (Arena.fits()) lab.standsIn = standsIn;
    return lab;
  }

  /** Whether what stands for the policy is consistent. Debug build only. */
  check(): bool {
    return changetype<usize>(this.recency) !== 0 ? this.recency.check() : this.policy.check(this.resident);
  }

  /** Whether a page is in memory. Between pieces only. */
  holds(page: u32): bool {
    if (changetype<usize>(this.recency) !== 0) return this.recency.holds(page);
    return (this.states[page] & READY) !== 0;
  }

  capacity(): u32 {
    return this.frames;
  }

  /** A victim is looked for only when every frame has a page. */
  @inline
  hasEmptyFrames(): bool {
    return false;
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
    // Storing always leaves one branch, the caller's.
    this.states[page] = state & ~ACCESSED;
    return (state & ACCESSED) !== 0;
  }

  overlookArrival(page: u32): void {
    this.takeAccessed(page);
    this.overlooked = page;
  }

  @inline
  isAccessed(page: u32): bool {
    return (this.states[page] & ACCESSED) !== 0;
  }

  countAccessed(first: u32, end: u32): u32 {
    return this.states.countWith(ACCESSED, first, end);
  }

  /** Every mark is of a page referenced since the last walk: few references are gone through faster than all pages. */
  takeMarks(marks: Marks): bool {
    if (marks.next === 0) {
      const since = this.now() - this.walkedAt;
      this.walkedAt = this.now();
      this.alongStream = since <= min<u64>(this.referencesOfPiece, this.pages / PAGES_A_REFERENCE);
      if (this.alongStream) marks.next = this.referencesOfPiece - <u32>since;
    }
    if (this.alongStream) return this.takeMarksAlongStream(marks);
    return marks.take<Lab, u8>(this, this.states, ACCESSED);
  }

  private takeMarksAlongStream(marks: Marks): bool {
    const first = marks.next;
    const end = min(this.referencesOfPiece, first + MARKS);
    let count: u32 = 0;
    for (let at = first; at < end; at++) {
      const page = this.stream[at] & PAGE_OF_REFERENCE;
      marks.pages[count] = page;
      // Without a branch, since it could not be predicted which pages were met before.
      count += select<u32>(1, 0, this.takeAccessed(page));
    }
    marks.next = end;
    marks.count = count;
    return end > first;
  }

  @inline
  isDirty(page: u32): bool {
    return (this.states[page] & DIRTY) !== 0;
  }

  countRefault(activated: bool, restored: bool): void {
    countRefault<Counts>(this, activated, restored);
  }

  @inline
  canWriteBack(_page: u32): bool {
    return true;
  }

  writeBack(page: u32): void {
    this.writeBacks++;
    this.dirtyEvictions++;
    this.states[page] &= ~DIRTY;
  }

  @inline
  now(): u64 {
    return this.references + this.referencesOfPiece;
  }

  @inline
  isFile(_page: u32): bool {
    return false;
  }
}
