import { steerSharing as steer } from "../host/sharing";
import { Arena } from "../memory/arena";
import { Host } from "../state/host";
import { Sharing, SharingRun } from "../state/sharing";
import { PAGE_SHARING } from "../time/actors";

/**
 * Page sharing.
 *
 * @border written
 */
@unmanaged
export class SharingConfig {
  /** Contents that can be met twice: zeroes, and each page of each image. */
  contents: u32;
  /** Guest frames on one host frame at most, up to 65535. */
  mostSharers: u32;
  /** Whether a frame must be seen twice with the same content before it is a candidate. */
  twice: bool;
  /** Whether the same goes before it is merged into a frame that is shared already. */
  twiceAlways: bool;
  /** Whether a frame with nothing to share is passed over in more and more of the rounds that follow. */
  smartScan: bool;
  /** Whether frames of zeroes are mapped to the host's page of zeroes, which takes no host frame. */
  zeroPages: bool;
  /** Whether unmerging gives those frames of their own. */
  unmergesZeroes: bool;
  /** Whether a frame that is to be swapped out is shared instead, if it can be. */
  beforeSwap: bool;
  /** What the scanner takes for each frame it looks at, ns. */
  scanNs: u64;
  /** What the scanner takes for each merge, ns. */
  mergeNs: u64;
  /** What a write to a shared frame takes for the copy, ns. */
  copyNs: u64;
}

/**
 * What the scanner is to do from now on.
 *
 * @border written
 */
@unmanaged
export class SharingPace {
  run: SharingRun;
  /** Frames the scanner looks at before each sleep. */
  pagesToScan: u32;
  /** Each sleep of the scanner, ns. */
  sleepNs: u64;
}

/** Switches page sharing on; the scanner sleeps until it is steered. */
export function createSharing(host: Host, config: SharingConfig): void {
  const sharing = Sharing.create(host.pages, host.frames, config.contents);
  if (!Arena.fits()) return;
  host.sharing = sharing;
  sharing.actor = host.actors.add(PAGE_SHARING, changetype<usize>(host));
  sharing.most = config.mostSharers;
  sharing.twice = config.twice;
  sharing.twiceAlways = config.twiceAlways;
  sharing.smartScan = config.smartScan;
  sharing.zeroPages = config.zeroPages;
  sharing.unmergesZeroes = config.unmergesZeroes;
  sharing.beforeSwap = config.beforeSwap;
  sharing.scan = config.scanNs;
  sharing.merge = config.mergeNs;
  sharing.copy = config.copyNs;
}

/** Lets the scanner of page sharing run at a pace, or stops it. */
export function steerSharing(host: Host, pace: SharingPace, nowNs: f64): void {
  steer(host, pace.run, pace.pagesToScan, pace.sleepNs, <u64>nowNs);
}
