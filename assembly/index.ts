import { setTarget as setBalloonTarget } from "./balloon/driver";
import { SwapArea } from "./device/area";
import { Device } from "./device/device";
import { setBlocked as setGuestBlocked } from "./guest/block";
import { boot, layDown as layDownBooting } from "./guest/boot";
import { freePages as freeGuestPages, shutDown as shutGuestDown } from "./guest/lifecycle";
import { Vcpu } from "./guest/vcpu";
import { reclaimUntil as reclaimHostUntil } from "./host/frames";
import { addToSample as addToGuestSample, clearSample as clearGuestSample } from "./host/sample";
import { steerSharing } from "./host/sharing";
import { BLOCKED, PAGE_SHARING } from "./machine/actors";
import { Delays } from "./machine/delays";
import { Evicted } from "./machine/evicted";
import { Guest, GuestCounters } from "./machine/guest";
import { BLOCK, Host, HostCounters } from "./machine/host";
import { IMAGE_PAGE, OTHER_PAGE, Pool, VOLATILE_PAGE, ZERO_PAGE } from "./machine/pool";
import { Sharing } from "./machine/sharing";
import { Zram } from "./machine/zram";
import { Arena } from "./memory/arena";
import { Bitmap } from "./memory/bitmap";
import { Column } from "./memory/column";
import { Policy } from "./replacement/policy";
import { BlindRegistry, Registry } from "./replacement/registry";
import { check as checkHost } from "./run/check";
import { run as runHost, Schedule } from "./run/run";

/* Everything is sized while it is built. Handles are addresses; times are whole nanoseconds below 2⁵³. */

/** Bytes the machine asked for so far, whether they were there or not. */
export function neededBytes(): f64 {
  return <f64>Arena.neededBytes();
}

/** False when memory has run out: no handle may be used then, but building on tells how much would be needed. */
export function fits(): bool {
  return Arena.fits();
}

/** Guest frames are dealt out in multiples of this. */
export const guestFrameBlock: u32 = BLOCK;

/** A column of doubles to pass parameters in. */
export function createParameters(count: u32): usize {
  return changetype<usize>(Column.create<f64>(count));
}

export function createHost(
  frames: u32,
  guestFrames: u32,
  guestPages: u32,
  guestSlots: u32,
  guests: u32,
  vcpus: u32,
): usize {
  return changetype<usize>(Host.create(frames, guestFrames, guestPages, guestSlots, guests, vcpus));
}

export function createSchedule(): usize {
  return changetype<usize>(changetype<Schedule>(Arena.take(offsetof<Schedule>())));
}

export function setHost(host: Host, min: u32, low: u32, high: u32, pageBytes: u32, quantumNs: f64, seed: u32): void {
  host.min = min;
  host.low = low;
  host.high = high;
  host.pageBytes = pageBytes;
  host.quantumNs = <u64>quantumNs;
  host.boots.seed = seed;
}

export function setFaultCosts(
  host: Host,
  minorFault: f64,
  majorFault: f64,
  hostFault: f64,
  scan: f64,
  evict: f64,
): void {
  const costs = host.costs;
  costs.minorFault = <u64>minorFault;
  costs.majorFault = <u64>majorFault;
  costs.hostFault = <u64>hostFault;
  costs.scan = <u64>scan;
  costs.evict = <u64>evict;
}

export function setReportingCosts(host: Host, range: f64, page: f64): void {
  host.costs.reportRange = <u64>range;
  host.costs.reportPage = <u64>page;
}

export function createDevice(channels: u32, writeQueue: u32): usize {
  return changetype<usize>(Device.create(channels, writeQueue));
}

export function setDevice(
  device: Device,
  latencyNs: f64,
  sequentialLatencyNs: f64,
  bytesPerSecond: f64,
  pageBytes: u32,
): void {
  device.latencyNs = <u64>latencyNs;
  device.sequentialLatencyNs = <u64>sequentialLatencyNs;
  device.bytesPerSecond = <u64>bytesPerSecond;
  device.pageBytes = pageBytes;
}

export function createHostSwap(host: Host, slots: u32, device: Device, readahead: u32): void {
  const swap = SwapArea.create(slots, Column.create<u32>(slots), device, readahead);
  if (Arena.fits()) host.swap = swap;
}

export function createHostPolicy(host: Host, kind: u32, parameters: usize): void {
  const policy = Policy.create<Host, BlindRegistry>(kind, host, changetype<Column<f64>>(parameters));
  if (Arena.fits()) host.policy = policy;
}

