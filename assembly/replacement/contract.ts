import { Column } from "../memory/column";
import { Marks } from "../memory/marks";

/**
 * What a replacement policy may see of the memory it works on, whether that is a replay, a guest or the host. "Pages" are
 * what moves in and out (a guest's pages; in the host: guest frames), numbered below `pages`; "frames" are what they are in.
 */
export interface Memory {
  /** Pages there are, in memory or not. */
  pages: u32;
  /** Frames there are. */
  frames: u32;
  /** How many pages fit now: frames that nobody else holds. */
  capacity(): u32;
  /** Whether a frame may be empty during a search for a victim. It may where pages also leave in other ways (`Replacement.remove`). */
  hasEmptyFrames(): bool;
  /** The page in a frame, or `NONE`. */
  pageIn(frame: u32): u32;
  /** The frame that a page in memory is in; only for policies that use frames. */
  frameOf(page: u32): u32;
  /** Whether the page has been accessed since this was last asked; asking forgets it. */
  takeAccessed(page: u32): bool;
  /** Clears the mark of the reference that brought the page in. Its immediate repetitions set no mark either. */
  overlookArrival(page: u32): void;
  /** The same without forgetting it. */
  isAccessed(page: u32): bool;
  /** How many of the pages from `first` up to, not including, `end` are accessed. */
  countAccessed(first: u32, end: u32): u32;
  /** Takes the accessed marks of the next pages of a walk and lists these pages; false: none is left. A walk that has begun goes to its end. */
  takeMarks(marks: Marks): bool;
  /** Whether the page has been written since it came in, or since it was last written back. The host cannot see it: false. */
  isDirty(page: u32): bool;
  /** Counts a page that was evicted and has come back; it is active at once, and was active before it was evicted. Only Linux's policies count. */
  countRefault(activated: bool, restored: bool): void;
  /** Writes a dirty page back while it stays in memory; it is clean then. */
  writeBack(page: u32): void;
  /** Whether a dirty page can be written while it stays: there is a place to write to, and victims are not written on eviction. In the host: false. */
  canWriteBack(page: u32): bool;
  /** Whether the page is backed by a file. The host cannot see it, and the laboratory has no files: false. */
  isFile(page: u32): bool;
  /** References made so far: the policy's clock. */
  now(): u64;
}

/** What every policy's record begins with. */
@unmanaged
export class PolicyRecord {
  /** Pages or frames looked at so far in search of victims. */
  scanned: u64;
  /** In addition, pages of page tables walked so far in search of accessed marks. Only in a policy that walks page tables. */
  walked: u64;
  /** References between two calls of `tick`; 0, the value from the arena: never called. Set by `create`. */
  period: u64;
  /** The policy wants to evict another page at this fault: call `evict` again. Only in a `BatchRecord`. */
  unfinished: bool;
  /** The page that `evict` has just returned is dirty: the caller must write it, and it stays. Only in a `WriterRecord`. */
  writes: bool;
}

/** First fields of a policy that may give up several pages at one fault. */
@unmanaged
export class BatchRecord extends PolicyRecord {}

/** First fields of a policy that has dirty pages written first and gives them up later. */
@unmanaged
export class WriterRecord extends BatchRecord {}

/** First fields of a policy that ignores the references of an arrival (`overlookArrival`). */
@unmanaged
export class ArrivalsRecord extends PolicyRecord {}

/** First fields of a policy that asks which page is in a frame (`pageIn`). */
@unmanaged
export class FramesRecord extends PolicyRecord {
  /** The frame the latest victim was in. Set by `evict`, unless the policy also asks for the frames of pages. */
  victimFrame: u32;
}

/** First fields of a policy that also asks which frame a page is in (`frameOf`). */
@unmanaged
export class PlacesRecord extends FramesRecord {}

/**
 * A replacement policy: one class each. It is called when a page enters or leaves memory, and chooses the next victim.
 * A leaf extends `PolicyRecord`, or one of those that extend it, and never overrides (an `@unmanaged` class has no virtual methods).
 */
export interface Replacement<M extends Memory> {
  /** The fields of `PolicyRecord`. */
  scanned: u64;
  walked: u64;
  period: u64;
  unfinished: bool;
  writes: bool;
  /**
   * Takes from the arena what the policy needs and sets its fields; `parameters` are the values of its `@parameter`s in order.
   * When the arena is exhausted nothing may be written, not even to `this`; when the policy's memory does not fit, the rest is only counted.
   */
  create(memory: M, parameters: Column<f64>): void;
  /** A page in memory was referenced. Only called for policies that see every access. */
  hit(page: u32): void;
  /** A page that is not in memory was referenced and will be inserted. Called before any `evict` for it. */
  fault(page: u32): void;
  /** The page has come into memory; its accessed mark is set when a reference brought it. */
  insert(page: u32): void;
  /**
   * Returns the next victim, which the policy has removed from its records. At least one page is in memory, unless the previous call left the
   * policy `unfinished`; then it may return `NONE`: that search is over, and the next call starts a new one. When it sets `writes`, the page that it
   * returns stays in its records: the caller writes it, so that it is clean, and calls again.
   */
  evict(): u32;
  /** The page has left memory without being evicted: freed, or its frame was taken away. */
  remove(page: u32): void;
  /** Another `period` references have been made. */
  tick(): void;
  /** Whether everything the policy remembers is consistent, and it knows exactly `resident` pages. Debug build only. */
  check(resident: u32): bool;
}
