import { SwapArea } from "../device/area";
import { Device } from "../device/device";
import { Window } from "../device/window";
import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { Marks } from "../memory/marks";
import { NONE } from "../memory/none";
import { Policy } from "../replacement/policy";
import { Registry } from "../replacement/registry.generated";
import { BALLOON_DRIVER, BLOCKED, GUEST_RECLAIM } from "../time/actors";
import { DelayKind, Delays } from "../time/delays";
import { Arrival } from "./arrival";
import { Balloon } from "./balloon";
import { Content } from "./content";
import { ACCESSED, AHEAD, COPY, DIRTY, NUMBER, OWN, PRESENT, WRITABLE } from "./entry";
import { countRefault, Evicted } from "./evicted";
import { GuestCounters, GuestStatus } from "./guest-counters";
import { BLOCK, Host } from "./host";
import { OTHER_PAGE } from "./packing";
import { Reporting } from "./reporting";
import { noteWrite } from "./sharing";
import { Zram } from "./zram";

/**
 * A virtual machine. Its pages, frames and slots are numbered from 0 here, and stand in the host's tables from `firstPage`,
 * `firstFrame` and `firstSlot` on. For its replacement policy it is a memory.
 *
 *     its frames   0     kernel                                frames
 *                  ├───────┼──────────────────────────────────────┤
 *                  │kernel │ mapped │ free │ pinned │ zram's      │   each frame is one of these, in any order
 *                  └───────┴──────────────────────────────────────┘
 *     its pages    0                    firstFilePage           pages
 *                  ├──────────────────────────┼───────────────────┤
 *                  │ anonymous                │ file-backed       │
 *                  └──────────────────────────┴───────────────────┘
 */
@unmanaged
export class Guest {
  host: Host;
  index: u32;
  /** @border */
  status: GuestStatus;
  /** When it was killed or shut down. @border */
  endedNs: u64;
  /** It is dead, and its memory has been taken back. */
  buried: bool;
  bootedNs: u64;
  /** Its place in the order of boots, from 1. */
  bootNumber: u32;
  /** It, or a guest that boots with it, still has frames or pages to lay down; how many it has laid down. */
  booting: bool;
  laidDown: u32;
  /** Nobody in it acts. @border */
  blocked: bool;
  /** What the host's reclaim may do to it, and how many frames reclaim must leave it. */
  maySwap: bool;
  mayCompress: bool;
  leave: u32;

  /** @border */
  pages: u32;
  /** @border */
  frames: u32;
  /** @border */
  firstPage: u32;
  /** @border */
  firstFrame: u32;
  /** @border */
  firstSlot: u32;
  /** The first file-backed page. */
  firstFilePage: u32;
  /** Frames 0 … kernel − 1 are the kernel's. */
  kernel: u32;
  /** Watermarks, in frames. */
  min: u32;
  low: u32;
  high: u32;
  deflateOnOom: bool;

  /** The states of its own pages. @border */
  states: Column<u8>;
  /** @counter freePages pages Free guest frames. */
  free: Bitmap;
  /** @counter balloonPages pages What the balloon holds. */
  pinned: Bitmap;
  /** @border */
  swap: SwapArea;
  /** Null: its swap is on a device. @border */
  zram: Zram | null;
  disk: Device;
  /** How far the host reads ahead in the memory of this guest, where it does so by addresses. */
  hostWindow: Window;
  /** Where its file begins on the disk. */
  filePosition: u64;
  policy: Policy<Guest, Registry>;
  /** The policy does not see hits. */
  policyIsBlind: bool;
  arrival: Arrival;
  /** Neither its policy nor the host's overlooks arrivals: pages may have BACKED. */
  marksDirectly: bool;
  balloon: Balloon;
  /** What its pages hold. */
  content: Content;
  /** Null: free pages are not reported. */
  reporting: Reporting | null;

