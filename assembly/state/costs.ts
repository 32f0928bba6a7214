/** Costs in nanoseconds. */
@unmanaged
export class Costs {
  minorFault: u64;
  majorFault: u64;
  hostFault: u64;
  /** Each page or frame a replacement policy looks at. */
  scan: u64;
  evict: u64;
  /** Each range of a free page report, and each page of it. */
  reportRange: u64;
  reportPage: u64;
}
