import { SwapArea } from "../device/area";
import { Device } from "../device/device";
import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { Marks } from "../memory/marks";
import { NONE } from "../memory/none";
import { Policy } from "../replacement/policy";
import { Registry } from "../replacement/registry.generated";
import { BALLOON_DRIVER, BLOCKED, FREE_PAGE_REPORTING, GUEST_RECLAIM, NEVER } from "./actors";
import { Arrival } from "./arrival";
import { Balloon } from "./balloon";
import { Content } from "./content";
import { DelayKind, Delays } from "./delays";
import { ACCESSED, COPY, DIRTY, NUMBER, OWN, PRESENT, WRITABLE } from "./entry";
import { Evicted } from "./evicted";
import { BLOCK, Host } from "./host";
import { OTHER_PAGE } from "./pool";
import { IDLE, REQUESTED, Reporting } from "./reporting";
import { Zram } from "./zram";

/**
 * What has become of a guest.
 *
 * @border
 */
export const enum GuestStatus {
  NotBooted,
  Running,
  ShutDown,
  /** Its workload was killed for want of memory in the guest; kernel and balloon are still there. */
  OutOfMemory,
  /** The host killed it for want of memory in the host. */
  KilledByHost,
}

/**
 * What has happened in a guest, counted since it booted.
 *
 * @border
 */
@unmanaged
export class GuestCounters {
  minorFaults: u64;
  majorFaults: u64;
  hostZeroFills: u64;
  hostMajorFaults: u64;
  swapIns: u64;
  swapOuts: u64;
  fileReads: u64;
  fileWrites: u64;
  evictions: u64;
  directReclaims: u64;
  doublePaging: u64;
  falseReads: u64;
  inflated: u64;
  deflated: u64;
  /** Of `deflated`, pages given back because the guest was out of memory. */
  deflatedOnOom: u64;
  scanned: u64;
  /** Of `scanned` and `evictions`, those of kswapd. */
  backgroundScanned: u64;
  backgroundEvictions: u64;
  /** Rounds of direct reclaim by the balloon driver. */
  driverReclaims: u64;
  oomKills: u64;
  /** Pages the host was told are free. */
  reported: u64;
  reportingNs: u64;
}

/**
 * A virtual machine. Its pages, frames and slots are numbered from 0 here, and stand in the host's tables from `firstPage`,
 * `firstFrame` and `firstSlot` on. To its replacement policy it is a memory.
 */
@unmanaged
export class Guest {
  host: Host;
  index: u32;
  /** @border */
  status: GuestStatus;
  /** When it was killed or shut down. @border */
  endedNs: u64;
  /** What its death leaves to do has been done. */
  buried: bool;
  bootedNs: u64;
  /** How many had been booted when it was, itself included. */
  bootNumber: u32;
  /** Some guest that boots with it, or itself, has something left to lay down; how many frames and pages it has laid down. */
  booting: bool;
  laidDown: u32;
  /** Nobody in it acts. @border */
  blocked: bool;
  /** What the host's reclaim may do to it, and how many frames it leaves it. */
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
  /** @border */
  free: Bitmap;
  /** Frames the balloon holds. @border */
  pinned: Bitmap;
  /** @border */
  swap: SwapArea;
  /** Null: its swap is on a device. @border */
  zram: Zram | null;
  disk: Device;
  /** Where its file begins on the disk. */
  filePosition: u64;
  policy: Policy<Guest, Registry>;
  /** The policy need not be told about hits. */
  policyIsBlind: bool;
  arrival: Arrival;
  balloon: Balloon;
  /** What its pages hold. */
  content: Content;
  /** Null: free pages are not reported. */
  reporting: Reporting | null;

  /** References made by its vCPUs. */
  references: u64;
  /** Pages that have a frame. @border */
  mapped: u32;
  /** Of those, pages that can go without a free slot: file-backed ones and those with a copy. @border */
  slotless: u32;
  /** Of those, file-backed ones. @border */
  mappedFilePages: u32;
  /** Guest frames the host backs, and has in its swap. @border */
  backed: u32;
  /** Of those, on host frames that are shared. @border */
  shared: u32;
  /** @border */
  hostSwapped: u32;
  /** What an EPT violation costs that an empty frame serves. */
  zeroFillNs: u64;
  /** Frames whose mapping the host took away to see whether they are used, and that have not been touched since; of so many in all. @border */
  sampled: Bitmap;
  /** @border */
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

