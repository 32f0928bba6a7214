import { Arena } from "./arena";

/**
 * A row of numbers, each `NONE` until it is set. They are stored inverted: fresh memory is zero and so means `NONE` without a write. Elements
 * that are never used take no memory. The reference is the address of element 0.
 */
@unmanaged
export class Unset {
  [key: number]: u32;

  static create(length: u32): Unset {
    return changetype<Unset>(Arena.take((<u64>length) << 2));
  }

  @inline
  @operator("[]")
  get(index: u32): u32 {
    return ~load<u32>(changetype<usize>(this) + ((<usize>index) << 2));
  }

  @inline
  @operator("[]=")
  set(index: u32, value: u32): void {
    store<u32>(changetype<usize>(this) + ((<usize>index) << 2), ~value);
  }
}