/** Page sharing among guest frames with `contents` contents that can be met twice; the scanner sleeps until it is steered. */
export function createSharing(
  host: Host,
  contents: u32,
  most: u32,
  twice: bool,
  beforeSwap: bool,
  scanNs: f64,
  mergeNs: f64,
  copyNs: f64,
): void {
  const sharing = Sharing.create(host.pages, host.frames, contents);
  if (!Arena.fits()) return;
  host.sharing = sharing;
  sharing.actor = host.actors.add(PAGE_SHARING, changetype<usize>(host));
  sharing.most = most;
  sharing.twice = twice;
  sharing.beforeSwap = beforeSwap;
  sharing.scan = <u64>scanNs;
  sharing.merge = <u64>mergeNs;
  sharing.copy = <u64>copyNs;
}

/** `run`: 0 stops the scanner, 1 lets it run, 2 copies apart what is shared, and then stops it. */
export function setSharing(host: Host, run: u32, pagesToScan: u32, sleepNs: f64, nowNs: f64): void {
  steerSharing(host, run, pagesToScan, <u64>sleepNs, <u64>nowNs);
}

/** A pool of compressed pages before the host's swap, which must be there; `guestShare` 0: its `guests` have no limits of their own. */
export function createPool(
  host: Host,
  most: u32,
  accept: u32,
  guestShare: f64,
  guests: u32,
  keepBytes: u32,
  compressNs: f64,
  decompressNs: f64,
  zeroBytes: u32,
  imageBytes: u32,
  volatileBytes: u32,
  otherBytes: u32,
): void {
  const slots = Arena.fits() ? host.swap.slots : 0;
  const pool = Pool.create(slots, Arena.fits() ? host.frames : 0, guestShare > 0 ? guests : 1);
  if (!Arena.fits()) return;
  host.pool = pool;
  pool.pageBytes = host.pageBytes;
  pool.most = most;
  pool.accept = accept;
  pool.guestShare = guestShare;
  pool.keepBytes = keepBytes;
  pool.compressNs = <u64>compressNs;
  pool.decompressNs = <u64>decompressNs;
  pool.sizes[ZERO_PAGE] = zeroBytes;
  pool.sizes[IMAGE_PAGE] = imageBytes;
  pool.sizes[VOLATILE_PAGE] = volatileBytes;
  pool.sizes[OTHER_PAGE] = otherBytes;
}

export function createGuest(host: Host, pages: u32, filePages: u32, frames: u32): usize {
  return changetype<usize>(Guest.create(host, pages, filePages, frames));
}

export function setGuest(
  guest: Guest,
  kernel: u32,
  min: u32,
  low: u32,
  high: u32,
  deflateOnOom: bool,
  zeroFillNs: f64,
): void {
  guest.zeroFillNs = <u64>zeroFillNs;
  guest.kernel = kernel;
  guest.min = min;
  guest.low = low;
  guest.high = high;
  guest.deflateOnOom = deflateOnOom;
}

/** Of 2³², the pages that hold an image's, of which page 0 is `image`; those and zeroes; those and what changes all the time. */
export function setContent(guest: Guest, image: u32, imageBelow: f64, zeroBelow: f64, volatileBelow: f64): void {
  const content = guest.content;
  content.image = image;
  content.imageBelow = <u64>imageBelow;
  content.zeroBelow = <u64>zeroBelow;
  content.volatileBelow = <u64>volatileBelow;
}

export function setDriver(
  guest: Guest,
  behaviour: u32,
  batch: u32,
  retryNs: f64,
  most: u32,
  bytesPerSecond: f64,
  workingNs: f64,
  stuckNs: f64,
): void {
  const balloon = guest.balloon;
  balloon.behaviour = behaviour;
  balloon.batch = batch;
  balloon.retryNs = <u64>retryNs;
  balloon.most = most;
  balloon.bytesPerSecond = <u64>bytesPerSecond;
  balloon.workingNs = <u64>workingNs;
  balloon.stuckNs = <u64>stuckNs;
}

/** What a balloon moves at a time, 2^`order` pages, and what that costs. */
export function setBalloonUnit(
  guest: Guest,
  order: u32,
  migrates: bool,
  touched: f64,
  untouched: f64,
  returned: f64,
  migrate: f64,
): void {
  const balloon = guest.balloon;
  balloon.order = order;
  balloon.migrates = migrates;
  balloon.touched = <u64>touched;
  balloon.untouched = <u64>untouched;
  balloon.returned = <u64>returned;
  balloon.migrate = <u64>migrate;
}

