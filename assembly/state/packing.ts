import { Arena } from "../memory/arena";
import { Column } from "../memory/column";

/** What a page to be compressed holds. */
export const ZERO_PAGE: u32 = 0;
export const IMAGE_PAGE: u32 = 1;
export const VOLATILE_PAGE: u32 = 2;
export const OTHER_PAGE: u32 = 3;

const KINDS: u32 = 4;

/**
 * How compressed pages lie in frames. An allocator has size classes; each has groups of a fixed number of frames that hold a fixed number of
 * pages. Kinds of pages with the same groups are one class. A group is filled before the next one starts; its frames are returned one by one.
 */
@unmanaged
export class Packing {
  /** By kind, the bytes of a compressed page; 0: it takes nothing. */
  sizes: Column<u32>;
  /** By kind, the frames of a group, and the pages in it. */
  private frames: Column<u32>;
  private fit: Column<u32>;
  /** The first kind that has the same groups; pages are counted there. */
  private classOf: Column<u32>;
  private stored: Column<u32>;
  /** Frames that the pages take. */
  needed: u32;
  /** Their bytes. @border */
  bytes: u64;

  static create(): Packing {
    const packing = changetype<Packing>(Arena.take(offsetof<Packing>()));
    const sizes = Column.create<u32>(KINDS);
    const frames = Column.create<u32>(KINDS);
    const fit = Column.create<u32>(KINDS);
    const classOf = Column.create<u32>(KINDS);
    const stored = Column.create<u32>(KINDS);
    if (!Arena.fits()) return packing;
    packing.sizes = sizes;
    packing.frames = frames;
    packing.fit = fit;
    packing.classOf = classOf;
    packing.stored = stored;
    return packing;
  }

  /** Sets what a page of a kind takes: `bytes`, by `fit` pages in `frames` frames. */
  set(kind: u32, bytes: u32, frames: u32, fit: u32): void {
    this.sizes[kind] = bytes;
    this.frames[kind] = frames;
    this.fit[kind] = fit;
    let first: u32 = 0;
    while (this.frames[first] !== frames || this.fit[first] !== fit) first++;
    this.classOf[kind] = first;
  }

  add(kind: u32): void {
    this.count(kind, 1);
    this.bytes += this.sizes[kind];
  }

  remove(kind: u32): void {
    this.count(kind, -1);
    this.bytes -= this.sizes[kind];
  }

  private count(kind: u32, pages: i32): void {
    if (this.sizes[kind] === 0) return;
    const group = this.classOf[kind];
    const before = this.stored[group];
    this.stored[group] = before + pages;
    this.needed += this.framesFor(group, before + pages) - this.framesFor(group, before);
  }

  private framesFor(kind: u32, pages: u32): u32 {
    const fit = this.fit[kind];
    return <u32>((<u64>pages * this.frames[kind] + fit - 1) / fit);
  }
}
