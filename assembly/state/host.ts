import { SwapArea } from "../device/area";
import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { Marks } from "../memory/marks";
import { NONE } from "../memory/none";
import { Unset } from "../memory/unset";
import { Policy } from "../replacement/policy";
import { BlindRegistry } from "../replacement/registry.generated";
import { Actors, HOST_RECLAIM } from "../time/actors";
import { Delays } from "../time/delays";
import { Turn } from "../time/turn";
import { Arrival } from "./arrival";
import { Boots } from "./boots";
import { Costs } from "./costs";
import { BACKED, COPY, NUMBER, PRESENT, READY, REFERENCED, SWAPPED } from "./entry";
import { countRefault } from "./evicted";
import { CompressionCounters, HostCounters } from "./host-counters";
import { Pool } from "./pool";
import { Sharing } from "./sharing";

/** Each guest gets whole blocks of this many guest frames, so that each block belongs to one guest. */
export const BLOCK: u32 = 4096;

/** References that are looked at together, before they are made. */
export const LOOK_AHEAD: u32 = 64;

/** Whether the state of a page is the accessed mark of its guest frame. */
function isMark(state: u8): bool {
  return (state & (READY | BACKED)) === (READY | BACKED);
}

/**
 * The host, and the tables of all its guests, one guest after the other: pages, guest frames and guest slots of all guests are numbered
 * consecutively. For its replacement policy, the host is a memory whose pages are guest frames.
 *
 *                guest 0     guest 1   …     each element is
 *             ┌───────────┬──────────┬──
 *    states   │ page      │ page     │      a page's marks (entry.ts)
 *    entries  │ page      │ page     │      its guest frame, or its guest slot
 *             ├────────┬──┴─────┬────┴──
 *    holds    │ frame  │ frame  │           the page in a guest frame, or the slot of that page's copy
 *    ept      │ frame  │ frame  │           its host frame, or its host slot
 *             ├────┬───┴─┬──────┴──
 *    slotPage │slot│slot │                 the page in a guest slot
 *             ├────┴─────┴───────┐
 *    owner    │ host frames      │         the (first) guest frame on a host frame
 *             └──────────────────┘
 *
 * Each guest's frames begin at a multiple of `BLOCK`, so that `blockGuest` gives the guest of a guest frame.
 */
@unmanaged
export class Host {
  /** Guest frames of all guests, and host frames. @border */
  pages: u32;
  /** @border */
  frames: u32;
  /** Watermarks, in frames. */
  min: u32;
  low: u32;
  high: u32;
  /** Free frames that the manager has asked background reclaim to reach; 0: none. */
  goal: u32;
  /** The manager has restricted reclaim for at least one guest. */
  guarded: bool;
  /** How far a vCPU may run ahead of the next. */
  quantumNs: u64;
  pageBytes: u64;

  turn: Turn;
  costs: Costs;
  actors: Actors;
  /** @border */
  reclaimActor: u32;
  guests: Column<usize>;
  guestCount: u32;
  boots: Boots;

  /** A byte and an entry for each page. */
  states: Column<u8>;
  /** @border */
  entries: Column<u32>;
  /** For each guest frame: what it holds, and its EPT entry. @border */
  holds: Unset;
  /** @border */
  ept: Column<u32>;
  /** For each guest slot the page in it. */
  slotPage: Column<u32>;
  /** The guest of each block of guest frames. @border */
  blockGuest: Column<u16>;
  /** Parts of the tables that guests already have. */
  pagesDealt: u32;
  framesDealt: u32;
  slotsDealt: u32;

  /** For each host frame the guest frame in it; `NONE` when free. @border */
  owner: Unset;
  /** @border */
  free: Bitmap;
  /** A frame is taken for a guest frame that is being read, and backs nothing yet: 1, else 0. */
  awaiting: u32;
  /** Guest frames that were read ahead from host swap, and not touched since. */
  ahead: Bitmap;
  /** @border */
  swap: SwapArea;
  policy: Policy<Host, BlindRegistry>;
  arrival: Arrival;
  /** Null: every host frame backs one guest frame. @border */
  sharing: Sharing | null;
  /** Null: pages go to host swap as they are. @border */
  pool: Pool | null;

  /** Room for what looking ahead finds, and a sum of what it has seen. */
  found: Column<u32>;
  looked: u32;