/** Switches free page reporting on, before the guest's vCPUs are created; `order`, of the smallest block, is no more than that of the `largest`. */
export function setReporting(guest: Guest, order: u32, largest: u32, capacity: u32, delayNs: f64): void {
  guest.reportFreePages(order, largest, capacity, <u64>delayNs);
}

/** Gives a guest its swap area, and behind it on `disk` the place of its file-backed pages. */
export function createGuestSwap(guest: Guest, slots: u32, device: Device, readahead: u32, disk: Device): void {
  const fits = Arena.fits();
  const owner = fits ? guest.host.slotPage.from(guest.host.slotsDealt) : changetype<Column<u32>>(<usize>0);
  const swap = SwapArea.create(slots, owner, device, readahead);
  const evicted = Evicted.create(slots);
  if (!Arena.fits()) return;
  guest.swap = swap;
  guest.evicted = evicted;
  guest.firstSlot = guest.host.slotsDealt;
  guest.host.slotsDealt += slots;
  guest.disk = disk;
  guest.filePosition = disk.endPosition;
  disk.endPosition += guest.pages - guest.firstFilePage;
}

/** Puts the swap of a guest, which must be there, into compressed memory of its own of at most `limit` frames. */
export function createZram(
  guest: Guest,
  limit: u32,
  compressNs: f64,
  decompressNs: f64,
  imageBytes: u32,
  volatileBytes: u32,
  otherBytes: u32,
): void {
  const zram = Zram.create(Arena.fits() ? guest.frames : 0);
  if (!Arena.fits()) return;
  guest.zram = zram;
  zram.pageBytes = guest.host.pageBytes;
  zram.limitBytes = limit * zram.pageBytes;
  zram.compressNs = <u64>compressNs;
  zram.decompressNs = <u64>decompressNs;
  zram.sizes[IMAGE_PAGE] = imageBytes;
  zram.sizes[VOLATILE_PAGE] = volatileBytes;
  zram.sizes[OTHER_PAGE] = otherBytes;
}

export function createGuestPolicy(guest: Guest, kind: u32, parameters: usize): void {
  const policy = Policy.create<Guest, Registry>(kind, guest, changetype<Column<f64>>(parameters));
  if (!Arena.fits()) return;
  guest.policy = policy;
  guest.policyIsBlind = policy.isBlind();
}

export function createVcpu(guest: Guest, streamLength: u32): usize {
  return changetype<usize>(Vcpu.create(guest, streamLength));
}

/** Begins to boot a guest. All that boot at `nowNs` lay down their memory together, before anything else is done (`layDown`). */
export function bootGuest(guest: Guest, nowNs: f64, balloonPages: u32, warmPages: u32): void {
  boot(guest, <u64>nowNs, balloonPages, warmPages);
}

/** Lays down at least `least` frames and pages of the guests that boot, or all they have left, and returns how many are left then. */
export function layDown(host: Host, least: u32): u32 {
  return layDownBooting(host, least);
}

export function shutDown(guest: Guest, nowNs: f64): void {
  shutGuestDown(guest, <u64>nowNs);
}

export function setTarget(guest: Guest, pages: u32, nowNs: f64): void {
  setBalloonTarget(guest, pages, <u64>nowNs);
}

/** What the host's reclaim may do to a guest from now on. */
export function setReclaim(guest: Guest, maySwap: bool, mayCompress: bool, leave: u32): void {
  guest.maySwap = maySwap;
  guest.mayCompress = mayCompress;
  guest.leave = leave;
  guest.host.guarded = true;
}

export function reclaimUntil(host: Host, frames: u32, nowNs: f64): void {
  reclaimHostUntil(host, frames, <u64>nowNs);
}

export function setBlocked(guest: Guest, blocked: bool, nowNs: f64): void {
  setGuestBlocked(guest, blocked, <u64>nowNs);
}

export function addToSample(guest: Guest, frame: u32): bool {
  return addToGuestSample(guest, frame);
}

export function clearSample(guest: Guest): void {
  clearGuestSample(guest);
}

export function freePages(guest: Guest, first: u32, count: u32, nowNs: f64): void {
  guest.host.turn.now = <u64>nowNs;
  freeGuestPages(guest, first, count);
}

