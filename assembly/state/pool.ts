import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Rings } from "../memory/rings";
import { Packing } from "./packing";

/**
 * Compressed pages in front of a swap area, and the frames they lie in. It has one part, or one for each guest.
 *
 *     by slot    0   1   2   3   4   …   slots          slots + part
 *     kinds    │ 0 │ k │ k │ k │ 0 │ …                                   kind of the page + 1
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
  /** How its pages lie in frames. @border */
  packing: Packing;
  /** The kind of the page in each slot, plus 1; 0: it is not here. */
  private kinds: Column<u8>;
  /** The slots here that take something, the latest first, a ring for each part. */
  order: Rings;
  /** The part that each slot's page counts to, and what the pages of each take. */
  part: Column<u16>;
  partBytes: Column<u64>;
  /** @counter poolPages pages Frames that the pool of compressed pages takes, at the end. */
  frames: Bitmap;
  /** @counter pooledPages pages Compressed pages in the pool, at the end. */
  pages: u32;

  static create(slots: u32, frames: u32, parts: u32): Pool {
    const pool = changetype<Pool>(Arena.take(offsetof<Pool>()));
    const packing = Packing.create();
    const kinds = Column.create<u8>(slots);
    const order = Rings.create(slots, parts);
    const part = Column.create<u16>(slots);
    const partBytes = Column.create<u64>(parts);
    const held = Bitmap.create(frames);
    if (!Arena.fits()) return pool;
    pool.slots = slots;
    pool.packing = packing;
    pool.kinds = kinds;
    pool.order = order;
    pool.part = part;
    pool.partBytes = partBytes;
    pool.frames = held;
    return pool;
  }

  @inline
  has(slot: u32): bool {
    return this.kinds[slot] !== 0;
  }

  /** What the page in a slot takes. */
  bytesIn(slot: u32): u32 {
    return this.packing.sizes[this.kinds[slot] - 1];
  }

  /** The slot of a part that has been here the longest and takes something; `NONE`: there is none. */
  oldest(part: u32): u32 {
    const slot = this.order.before(this.slots + part);
    return slot < this.slots ? slot : NONE;
  }

  add(slot: u32, kind: u32, part: u32): void {
    const size = this.packing.sizes[kind];
    this.kinds[slot] = <u8>(kind + 1);
    this.part[slot] = <u16>part;
    if (size > 0) this.order.insertBehind(this.slots + part, slot);
    this.pages++;
    this.packing.add(kind);
    this.partBytes[part] += size;
  }

  remove(slot: u32): void {
    const kind = this.kinds[slot] - 1;
    const size = this.packing.sizes[kind];
    this.kinds[slot] = 0;
    if (size > 0) this.order.remove(slot);
    this.pages--;
    this.packing.remove(kind);
    this.partBytes[this.part[slot]] -= size;
  }

  /** Takes as many frames of a memory as its pages need, or gives back those it does not. */
  fit(free: Bitmap): void {
    const needed = this.packing.needed;
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