  /** References made by all guests. */
  references: u64;
  /** @border */
  counters: HostCounters;
  /** @border */
  compression: CompressionCounters;
  /** The counters before the boot that is under way. */
  savedCounters: HostCounters;
  savedCompression: CompressionCounters;
  /** A guest or its workload was killed and its memory is not taken back yet. */
  somebodyDied: bool;

  static create(frames: u32, guestFrames: u32, guestPages: u32, guestSlots: u32, guests: u32, vcpus: u32): Host {
    const host = changetype<Host>(Arena.takeOr(offsetof<Host>(), memory.data(offsetof<Host>(), 8)));
    host.frames = frames;
    host.pages = guestFrames;
    const turn = changetype<Turn>(Arena.take(offsetof<Turn>()));
    const costs = changetype<Costs>(Arena.take(offsetof<Costs>()));
    const counters = changetype<HostCounters>(Arena.take(offsetof<HostCounters>()));
    const savedCounters = changetype<HostCounters>(Arena.take(offsetof<HostCounters>()));
    const compression = changetype<CompressionCounters>(Arena.take(offsetof<CompressionCounters>()));
    const savedCompression = changetype<CompressionCounters>(Arena.take(offsetof<CompressionCounters>()));
    const arrival = Arrival.create();
    const delays = Delays.create();
    const actors = Actors.create(2 + 3 * guests + vcpus, vcpus);
    const boots = Boots.create(guests);
    const guestColumn = Column.create<usize>(guests);
    const states = Column.create<u8>(guestPages);
    const entries = Column.create<u32>(guestPages);
    const holds = Unset.create(guestFrames);
    const ept = Column.create<u32>(guestFrames);
    const slotPage = Column.create<u32>(guestSlots);
    const blockGuest = Column.create<u16>((guestFrames + BLOCK - 1) / BLOCK);
    const found = Column.create<u32>(LOOK_AHEAD);
    const owner = Unset.create(frames);
    const free = Bitmap.create(frames);
    const ahead = Bitmap.create(guestFrames);
    if (!Arena.fits()) return host;
    host.turn = turn;
    turn.delays = delays;
    host.costs = costs;
    host.counters = counters;
    host.savedCounters = savedCounters;
    host.compression = compression;
    host.savedCompression = savedCompression;
    host.actors = actors;
    host.arrival = arrival;
    host.boots = boots;
    host.guests = guestColumn;
    host.states = states;
    host.entries = entries;
    host.holds = holds;
    host.ept = ept;
    host.slotPage = slotPage;
    host.blockGuest = blockGuest;
    host.found = found;
    host.owner = owner;
    host.free = free;
    free.addAll();
    host.ahead = ahead;
    host.reclaimActor = actors.add(HOST_RECLAIM, changetype<usize>(host));
    return host;
  }

  /** Remembers the counters, for `restoreCounters`. */
  saveCounters(): void {
    memory.copy(changetype<usize>(this.savedCounters), changetype<usize>(this.counters), offsetof<HostCounters>());
    memory.copy(
      changetype<usize>(this.savedCompression),
      changetype<usize>(this.compression),
      offsetof<CompressionCounters>(),
    );
  }

  restoreCounters(): void {
    memory.copy(changetype<usize>(this.counters), changetype<usize>(this.savedCounters), offsetof<HostCounters>());
    memory.copy(
      changetype<usize>(this.compression),
      changetype<usize>(this.savedCompression),
      offsetof<CompressionCounters>(),
    );
  }

  capacity(): u32 {
    return this.frames;
  }

  /** Whether the page of a slot is in the pool. */
  isPooled(slot: u32): bool {
    const pool = this.pool;
    return pool === null ? false : pool.has(slot);
  }

  /** Frames that back guest frames. */
  used(): u32 {
    const pool = this.pool;
    return this.frames - this.free.count - this.awaiting - (pool === null ? 0 : pool.frames.count);
  }

  @inline
  hasEmptyFrames(): bool {
    return true;
  }

  @inline
  pageIn(frame: u32): u32 {
    return this.owner[frame];
  }

  /** The owner of a backed guest frame's host frame: the first of the guest frames that share it, which has the accessed mark for all. */
  @inline
  ownerOf(guestFrame: u32): u32 {
    return this.sharing === null ? guestFrame : this.owner[this.ept[guestFrame] & NUMBER];
  }