/** Where to write a vCPU's references before `giveReferences`. */
export function streamOf(vcpu: Vcpu): usize {
  return changetype<usize>(vcpu.stream);
}

export function giveReferences(vcpu: Vcpu, count: u32, thinkNs: f64, nowNs: f64): void {
  vcpu.give(count, <u64>thinkNs, <u64>nowNs);
}

/** The vCPU gets no more references, unless it is given some again later. */
export function finishVcpu(schedule: Schedule, vcpu: Vcpu): void {
  vcpu.finish();
  schedule.interrupted = null;
}

/** Runs until everybody's clock has reached `pauseNs` (0), on the way to `untilNs`; or a vCPU needs references to go on (its handle). */
export function run(host: Host, schedule: Schedule, untilNs: f64, pauseNs: f64): usize {
  return changetype<usize>(runHost(host, schedule, <u64>untilNs, <u64>pauseNs));
}

export function clockOf(host: Host, actor: u32): f64 {
  const clock = host.actors.clock[actor];
  return clock === u64.MAX_VALUE ? Infinity : <f64>(clock & ~BLOCKED);
}

export function reportingClockOf(guest: Guest): f64 {
  const reporting = guest.reporting;
  return reporting === null ? Infinity : clockOf(guest.host, reporting.actor);
}

/** Debug build: aborts when an invariant is broken. */
export function check(host: Host): void {
  checkHost(host);
}

export const bitmapWords: usize = offsetof<Bitmap>("words");
export const bitmapCount: usize = offsetof<Bitmap>("count");

export const hostFree: usize = offsetof<Host>("free");
export const hostSwap: usize = offsetof<Host>("swap");
export const hostCounters: usize = offsetof<Host>("counters");
export const hostEpt: usize = offsetof<Host>("ept");
export const hostOwner: usize = offsetof<Host>("owner");
export const hostBlockGuest: usize = offsetof<Host>("blockGuest");
export const hostHolds: usize = offsetof<Host>("holds");
export const hostEntries: usize = offsetof<Host>("entries");
export const hostSharing: usize = offsetof<Host>("sharing");
export const hostPool: usize = offsetof<Host>("pool");
export const hostReclaimActor: usize = offsetof<Host>("reclaimActor");
export const hostZeroFills: usize = offsetof<HostCounters>("zeroFills");
export const hostMajorFaults: usize = offsetof<HostCounters>("majorFaults");
export const hostSwapIns: usize = offsetof<HostCounters>("swapIns");
export const hostSwapOuts: usize = offsetof<HostCounters>("swapOuts");
export const hostFalseReads: usize = offsetof<HostCounters>("falseReads");
export const hostSilentSwapWrites: usize = offsetof<HostCounters>("silentSwapWrites");
export const hostScanned: usize = offsetof<HostCounters>("scanned");

export const sharingSharers: usize = offsetof<Sharing>("sharers");
export const sharingRunning: usize = offsetof<Sharing>("running");
export const sharingActor: usize = offsetof<Sharing>("actor");
export const sharingPagesToScan: usize = offsetof<Sharing>("pagesToScan");
export const sharingSleepNs: usize = offsetof<Sharing>("sleepNs");
export const sharingShared: usize = offsetof<Sharing>("shared");
export const sharingSharing: usize = offsetof<Sharing>("sharing");
export const sharingScanned: usize = offsetof<Sharing>("scanned");
export const sharingFullScans: usize = offsetof<Sharing>("fullScans");
export const sharingMerges: usize = offsetof<Sharing>("merges");
export const sharingBreaks: usize = offsetof<Sharing>("breaks");

export const poolFrames: usize = offsetof<Pool>("frames");
export const poolPages: usize = offsetof<Pool>("pages");
export const poolBytes: usize = offsetof<Pool>("bytes");

export const hostCompressed: usize = offsetof<HostCounters>("compressed");
export const hostDecompressed: usize = offsetof<HostCounters>("decompressed");
export const hostUncompressed: usize = offsetof<HostCounters>("uncompressed");
export const hostWrittenBack: usize = offsetof<HostCounters>("writtenBack");

