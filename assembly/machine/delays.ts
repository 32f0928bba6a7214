import { Arena } from "../memory/arena";
import { Column } from "../memory/column";

/*
 * What delays a vCPU beyond computing (docs/machine.md, "What delays a vCPU"), in the order of src/engine/delays.ts. `…_BALLOON`: it would not have
 * happened if the guest had the frames that its balloon holds; `…_MEMORY`: it would have happened all the same.
 */
export const GUEST_FAULT: u32 = 0;
export const HOST_FAULT: u32 = 1;
export const GUEST_SWAP_BALLOON: u32 = 2;
export const GUEST_SWAP_MEMORY: u32 = 3;
export const COLD_FILE: u32 = 4;
export const FILE_BALLOON: u32 = 5;
export const FILE_MEMORY: u32 = 6;
export const GUEST_RECLAIM_BALLOON: u32 = 7;
export const GUEST_RECLAIM_MEMORY: u32 = 8;
export const HOST_SWAP: u32 = 9;
export const HOST_RECLAIM: u32 = 10;
export const HOST_COMPRESSION: u32 = 11;
export const DISK_QUEUE: u32 = 12;
export const SHARING_BREAK: u32 = 13;
export const SAMPLE: u32 = 14;

const KINDS: u32 = 15;

/** Nanoseconds of delay by kind. */
@unmanaged
export class Delays {
  /** The kinds that may be more than 0, a bit each. */
  private met: u32;
  ns: Column<u64>;

  static create(): Delays {
    const delays = changetype<Delays>(Arena.take(offsetof<Delays>()));
    const ns = Column.create<u64>(KINDS);
    if (!Arena.fits()) return delays;
    delays.ns = ns;
    return delays;
  }

  @inline
  add(kind: u32, ns: u64): void {
    this.met |= 1 << kind;
    this.ns[kind] += ns;
  }

  clear(): void {
    for (let left = this.met; left !== 0; left &= left - 1) this.ns[ctz(left)] = 0;
    this.met = 0;
  }

  /** Adds these to a total. */
  addTo(total: Delays): void {
    for (let left = this.met; left !== 0; left &= left - 1) total.add(ctz(left), this.ns[ctz(left)]);
  }

  /** All kinds together. */
  total(): u64 {
    let sum: u64 = 0;
    for (let kind: u32 = 0; kind < KINDS; kind++) sum += this.ns[kind];
    return sum;
  }
}
