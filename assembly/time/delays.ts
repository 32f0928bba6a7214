import { Arena } from "../memory/arena";
import { Column } from "../memory/column";

/**
 * What delays a vCPU beyond computing; docs/machine.md, "What delays a vCPU", says what each is. All but `GuestFault` add up to the stall
 * time. `…Balloon`: it would not have happened if the guest had the frames that its balloon holds; `…Memory`: it would have happened all the same.
 *
 * @border camelCase
 */
export const enum DelayKind {
  GuestFault,
  HostFault,
  GuestSwapBalloon,
  GuestSwapMemory,
  ColdFile,
  FileBalloon,
  FileMemory,
  GuestReclaimBalloon,
  GuestReclaimMemory,
  HostSwap,
  HostReclaim,
  HostCompression,
  DiskQueue,
  SharingBreak,
  Sample,
}

const KINDS: u32 = DelayKind.Sample + 1;

/** Nanoseconds of delay by kind. */
@unmanaged
export class Delays {
  /** The kinds that may be more than 0, a bit each. */
  private met: u32;
  /** By `DelayKind`. @border */
  ns: Column<u64>;

  static create(): Delays {
    const delays = changetype<Delays>(Arena.take(offsetof<Delays>()));
    const ns = Column.create<u64>(KINDS);
    if (!Arena.fits()) return delays;
    delays.ns = ns;
    return delays;
  }

  @inline
  add(kind: DelayKind, ns: u64): void {
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
