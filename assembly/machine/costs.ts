/** What things cost whoever has to wait for them, in nanoseconds. */
@unmanaged
export class Costs {
  minorFault: u64;
  majorFault: u64;
  hostFault: u64;
  /** Each page or frame a replacement policy looks at. */
  scan: u64;
  evict: u64;
  /** Each page, by whether the host had backed its frame. */
  inflateTouched: u64;
  inflateUntouched: u64;
  deflate: u64;
}
