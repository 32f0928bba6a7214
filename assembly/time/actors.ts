import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Clocks } from "./clocks";

/** The clock of an actor that sleeps. */
export const NEVER: u64 = u64.MAX_VALUE;
/** Added to the clock of an actor that is awake and whose guest is blocked. */
export const BLOCKED: u64 = 1 << 63;

/** What an actor is. */
export const HOST_RECLAIM: u8 = 0;
export const BALLOON_DRIVER: u8 = 1;
export const GUEST_RECLAIM: u8 = 2;
export const VCPU: u8 = 3;
export const PAGE_SHARING: u8 = 4;
export const FREE_PAGE_REPORTING: u8 = 5;

/** All actors. When clocks are equal, the actor with the lower number acts first. */
@unmanaged
export class Actors {
  count: u32;
  /** When each acts next; `NEVER` while it sleeps, `BLOCKED` added while its guest is blocked. */
  clock: Clocks;
  kind: Column<u8>;
  /** The record of each: its guest, or its vCPU. */
  record: Column<usize>;
  /** The record of each vCPU, by its number among vCPUs. */
  vcpu: Column<usize>;

  static create(most: u32, vcpus: u32): Actors {
    const actors = changetype<Actors>(Arena.take(offsetof<Actors>()));
    const clock = Clocks.create(most, vcpus);
    const kind = Column.create<u8>(most);
    const record = Column.create<usize>(most);
    const vcpu = Column.create<usize>(vcpus);
    if (!Arena.fits()) return actors;
    actors.clock = clock;
    actors.kind = kind;
    actors.record = record;
    actors.vcpu = vcpu;
    return actors;
  }

  /** Adds a sleeping actor and returns its number. */
  add(kind: u8, record: usize): u32 {
    const actor = this.count++;
    if (kind === VCPU) this.vcpu[this.clock.addVcpu(actor)] = record;
    this.kind[actor] = kind;
    this.record[actor] = record;
    return actor;
  }
}