  /** References made by its vCPUs. */
  references: u64;
  /** @counter mappedPages pages Guest frames with a page of the workload. */
  mapped: u32;
  /** Of those, pages that can go without a free slot: file-backed ones and those with a copy. @border */
  slotless: u32;
  /** Of those, file-backed ones. @border */
  mappedFilePages: u32;
  /** @counter backedPages pages Guest frames that are backed. */
  backed: u32;
  /** @counter sharedPages pages Of the backed guest frames, those on host frames that are shared. */
  shared: u32;
  /** @counter hostSwapUsedPages pages Its frames in host swap. */
  hostSwapped: u32;
  /** Cost in nanoseconds of an EPT violation that an empty frame serves. */
  zeroFillNs: u64;
  /** Frames whose mapping the host removed to see whether they are used, and that have not been touched since. @border */
  sampled: Bitmap;
  /** Frames in the sample, touched or not. @border */
  sampleSize: u32;

  /** @border */
  driverActor: u32;
  /** @border */
  reclaimActor: u32;
  /** @border */
  counters: GuestCounters;
  evicted: Evicted;
  /** What its vCPUs' references took beyond thinking. @border */
  delays: Delays;

  /** Creates a guest with the next part of the host's tables. */
  static create(host: Host, pages: u32, filePages: u32, frames: u32): Guest {
    const guest = changetype<Guest>(Arena.takeOr(offsetof<Guest>(), memory.data(offsetof<Guest>(), 8)));
    guest.pages = pages;
    guest.frames = frames;
    const counters = changetype<GuestCounters>(Arena.take(offsetof<GuestCounters>()));
    const balloon = changetype<Balloon>(Arena.take(offsetof<Balloon>()));
    const content = changetype<Content>(Arena.take(offsetof<Content>()));
    const arrival = Arrival.create();
    const hostWindow = Window.create();
    const delays = Delays.create();
    const free = Bitmap.create(frames);
    const pinned = Bitmap.create(frames);
    const sampled = Bitmap.create(frames);
    if (!Arena.fits()) return guest;
    guest.host = host;
    guest.index = host.guestCount++;
    host.guests[guest.index] = changetype<usize>(guest);
    guest.firstFilePage = pages - filePages;
    guest.firstPage = host.pagesDealt;
    host.pagesDealt += pages;
    guest.firstFrame = host.framesDealt;
    const blocks = (frames + BLOCK - 1) / BLOCK;
    for (let block: u32 = 0; block < blocks; block++) {
      host.blockGuest[guest.firstFrame / BLOCK + block] = <u16>guest.index;
    }
    host.framesDealt += blocks * BLOCK;
    guest.states = host.states.from(guest.firstPage);
    guest.counters = counters;
    guest.balloon = balloon;
    guest.content = content;
    guest.delays = delays;
    guest.arrival = arrival;
    guest.hostWindow = hostWindow;
    guest.free = free;
    free.addAll();
    guest.pinned = pinned;
    guest.sampled = sampled;
    guest.maySwap = true;
    guest.mayCompress = true;
    guest.driverActor = host.actors.add(BALLOON_DRIVER, changetype<usize>(guest));
    guest.reclaimActor = host.actors.add(GUEST_RECLAIM, changetype<usize>(guest));
    return guest;
  }

  /** Sets all counters to 0. */
  forgetCounters(): void {
    memory.fill(changetype<usize>(this.counters), 0, offsetof<GuestCounters>());
  }

  static at(host: Host, index: u32): Guest {
    return changetype<Guest>(host.guests[index]);
  }

  /** The guest that a guest frame belongs to. */
  static owning(host: Host, guestFrame: u32): Guest {
    return Guest.at(host, host.blockGuest[guestFrame / BLOCK]);
  }

  /** The clock value of one of its actors that acts at `ns`. */
  clockAt(ns: u64): u64 {
    return this.blocked ? ns | BLOCKED : ns;
  }

  /** Whether the host's reclaim may take a frame of it. */
  mayBeTaken(): bool {
    return this.maySwap && this.backed > this.leave;
  }

  capacity(): u32 {
    const zram = this.zram;
    return this.frames - this.kernel - this.pinned.count - (zram === null ? 0 : zram.frames.count);
  }

  @inline
  hasEmptyFrames(): bool {
    return true;
  }

  @inline
  pageIn(frame: u32): u32 {
    const page = this.host.pageMappedTo(this.firstFrame + frame);
    return page === NONE ? NONE : page - this.firstPage;
  }

