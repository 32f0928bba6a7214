import { Arena } from "../memory/arena";
import { Column } from "../memory/column";

/**
 * What delays a vCPU beyond computing; docs/machine.md, "What delays a vCPU", says what each is. All but `GuestFault` add up to the stall
 * time. `…Balloon`: it would not have happened if the guest had the frames that its balloon holds; `…Memory`: it would have happened all the same.
 * `@cause NAME MEANING`: the cause in a result that it counts for, and what the VM's vCPUs waited for; without a meaning it is that of the
 * kind before.
 *
 * @border camelCase
 */
export const enum DelayKind {
  /** @cause guest-swap-balloon Pages that the guest had swapped out: read from its swap, or decompressed (zram). */
  GuestSwapBalloon,
  /** @cause guest-swap-memory */
  GuestSwapMemory,
  /** @cause file-reads-cold File pages that are read for the first time. */
  ColdFile,
  /** @cause file-reads-balloon File pages that the guest's cache had to give up, read again. */
  FileBalloon,
  /** @cause file-reads-memory */
  FileMemory,
  /** @cause guest-reclaim-balloon The guest evicting pages before it had a free frame: looking, compressing, a full queue of writes. */
  GuestReclaimBalloon,
  /** @cause guest-reclaim-memory */
  GuestReclaimMemory,
  /** @cause host-swap Memory that the host had swapped out. */
  HostSwap,
  /** @cause host-reclaim The host evicting pages before it had a free frame: looking, a full queue of writes. */
  HostReclaim,
  /** @cause host-compression Memory that the host had compressed, and the host compressing. */
  HostCompression,
  /** @cause disk-queue A device that was busy with earlier requests, whatever was to be read; the reading itself counts above. */
  DiskQueue,
  /** @cause page-sharing Shared pages being copied because they are written. */
  SharingBreak,
  /** @cause sampling Faults that the host causes to see which memory is in use (the `esx` manager). */
  Sample,
  /** @cause page-faults The guest's own page faults, and the host backing memory that the VM touches for the first time, or again after it gave it back. */
  GuestFault,
  /** @cause page-faults */
  HostFault,
}

const KINDS: u32 = DelayKind.HostFault + 1;

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
