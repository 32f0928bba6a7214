import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Rings } from "../memory/rings";

/** What a page to be compressed holds. */
export const ZERO_PAGE: u32 = 0;
export const IMAGE_PAGE: u32 = 1;
export const VOLATILE_PAGE: u32 = 2;
export const OTHER_PAGE: u32 = 3;

/**
 * Compressed pages in front of a swap area, and the frames they lie in, packed without a gap. It has one part, or one for each guest.
 *
 *     by slot    0   1   2   3   4   …   slots          slots + part
 *     taken    │ 0 │ n │ 1 │ n │ 0 │ …                                   bytes of the page + 1
 *     part     │   │ 0 │ 0 │ 1 │   │ …
 *     order        └───────────────────────────────────▸ ring of part 0, the latest slot first
 *                          └───────────────────────────▸ ring of part 1
 */
@unmanaged
export class Pool {
  slots: u32;
  pageBytes: u64;
  /** Frames at which it is full, and up to which it must shrink to accept pages again. */
  most: u32;
  accept: u32;
  /** It has been full and has not shrunk enough since. */
  full: bool;
  /** The share of its memory that a guest's part takes at most; 0: there is one part. */
  guestShare: f64;
  /** A page that takes more than this is not kept. */
  keepBytes: u32;
  compressNs: u64;
  decompressNs: u64;
  /** What a page of each kind takes. */
  sizes: Column<u32>;
  /** What the page in each slot takes, plus 1; 0: it is not here. */
  taken: Column<u32>;
  /** The slots here that take something, the latest first, a ring for each part. */
  order: Rings;
  /** The part that each slot's page counts to, and what the pages of each take. */
  part: Column<u16>;
  partBytes: Column<u64>;
  /** @counter poolPages pages Frames that the pool of compressed pages takes, at the end. */
  frames: Bitmap;
  /** @counter pooledPages pages Compressed pages in the pool, at the end. */
  pages: u32;
  /** Bytes that those pages take. @border */
  bytes: u64;

  static create(slots: u32, frames: u32, parts: u32): Pool {
    const pool = changetype<Pool>(Arena.take(offsetof<Pool>()));
    const sizes = Column.create<u32>(4);
    const taken = Column.create<u32>(slots);
    const order = Rings.create(slots, parts);
    const part = Column.create<u16>(slots);
    const partBytes = Column.create<u64>(parts);
    const held = Bitmap.create(frames);
    if (!Arena.fits()) return pool;
    pool.slots = slots;
    pool.sizes = sizes;
    pool.taken = taken;
    pool.order = order;
    pool.part = part;
    pool.partBytes = partBytes;
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

  /** The slot of a part that has been here the longest and takes something; `NONE`: there is none. */
  oldest(part: u32): u32 {
    const slot = this.order.before(this.slots + part);
    return slot < this.slots ? slot : NONE;
  }

  add(slot: u32, size: u32, part: u32): void {
    this.taken[slot] = size + 1;
    this.part[slot] = <u16>part;
    if (size > 0) this.order.insertBehind(this.slots + part, slot);
    this.pages++;
    this.bytes += size;
    this.partBytes[part] += size;
  }

  remove(slot: u32): void {
    const size = this.taken[slot] - 1;
    this.taken[slot] = 0;
    if (size > 0) this.order.remove(slot);
    this.pages--;
    this.bytes -= size;
    this.partBytes[this.part[slot]] -= size;
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
