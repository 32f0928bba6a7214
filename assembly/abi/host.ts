import { SwapArea } from "../device/area";
import { Device } from "../device/device";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Policy } from "../replacement/policy";
import { BlindRegistry } from "../replacement/registry.generated";
import { Host } from "../state/host";

/**
 * The host, and how large the tables of all its guests together are.
 *
 * @border written
 */
@unmanaged
export class HostConfig {
  /** Host frames for guests, up to 2²⁹. */
  frames: u32;
  /** Frames of all guests, each guest's rounded up to a whole block; up to 2²⁹. */
  guestFrames: u32;
  /** Pages of all guests, up to 2²⁹. */
  guestPages: u32;
  /** Slots of all guests' swap areas, up to 2²⁹. */
  guestSlots: u32;
  /** Guests, up to 65535. */
  guests: u32;
  /** vCPUs of all guests. */
  vcpus: u32;
  /** Bytes of a page, a power of two. */
  pageBytes: u32;
  /** At or below this number of free frames, the task that needs one reclaims memory itself. */
  minPages: u32;
  /** Free frames below which background reclaim begins. */
  lowPages: u32;
  /** Free frames at which background reclaim ends. */
  highPages: u32;
  /** How far a vCPU may run ahead of the next, ns, 1 or more. */
  quantumNs: u64;
  /** Decides in which order guests that boot together lay down their memory, 0 … 2³² − 1. */
  seed: u32;
  /** A guest fault without I/O, ns. */
  minorFaultNs: u64;
  /** What a guest fault with I/O takes beside the I/O, ns. */
  majorFaultNs: u64;
  /** What an EPT violation takes beside the I/O, ns. */
  hostFaultNs: u64;
  /** Each page or frame a replacement policy looks at, ns. */
  scanNs: u64;
  /** Each page that is evicted, ns. */
  evictNs: u64;
  /** Each range of a free page report, ns. */
  reportRangeNs: u64;
  /** Each page of a free page report, ns. */
  reportPageNs: u64;
}

export function createHost(config: HostConfig): Host {
  const host = Host.create(
    config.frames,
    config.guestFrames,
    config.guestPages,
    config.guestSlots,
    config.guests,
    config.vcpus,
  );
  if (!Arena.fits()) return host;
  host.pageBytes = config.pageBytes;
  host.min = config.minPages;
  host.low = config.lowPages;
  host.high = config.highPages;
  host.quantumNs = config.quantumNs;
  host.boots.seed = config.seed;
  const costs = host.costs;
  costs.minorFault = config.minorFaultNs;
  costs.majorFault = config.majorFaultNs;
  costs.hostFault = config.hostFaultNs;
  costs.scan = config.scanNs;
  costs.evict = config.evictNs;
  costs.reportRange = config.reportRangeNs;
  costs.reportPage = config.reportPageNs;
  return host;
}

/** Gives the host its swap area; `readahead` slots, a power of two, are read at once. */
export function createHostSwap(host: Host, slots: u32, device: Device, readahead: u32): void {
  const swap = SwapArea.create(slots, Column.create<u32>(slots), device, readahead);
  if (Arena.fits()) host.swap = swap;
}

/** Gives the host the replacement policy of this number; it must not need to see every access. */
export function createHostPolicy(host: Host, policy: u32, parameters: Column<f64>): void {
  const created = Policy.create<Host, BlindRegistry>(policy, host, parameters);
  if (Arena.fits()) host.policy = created;
}