export const guestStatus: usize = offsetof<Guest>("status");
export const guestEndedNs: usize = offsetof<Guest>("endedNs");
export const guestFree: usize = offsetof<Guest>("free");
export const guestPinned: usize = offsetof<Guest>("pinned");
export const guestBlocked: usize = offsetof<Guest>("blocked");
export const guestSampled: usize = offsetof<Guest>("sampled");
export const guestSampleSize: usize = offsetof<Guest>("sampleSize");
export const guestSwap: usize = offsetof<Guest>("swap");
export const guestZram: usize = offsetof<Guest>("zram");
export const zramFrames: usize = offsetof<Zram>("frames");
export const zramBytes: usize = offsetof<Zram>("bytes");
export const guestMapped: usize = offsetof<Guest>("mapped");
export const guestMappedFilePages: usize = offsetof<Guest>("mappedFilePages");
export const guestSlotless: usize = offsetof<Guest>("slotless");
export const guestBacked: usize = offsetof<Guest>("backed");
export const guestShared: usize = offsetof<Guest>("shared");
export const guestHostSwapped: usize = offsetof<Guest>("hostSwapped");
export const guestStates: usize = offsetof<Guest>("states");
export const guestFirstPage: usize = offsetof<Guest>("firstPage");
export const guestFirstFrame: usize = offsetof<Guest>("firstFrame");
export const guestFirstSlot: usize = offsetof<Guest>("firstSlot");
export const guestDriverActor: usize = offsetof<Guest>("driverActor");
export const guestReclaimActor: usize = offsetof<Guest>("reclaimActor");
export const guestCounters: usize = offsetof<Guest>("counters");
export const guestMinorFaults: usize = offsetof<GuestCounters>("minorFaults");
export const guestMajorFaults: usize = offsetof<GuestCounters>("majorFaults");
export const guestHostZeroFills: usize = offsetof<GuestCounters>("hostZeroFills");
export const guestHostMajorFaults: usize = offsetof<GuestCounters>("hostMajorFaults");
export const guestSwapIns: usize = offsetof<GuestCounters>("swapIns");
export const guestSwapOuts: usize = offsetof<GuestCounters>("swapOuts");
export const guestFileReads: usize = offsetof<GuestCounters>("fileReads");
export const guestFileWrites: usize = offsetof<GuestCounters>("fileWrites");
export const guestEvictions: usize = offsetof<GuestCounters>("evictions");
export const guestDirectReclaims: usize = offsetof<GuestCounters>("directReclaims");
export const guestDoublePaging: usize = offsetof<GuestCounters>("doublePaging");
export const guestFalseReads: usize = offsetof<GuestCounters>("falseReads");
export const guestInflated: usize = offsetof<GuestCounters>("inflated");
export const guestDeflated: usize = offsetof<GuestCounters>("deflated");
export const guestDeflatedOnOom: usize = offsetof<GuestCounters>("deflatedOnOom");
export const guestScanned: usize = offsetof<GuestCounters>("scanned");
export const guestBackgroundScanned: usize = offsetof<GuestCounters>("backgroundScanned");
export const guestBackgroundEvictions: usize = offsetof<GuestCounters>("backgroundEvictions");
export const guestDriverReclaims: usize = offsetof<GuestCounters>("driverReclaims");
export const guestOomKills: usize = offsetof<GuestCounters>("oomKills");
export const guestReported: usize = offsetof<GuestCounters>("reported");
export const guestDelays: usize = offsetof<Guest>("delays");
export const delaysNs: usize = offsetof<Delays>("ns");
export const guestReportingNs: usize = offsetof<GuestCounters>("reportingNs");

export const areaFree: usize = offsetof<SwapArea>("free");
export const areaSlots: usize = offsetof<SwapArea>("slots");

export const vcpuActor: usize = offsetof<Vcpu>("actor");
export const vcpuReferences: usize = offsetof<Vcpu>("references");
export const vcpuThoughtNs: usize = offsetof<Vcpu>("thoughtNs");
export const vcpuRanNs: usize = offsetof<Vcpu>("ranNs");
export const vcpuStallNs: usize = offsetof<Vcpu>("stallNs");
export const vcpuPressedNs: usize = offsetof<Vcpu>("pressedNs");
export const vcpuBlockedNs: usize = offsetof<Vcpu>("blockedNs");
export const vcpuAsleepSinceNs: usize = offsetof<Vcpu>("asleepSinceNs");

export const deviceReads: usize = offsetof<Device>("reads");
export const deviceWrites: usize = offsetof<Device>("writes");
export const devicePagesRead: usize = offsetof<Device>("pagesRead");
export const devicePagesWritten: usize = offsetof<Device>("pagesWritten");
export const deviceBusyNs: usize = offsetof<Device>("busyNs");
