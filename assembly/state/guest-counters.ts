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