  /** Deals out the next stretch of the host's tables. */
  static create(host: Host, pages: u32, filePages: u32, frames: u32): Guest {
    const guest = changetype<Guest>(Arena.takeOr(offsetof<Guest>(), memory.data(offsetof<Guest>(), 8)));
    guest.pages = pages;
    guest.frames = frames;
    const counters = changetype<GuestCounters>(Arena.take(offsetof<GuestCounters>()));
    const balloon = changetype<Balloon>(Arena.take(offsetof<Balloon>()));
    const content = changetype<Content>(Arena.take(offsetof<Content>()));
    const arrival = Arrival.create();
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

  /** Switches free page reporting on; the guest's vCPUs must come after it. */
  reportFreePages(order: u32, largest: u32, capacity: u32, delayNs: u64): void {
    const reporting = Reporting.create(this.frames, order, largest, capacity);
    if (!Arena.fits()) return;
    reporting.delayNs = delayNs;
    reporting.actor = this.host.actors.add(FREE_PAGE_REPORTING, changetype<usize>(this));
    reporting.reset(this.free);
    this.reporting = reporting;
  }

  /** Lets a pass of free page reporting begin after the delay, if none is on its way. */
  requestReport(reporting: Reporting): void {
    const sleeps = reporting.state === IDLE;
    reporting.state = REQUESTED;
    if (!sleeps) return;
    this.host.actors.clock[reporting.actor] = this.clockAt(this.host.turn.now + reporting.delayNs);
    this.host.turn.ends = true;
  }

  /** Takes a free frame out of the free ones. */
  takeFree(frame: u32): void {
    const reporting = this.reporting;
    if (reporting !== null) reporting.take(this.free, frame);
    this.free.remove(frame);
  }

  /** Takes the lowest free frame; there must be one. */
  takeLowestFree(): u32 {
    const frame = this.free.lowest();
    this.takeFree(frame);
    return frame;
  }

  /** A frame becomes free. */
  giveFree(frame: u32): void {
    this.free.add(frame);
    const reporting = this.reporting;
    if (reporting === null) return;
    if (reporting.give(this.free, frame)) this.requestReport(reporting);
  }

  /** All frames become free at once: the guest is gone. */
  freeAll(): void {
    this.free.clear();
    this.free.addAll();
    const reporting = this.reporting;
    if (reporting === null) return;
    reporting.reset(this.free);
    this.host.actors.clock[reporting.actor] = NEVER;
  }

  /** All counters begin again from 0. */
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

  /** What the clock of one of its actors is set to, that it acts at `ns`. */
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

  takeMarks(marks: Marks): bool {
    return marks.take<Guest, u8>(this, this.states, ACCESSED);
  }

  @inline
  isDirty(page: u32): bool {
    return (this.states[page] & DIRTY) !== 0;
  }

  writeBack(page: u32): void {
    const turn = this.host.turn;
    if (this.isFile(page)) {
      this.disk.write(turn, this.filePosition + (page - this.firstFilePage), this.reclaimDelay());
      this.counters.fileWrites++;
    } else {
      if (this.zram !== null || this.swap.free.count === 0) return;
      const slot = this.swap.take(this.firstPage + page);
      this.swap.write(turn, slot, this.reclaimDelay());
      this.counters.swapOuts++;
      this.keepCopy(page, slot);
    }
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

  @inline
  isFile(page: u32): bool {
    return page >= this.firstFilePage;
  }

  /** Whether its swap has room for another page. */
  canSwapOut(): bool {
    const zram = this.zram;
    return this.swap.free.count > 0 && (zram === null || zram.hasRoom());
  }

  /** Pages that reclaim has taken out of its memory and that are not back. */
  missing(): u32 {
    const copies = this.slotless - this.mappedFilePages;
    return this.swap.used() - copies + this.evicted.dropped;
  }

  /** What time spent on evicting a page now counts as: with the balloon's frames nothing would have to go, or something would. */
  reclaimDelay(): DelayKind {
    return this.missing() < this.pinned.count ? DelayKind.GuestReclaimBalloon : DelayKind.GuestReclaimMemory;
  }

  /** What a page that has been filled is like to a compressor. */
  kindOf(page: u32): u32 {
    return (this.states[page] & OWN) !== 0 ? OTHER_PAGE : this.content.kind(page);
  }

  /** Whether a mapped page still has its copy in guest swap. */
  @inline
  hasCopy(page: u32): bool {
    const held = this.host.holds[this.entry(page) & NUMBER];
    return held !== NONE && (held & COPY) !== 0;
  }

  /** Maps a page to a guest frame of the host's numbering; `slot` is its copy's, or `NONE`. */
  map(page: u32, guestFrame: u32, slot: u32): void {
    this.setEntry(page, PRESENT | guestFrame);
    this.host.holds[guestFrame] = slot === NONE ? this.firstPage + page : COPY | (this.firstSlot + slot);
    this.states[page] &= OWN;
    this.mapped++;
    if (this.isFile(page)) this.mappedFilePages++;
    if (slot !== NONE || this.isFile(page)) this.slotless++;
  }

  /** Puts a mapped page into another frame, which has been taken for it; who was told about the old one must be told. */
  moveTo(page: u32, guestFrame: u32): void {
    const from = this.entry(page) & NUMBER;
    this.setEntry(page, PRESENT | guestFrame);
    this.host.holds[guestFrame] = this.host.holds[from];
    this.host.holds[from] = NONE;
  }

  /** Takes a mapped page out of its frame, which becomes free; `entry` is what the page becomes. */
  unmap(page: u32, entry: u32): void {
    const guestFrame = this.entry(page) & NUMBER;
    if (this.isFile(page) || this.hasCopy(page)) this.slotless--;
    if (this.isFile(page)) this.mappedFilePages--;
    this.mapped--;
    this.setEntry(page, entry);
    this.states[page] &= OWN;
    this.host.holds[guestFrame] = NONE;
    this.giveFree(guestFrame - this.firstFrame);
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

  /** Gives up the copy of a mapped page: its content is about to change. */
  dropCopy(page: u32): void {
    this.swap.give(this.copySlot(page));
    this.host.holds[this.entry(page) & NUMBER] = this.firstPage + page;
    if (!this.isFile(page)) this.slotless--;
  }
}
