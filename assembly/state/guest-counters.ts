/**
 * What has become of a guest.
 *
 * @border
 */
export const enum GuestStatus {
  NotBooted,
  Running,
  ShutDown,
  /** Its workload was killed because the guest ran out of memory; kernel and balloon are still there. */
  OutOfMemory,
  /** The host killed it because the host ran out of memory. */
  KilledByHost,
}

/**
 * What has happened in a guest, counted since it booted.
 *
 * @border
 */
@unmanaged
export class GuestCounters {
  /** @counter minorFaults faults Guest faults without I/O. */
  minorFaults: u64;
  /**
   * @counter majorFaults faults Guest faults with I/O.
   * @series
   * @column guest|maj/s 2 guest page faults per second that read from swap or files
   */
  majorFaults: u64;
  /** @counter hostZeroFills faults Its EPT violations served by an empty frame. */
  hostZeroFills: u64;
  /**
   * @counter hostMajorFaults faults Its EPT violations served by a read from host swap.
   * @series
   * @column host|maj/s 1 page faults per second that read from host swap
   */
  hostMajorFaults: u64;
  /**
   * @counter swapInPages pages Read from its own swap, readahead included.
   * @series
   */
  swapIns: u64;
  /**
   * @counter swapOutPages pages Written to its own swap.
   * @series
   */
  swapOuts: u64;
  /** @counter fileReadPages pages Read from its files. */
  fileReads: u64;
  /** @counter fileWritePages pages Written to its files. */
  fileWrites: u64;
  /** @counter fileDropPages pages Clean file pages that reclaim dropped without a write. */
  fileDrops: u64;
  /** @counter evictions pages Evicted by the guest. */
  evictions: u64;
  /** @counter directReclaims rounds Reclaim by a vCPU before it could go on. */
  directReclaims: u64;
  /** @counter doublePaging pages Read from host swap only to be written to guest swap or a file. */
  doublePaging: u64;
  /** @counter falseReads faults Frames read back from host swap only to be overwritten whole by the guest. */
  falseReads: u64;
  /** @counter inflatedPages pages Put into the balloon. */
  inflated: u64;
  /** @counter deflatedPages pages Taken out of the balloon. */
  deflated: u64;
  /** Of `deflated`, pages given back because the guest was out of memory. */
  deflatedOnOom: u64;
  /** @counter scannedPages pages Looked at by its replacement policy. */
  scanned: u64;
  /** @counter refaultPages pages Pages that came back after `linux` or `mglru` had evicted them (Linux: `workingset_refault`). */
  refaults: u64;
  /** @counter activatedPages pages Of `refaultPages`, those that were active at once (`workingset_activate`). */
  activated: u64;
  /** @counter restoredPages pages Of `refaultPages`, those that had been active before (`workingset_restore`). */
  restored: u64;
  /** @counter asyncScannedPages pages Of `scannedPages`, those that kswapd looked at. */
  backgroundScanned: u64;
  /** @counter asyncReclaimedPages pages Of `evictions`, those of kswapd. */
  backgroundEvictions: u64;
  /** @counter kswapdNs ns Time that kswapd worked. */
  backgroundNs: u64;
  /** @counter walkedPages pages Of the page tables that its replacement policy walked for aging; not in `scannedPages`. */
  walked: u64;
  /** Rounds of direct reclaim by the balloon driver. */
  driverReclaims: u64;
  /** @counter driverReclaimNs ns Time that the balloon driver reclaimed. */
  driverReclaimNs: u64;
  /** @counter oomKills workloads Killed because the guest was out of memory. */
  oomKills: u64;
  /**
   * @counter reportedPages pages Told the host to be free (free page reporting).
   * @series
   */
  reported: u64;
  /** @counter reportingNs ns Time the guest took for free page reporting. */
  reportingNs: u64;
}
