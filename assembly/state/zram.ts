import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";

/** A guest's swap in compressed memory of its own (Linux: zram): what its pages take, and the guest frames they lie in, packed without a gap. */
@unmanaged
export class Zram {
  pageBytes: u64;
  /** The most its frames may hold. */
  limitBytes: u64;
  compressNs: u64;
  decompressNs: u64;
  /** What a page of each kind takes. */
  sizes: Column<u32>;
  /** @counter zramBytes bytes What its compressed pages take in those frames, at the end. */
  bytes: u64;
  /** @counter zramPages pages Frames of its own that its compressed pages take, at the end: where its swap is compressed memory. */
  frames: Bitmap;
  /** The same, in the order in which they were taken. */
  private order: Column<u32>;

  static create(frames: u32): Zram {
    const zram = changetype<Zram>(Arena.take(offsetof<Zram>()));
    const sizes = Column.create<u32>(4);
    const held = Bitmap.create(frames);
    const order = Column.create<u32>(frames);
    if (!Arena.fits()) return zram;
    zram.sizes = sizes;
    zram.frames = held;
    zram.order = order;
    return zram;
  }

  /** Whether there is room for whatever a page may take. */
  hasRoom(): bool {
    return this.bytes + this.pageBytes <= this.limitBytes;
  }

  /** Frames that hold so many bytes. */
  needed(): u32 {
    return <u32>((this.bytes + this.pageBytes - 1) / this.pageBytes);
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