  /** Marks a backed guest frame accessed by the current reference. */
  touch(guestFrame: u32): void {
    const owner = this.ownerOf(guestFrame);
    if (!this.arrival.repeats(owner, this.references)) this.ept[owner] |= REFERENCED;
  }

  @inline
  frameOf(guestFrame: u32): u32 {
    return this.ept[guestFrame] & NUMBER;
  }

  takeAccessed(guestFrame: u32): bool {
    const entry = this.ept[guestFrame];
    const page = this.pageMappedTo(guestFrame);
    const state: u8 = page === NONE ? 0 : this.states[page];
    if ((entry & REFERENCED) === 0 && !isMark(state)) return false;
    this.ept[guestFrame] = entry & ~REFERENCED;
    if ((state & READY) !== 0) this.states[page] = state & ~READY;
    const sharing = this.sharing;
    if (sharing === null) return true;
    for (let other = sharing.next[guestFrame]; other !== NONE; other = sharing.next[other]) this.unready(other);
    return true;
  }

  overlookArrival(guestFrame: u32): void {
    this.takeAccessed(guestFrame);
    this.arrival.overlook(guestFrame, this.references);
  }

  @inline
  isAccessed(guestFrame: u32): bool {
    if ((this.ept[guestFrame] & REFERENCED) !== 0) return true;
    const page = this.pageMappedTo(guestFrame);
    return page !== NONE && isMark(this.states[page]);
  }

  countAccessed(first: u32, end: u32): u32 {
    if (first === 0) this.gatherMarks();
    return this.ept.countWith(REFERENCED, first, end);
  }

  takeMarks(marks: Marks): bool {
    if (marks.next === 0) this.gatherMarks();
    return marks.take<Host, u32>(this, this.ept, REFERENCED);
  }

  isDirty(_guestFrame: u32): bool {
    return false;
  }

  countRefault(activated: bool, restored: bool): void {
    countRefault<HostCounters>(this.counters, activated, restored);
  }

  writeBack(_guestFrame: u32): void {}

  canWriteBack(_guestFrame: u32): bool {
    return false;
  }

  isFile(_guestFrame: u32): bool {
    return false;
  }

  @inline
  now(): u64 {
    return this.references;
  }

  /** The page mapped to a guest frame, or `NONE`. */
  @inline
  pageMappedTo(guestFrame: u32): u32 {
    const held = this.holds[guestFrame];
    return held !== NONE && (held & COPY) !== 0 ? this.slotPage[held & ~COPY] : held;
  }

  /** Makes the next access to the page in this guest frame look at the EPT again; a mark that only the page has is lost. */
  unready(guestFrame: u32): void {
    const page = this.pageMappedTo(guestFrame);
    if (page !== NONE) this.states[page] &= ~(READY | BACKED);
  }

  /** Puts the accessed mark of a guest frame into the EPT if the page in it has it, which may lose it then. */
  keepMark(guestFrame: u32, page: u32): void {
    if (isMark(this.states[page])) this.ept[guestFrame] |= REFERENCED;
  }

  /** The same for all guest frames, as a walk over them begins. */
  private gatherMarks(): void {
    const states = this.states;
    const end = this.pagesDealt;
    for (let page = states.nextWith(READY, 0, end); page !== NONE; page = states.nextWith(READY, page + 1, end)) {
      this.keepMark(this.entries[page] & NUMBER, page);
    }
  }

  @inline
  isBacked(guestFrame: u32): bool {
    return (this.ept[guestFrame] & PRESENT) !== 0;
  }

  /** Whether a backed guest frame's host frame is shared, or was until the other guest frames left it. */
  @inline
  isShared(guestFrame: u32): bool {
    const sharing = this.sharing;
    return sharing !== null && sharing.sharers[this.ept[guestFrame] & NUMBER] !== 0;
  }

  /** Whether the guest can write the frame without the host. */
  @inline
  isWritable(guestFrame: u32): bool {
    return this.isBacked(guestFrame) && !this.isShared(guestFrame);
  }

  @inline
  isSwapped(guestFrame: u32): bool {
    return (this.ept[guestFrame] & SWAPPED) !== 0;
  }
}
