/**
 * What has happened in the host, over all its guests.
 *
 * @border
 */
@unmanaged
export class HostCounters {
  /** @counter zeroFills faults EPT violations served by an empty frame. */
  zeroFills: u64;
  /** @counter majorFaults faults EPT violations served by a read from host swap. */
  majorFaults: u64;
  /**
   * @counter swapInPages pages Read from host swap, readahead included.
   * @series
   */
  swapIns: u64;
  /**
   * @counter swapOutPages pages Written to host swap.
   * @series
   */
  swapOuts: u64;
  /** @counter falseReads faults Frames read back from host swap only to be overwritten whole by the guest. */
  falseReads: u64;
  /** @counter silentSwapWrites pages Written to host swap although the guest's disk held the same content. */
  silentSwapWrites: u64;
  /** @counter scannedPages pages Looked at by the host's replacement policy. */
  scanned: u64;
  /** @counter refaultPages pages Pages that came back after `linux` or `mglru` had evicted them (Linux: `workingset_refault`). */
  refaults: u64;
  /** @counter activatedPages pages Of `refaultPages`, those that were active at once (`workingset_activate`). */
  activated: u64;
  /** @counter restoredPages pages Of `refaultPages`, those that had been active before (`workingset_restore`). */
  restored: u64;
  /** @counter walkedPages pages Of the page tables that the host's replacement policy walked for aging; not in `scannedPages`. */
  walked: u64;
}

/**
 * What the pool of compressed pages has done.
 *
 * @border
 */
@unmanaged
export class CompressionCounters {
  /** @counter compressedPages pages Compressed into the pool. */
  compressed: u64;
  /** @counter decompressedPages pages Read from the pool. */
  decompressed: u64;
  /** @counter uncompressedPages pages Not taken by the pool. */
  uncompressed: u64;
  /** @counter writtenBackPages pages Written from the pool to swap. */
  writtenBack: u64;
}
