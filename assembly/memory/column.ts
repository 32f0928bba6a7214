import { Arena } from "./arena";
import { NONE } from "./none";

/** A row of plain numbers in linear memory. The reference is the address of element 0. */
@unmanaged
export class Column<T> {
  [key: number]: T;

  static create<T>(length: u32): Column<T> {
    const base = Arena.take(8 + ((<u64>length) << alignof<T>()));
    if (base === 0) return changetype<Column<T>>(<usize>0);
    store<u32>(base, length);
    return changetype<Column<T>>(base + 8);
  }

  /** The part of this column that begins at `first`, for reading and writing in place. */
  @inline
  from(first: u32): Column<T> {
    return changetype<Column<T>>(changetype<usize>(this) + ((<usize>first) << alignof<T>()));
  }

  /** Sets every byte of the first `length` elements. */
  fill(byte: u8, length: u32): void {
    if (Arena.fits()) memory.fill(changetype<usize>(this), byte, (<usize>length) << alignof<T>());
  }

  /** The first element from `first` up to, not including, `end` that has one of these bits, or `NONE`: looks at 32 bytes at a time. */
  nextWith(bits: T, first: u32, end: u32): u32 {
    const lanes: u32 = 8 / sizeof<T>();
    const everyLane: u64 = <u64>bits * (u64.MAX_VALUE / (u64.MAX_VALUE >> (64 - 8 * sizeof<T>())));
    let at = first;
    for (; at + 4 * lanes <= end; at += 4 * lanes) {
      const address = changetype<usize>(this) + ((<usize>at) << alignof<T>());
      const found = load<u64>(address) | load<u64>(address, 8) | load<u64>(address, 16) | load<u64>(address, 24);
      if ((found & everyLane) !== 0) break;
    }
    for (; at + lanes <= end; at += lanes) {
      const found = load<u64>(changetype<usize>(this) + ((<usize>at) << alignof<T>())) & everyLane;
      if (found !== 0) return at + (<u32>ctz(found) >> (3 + <u32>alignof<T>()));
    }
    for (; at < end; at++) {
      if ((<u64>this[at] & <u64>bits) !== 0) return at;
    }
    return NONE;
  }

  /** How many elements from `first` up to, not including, `end` have this bit. */
  countWith(bit: T, first: u32, end: u32): u32 {
    const lanes: u32 = 8 / sizeof<T>();
    const everyLane: u64 = <u64>bit * (u64.MAX_VALUE / (u64.MAX_VALUE >> (64 - 8 * sizeof<T>())));
    let count: u64 = 0;
    let at = first;
    for (; at + lanes <= end; at += lanes)
      count += popcnt(load<u64>(changetype<usize>(this) + ((<usize>at) << alignof<T>())) & everyLane);
    for (; at < end; at++) count += popcnt(<u64>this[at] & <u64>bit);
    return <u32>count;
  }

  @inline
  @operator("[]")
  get(index: u32): T {
    return load<T>(changetype<usize>(this) + ((<usize>index) << alignof<T>()));
  }

  @inline
  @operator("[]=")
  set(index: u32, value: T): void {
    store<T>(changetype<usize>(this) + ((<usize>index) << alignof<T>()), value);
  }
}
