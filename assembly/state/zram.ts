import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { Packing } from "./packing";

/** A guest's swap in compressed memory of its own (Linux: zram): what its pages take, and the guest frames they lie in. */
@unmanaged
export class Zram {
  /** The most frames it may take. */
  limit: u32;
  compressNs: u64;
  decompressNs: u64;
  /** How its pages lie in frames. */
  packing: Packing;
  /** @counter zramBytes bytes What its compressed pages take in those frames, at the end. */
  bytes: u64;
  /** @counter zramPages pages Frames of its own that its compressed pages take, at the end: where its swap is compressed memory. */
  frames: Bitmap;
  /** The same, in the order in which they were taken. */
  private order: Column<u32>;

  static create(frames: u32): Zram {
    const zram = changetype<Zram>(Arena.take(offsetof<Zram>()));
    const packing = Packing.create();
    const held = Bitmap.create(frames);
    const order = Column.create<u32>(frames);
    if (!Arena.fits()) return zram;
    zram.packing = packing;
    zram.frames = held;
    zram.order = order;
    return zram;
  }

  /** Whether there is room for whatever a page may take: at most a frame. */
  hasRoom(): bool {
    return this.packing.needed < this.limit;
  }

  add(kind: u32): void {
    this.packing.add(kind);
    this.bytes = this.packing.bytes;
  }

  remove(kind: u32): void {
    this.packing.remove(kind);
    this.bytes = this.packing.bytes;
  }

  take(frame: u32): void {
    this.order[this.frames.count] = frame;
    this.frames.add(frame);
  }

  /** Gives back the frame that was taken last. */
  give(): u32 {
    const frame = this.order[this.frames.count - 1];
    this.frames.remove(frame);
    return frame;
  }

  /** The frame that the page of a slot lies in. */
  frameOf(slot: u32): u32 {
    return this.order[slot % this.frames.count];
  }
}
