const WASM_PAGE_BYTES: u64 = 65536;
const MOST_BYTES: u64 = 65536 * WASM_PAGE_BYTES;

let top: u64 = 0;
let refused: bool = false;

/** Allocates linear memory from the bottom up. Nothing is ever freed; each machine is a new instance. */
export class Arena {
  /**
   * The address of `bytes` zeroed bytes, aligned to 8. When memory has run out it is 0 and stays so, but counting goes on, so
   * that `neededBytes` tells what the machine would have taken.
   */
  static take(bytes: u64): usize {
    if (top === 0) top = (<u64>__heap_base + 7) & ~7;
    const address = top;
    top += (bytes + 7) & ~7;
    if (refused || top > MOST_BYTES) {
      refused = true;
      return 0;
    }
    const missing = <i32>((top + WASM_PAGE_BYTES - 1) / WASM_PAGE_BYTES) - memory.size();
    // Growing always costs the same, and untouched memory takes no memory of the process.
    if (missing > 0 && memory.grow(max(missing, memory.size())) < 0 && memory.grow(missing) < 0) {
      refused = true;
      return 0;
    }
    return <usize>address;
  }

  /**
   * The same for a record whose fields say how large the next records are. When memory has run out, it is the address of `standIn`: the fields
   * can still be written there, and the next records are counted.
   */
  @inline
  static takeOr(bytes: u64, standIn: usize): usize {
    const address = Arena.take(bytes);
    return address === 0 ? standIn : address;
  }

  /** Bytes asked for so far. */
  static neededBytes(): u64 {
    return top;
  }

  /** Whether all memory that was asked for was available: if not, no address may be used. */
  static fits(): bool {
    return !refused;
  }
}
