import { reportFreePages } from "../guest/free-frames";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Policy } from "../replacement/policy";
import { Registry } from "../replacement/registry.generated";
import { DriverBehaviour } from "../state/balloon";
import { Guest } from "../state/guest";
import { Host } from "../state/host";

/**
 * A guest. Its last `filePages` pages are backed by a file; all others are anonymous.
 *
 * @border written
 */
@unmanaged
export class GuestConfig {
  /** Pages of its workload. */
  pages: u32;
  /** Of them, those backed by a file. */
  filePages: u32;
  /** Its memory, in frames. */
  frames: u32;
  /** Frames that its kernel keeps. */
  kernelFrames: u32;
  /** At or below this number of free frames, the task that needs one reclaims memory itself. */
  minPages: u32;
  /** Free frames below which kswapd begins. */
  lowPages: u32;
  /** Free frames at which kswapd ends. */
  highPages: u32;
  /** Whether the balloon gives pages back when the guest is out of memory. */
  deflateOnOom: bool;
  /** An EPT violation served by an empty host frame, ns. */
  zeroFillNs: u64;
  /** The content of page 0 of its image. */
  image: u32;
  /** Of 2³²: pages that hold an image's, 0 … 2³². */
  imageBelow: u64;
  /** Of 2³²: pages that hold an image's or zeroes, `imageBelow` … 2³². */
  zeroBelow: u64;
  /** Of 2³²: the same and pages that change all the time, `zeroBelow` … 2³². */
  volatileBelow: u64;
}

/**
 * A balloon driver; fields that its behaviour does not use are 0.
 *
 * @border written
 */
@unmanaged
export class DriverConfig {
  behaviour: DriverBehaviour;
  /** Pages it moves before it waits for the host's answer. */
  batchPages: u32;
  /** It moves 2^order aligned pages at a time. */
  order: u32;
  /** Whether it may move pages out of the blocks that it takes. */
  migrates: bool;
  /** What it takes to inflate by a block of which the host backed some page, ns. */
  touchedNs: u64;
  /** The same of a block of which it backed none, ns. */
  untouchedNs: u64;
  /** What it takes to give a block back to the guest, ns. */
  returnNs: u64;
  /** What it takes to move a page out of a block, ns. */
  migrateNs: u64;
  /** The pause after a round that found no page, ns. */
  retryNs: u64;
  /** Pages that a limited driver holds at most. */
  mostPages: u32;
  /** What a slow driver moves, bytes/s, 1 or more. */
  bytesPerSecond: u64;
  /** How long an intermittent driver works before it is stuck, ns. */
  workingNs: u64;
  /** How long it is stuck then, ns. */
  stuckNs: u64;
}

/**
 * Free page reporting, in blocks of a power of two of pages.
 *
 * @border written
 */
@unmanaged
export class ReportingConfig {
  /** The smallest blocks that are reported have 2^order pages. */
  order: u32;
  /** The largest blocks have 2^largestOrder pages; no less than `order`. */
  largestOrder: u32;
  /** Blocks a report, 1 or more. */
  capacity: u32;
  /** From a request to the pass, and between passes, ns. */
  delayNs: u64;
}

export function createGuest(host: Host, config: GuestConfig): Guest {
  const guest = Guest.create(host, config.pages, config.filePages, config.frames);
  if (!Arena.fits()) return guest;
  guest.kernel = config.kernelFrames;
  guest.min = config.minPages;
  guest.low = config.lowPages;
  guest.high = config.highPages;
  guest.deflateOnOom = config.deflateOnOom;
  guest.zeroFillNs = config.zeroFillNs;
  const content = guest.content;
  content.image = config.image;
  content.imageBelow = config.imageBelow;
  content.zeroBelow = config.zeroBelow;
  content.volatileBelow = config.volatileBelow;
  return guest;
}

/** Gives a guest a balloon driver. */
export function createDriver(guest: Guest, config: DriverConfig): void {
  if (!Arena.fits()) return;
  const balloon = guest.balloon;
  balloon.behaviour = config.behaviour;
  balloon.batch = config.batchPages;
  balloon.order = config.order;
  balloon.migrates = config.migrates;
  balloon.touched = config.touchedNs;
  balloon.untouched = config.untouchedNs;
  balloon.returned = config.returnNs;
  balloon.migrate = config.migrateNs;
  balloon.retryNs = config.retryNs;
  balloon.most = config.mostPages;
  balloon.bytesPerSecond = config.bytesPerSecond;
  balloon.workingNs = config.workingNs;
  balloon.stuckNs = config.stuckNs;
}

/** Switches free page reporting on, before the guest's vCPUs are created. */
export function createReporting(guest: Guest, config: ReportingConfig): void {
  reportFreePages(guest, config.order, config.largestOrder, config.capacity, config.delayNs);
}

/** Gives a guest the replacement policy of this number. */
export function createGuestPolicy(guest: Guest, policy: u32, parameters: Column<f64>): void {
  const created = Policy.create<Guest, Registry>(policy, guest, parameters);
  if (!Arena.fits()) return;
  guest.policy = created;
  guest.policyIsBlind = created.isBlind();
  guest.marksDirectly = !created.overlooksArrivals() && !guest.host.policy.overlooksArrivals();
}
