import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { List } from "../memory/list";

/** What a page to be compressed holds. */
export const ZERO_PAGE: u32 = 0;
export const IMAGE_PAGE: u32 = 1;
export const VOLATILE_PAGE: u32 = 2;
export const OTHER_PAGE: u32 = 3;

/** Compressed pages in front of a swap area, and the frames they lie in, packed without a gap. */
@unmanaged
export class Pool {
  pageBytes: u64;
  /** Frames at which it is full, and up to which it must shrink to accept pages again. */
  most: u32;
  accept: u32;
  /** It has been full and has not shrunk enough since. */
  full: bool;
  /** A page that takes more than this is not kept. */
  keepBytes: u32;
  compressNs: u64;
  decompressNs: u64;
  /** What a page of each kind takes. */
  sizes: Column<u32>;
  /** What the page in each slot takes, plus 1; 0: it is not here. */
  taken: Column<u32>;
  /** The slots here that take something, the latest first. */
  order: List;
  frames: Bitmap;
  /** Pages here, and what they take. */
  pages: u32;
  bytes: u64;

  static create(slots: u32, frames: u32): Pool {
    const pool = changetype<Pool>(Arena.take(offsetof<Pool>()));
    const sizes = Column.create<u32>(4);
    const taken = Column.create<u32>(slots);
    const order = List.create(slots);
    const held = Bitmap.create(frames);
    if (!Arena.fits()) return pool;
    pool.sizes = sizes;
    pool.taken = taken;
    pool.order = order;
    pool.frames = held;
    return pool;
  }

  @inline
  has(slot: u32): bool {
    return this.taken[slot] !== 0;
  }

  /** Frames that hold so many bytes. */
  @inline
  needed(): u32 {
    return <u32>((this.bytes + this.pageBytes - 1) / this.pageBytes);
  }

  add(slot: u32, size: u32): void {
    this.taken[slot] = size + 1;
    if (size > 0) this.order.addFirst(slot);
    this.pages++;
    this.bytes += size;
  }

  remove(slot: u32): void {
    const size = this.taken[slot] - 1;
    this.taken[slot] = 0;
    if (size > 0) this.order.remove(slot);
    this.pages--;
    this.bytes -= size;
  }

  /** Takes as many frames of a memory as its pages need, or gives back those it does not. */
  fit(free: Bitmap): void {
    const needed = this.needed();
    while (this.frames.count > needed) {
      const frame = this.frames.lowest();
      this.frames.remove(frame);
      free.add(frame);
    }
    while (this.frames.count < needed) {
      const frame = free.lowest();
      free.remove(frame);
      this.frames.add(frame);
    }
  }
}