  @inline
  frameOf(page: u32): u32 {
    return (this.entry(page) & NUMBER) - this.firstFrame;
  }

  takeAccessed(page: u32): bool {
    const state = this.states[page];
    if ((state & ACCESSED) === 0) return false;
    this.states[page] = state & ~ACCESSED;
    return true;
  }

  overlookArrival(page: u32): void {
    this.takeAccessed(page);
    this.arrival.overlook(page, this.references);
  }

  @inline
  isAccessed(page: u32): bool {
    return (this.states[page] & ACCESSED) !== 0;
  }

  countAccessed(first: u32, end: u32): u32 {
    return this.states.countWith(ACCESSED, first, end);
  }

  takeMarks(marks: Marks): bool {
    return marks.take<Guest, u8>(this, this.states, ACCESSED);
  }

  @inline
  isDirty(page: u32): bool {
    return (this.states[page] & DIRTY) !== 0;
  }

  countRefault(activated: bool, restored: bool): void {
    countRefault<GuestCounters>(this.counters, activated, restored);
  }

  canWriteBack(page: u32): bool {
    return this.isFile(page) || (this.zram === null && (this.swap.free.count > 0 || this.hasCopy(page)));
  }

  writeBack(page: u32): void {
    const turn = this.host.turn;
    if (!this.canWriteBack(page)) return;
    if (this.isFile(page)) {
      this.disk.write(turn, this.filePosition + (page - this.firstFilePage), this.reclaimDelay());
      this.counters.fileWrites++;
    } else {
      const copied = this.hasCopy(page);
      const slot = copied ? this.copySlot(page) : this.swap.take(this.firstPage + page);
      this.swap.write(turn, slot, this.reclaimDelay());
      this.counters.swapOuts++;
      if (!copied) this.keepCopy(page, slot);
    }
    noteWrite(this.host.sharing, this.entry(page) & NUMBER, this.states[page]);
    this.states[page] &= ~(DIRTY | WRITABLE);
  }

  @inline
  now(): u64 {
    return this.references;
  }

  @inline
  entry(page: u32): u32 {
    return this.host.entries[this.firstPage + page];
  }

  @inline
  setEntry(page: u32, entry: u32): void {
    this.host.entries[this.firstPage + page] = entry;
  }

  /** Whether a reference to the page is a guest fault. */
  @inline
  isMissing(page: u32): bool {
    return (this.entry(page) & PRESENT) === 0 || (this.states[page] & AHEAD) !== 0;
  }

  @inline
  isFile(page: u32): bool {
    return page >= this.firstFilePage;
  }

  /** Whether its swap has room for another page. */
  canSwapOut(): bool {
    const zram = this.zram;
    return this.swap.free.count > 0 && (zram === null || zram.hasRoom());
  }

  /** Pages that reclaim has evicted and that are not back in memory. */
  missing(): u32 {
    const copies = this.slotless - this.mappedFilePages;
    return this.swap.used() - copies + this.evicted.dropped;
  }

  /** The delay kind of time spent on eviction now: caused by the balloon if its frames would make the eviction unnecessary, else by memory. */
  reclaimDelay(): DelayKind {
    return this.missing() < this.pinned.count ? DelayKind.GuestReclaimBalloon : DelayKind.GuestReclaimMemory;
  }

  /** How well a page that has been filled compresses. */
  kindOf(page: u32): u32 {
    return (this.states[page] & OWN) !== 0 ? OTHER_PAGE : this.content.kind(page);
  }

  /** Whether a mapped page still has a slot in guest swap: with the same content, unless it is dirty. */
  @inline
  hasCopy(page: u32): bool {
    const held = this.host.holds[this.entry(page) & NUMBER];
    return held !== NONE && (held & COPY) !== 0;
  }

  /** The slot of a mapped page's copy, which it must have. */
  @inline
  copySlot(page: u32): u32 {
    return (this.host.holds[this.entry(page) & NUMBER] & ~COPY) - this.firstSlot;
  }

  /** A mapped page that has no copy has one now. */
  private keepCopy(page: u32, slot: u32): void {
    this.host.holds[this.entry(page) & NUMBER] = COPY | (this.firstSlot + slot);
    this.slotless++;
  }
}
