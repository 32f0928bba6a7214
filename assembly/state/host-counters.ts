/**
 * What has happened in the host, over all its guests.
 *
 * @border
 */
@unmanaged
export class HostCounters {
  zeroFills: u64;
  majorFaults: u64;
  swapIns: u64;
  swapOuts: u64;
  falseReads: u64;
  silentSwapWrites: u64;
  scanned: u64;
  /** Pages compressed into the pool, read from it, not taken by it, and written from it to their slots. */
  compressed: u64;
  decompressed: u64;
  uncompressed: u64;
  writtenBack: u64;
}
