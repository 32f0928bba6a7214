import { Arena } from "./arena";

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
