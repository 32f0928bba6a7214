import { Arena } from "../memory/arena";
import { Host } from "../state/host";
import { IMAGE_PAGE, OTHER_PAGE, VOLATILE_PAGE } from "../state/packing";
import { Pool } from "../state/pool";

/**
 * A pool of compressed pages before the host's swap.
 *
 * @border written
 */
@unmanaged
export class PoolConfig {
  /** Slots of the host's swap. */
  slots: u32;
  /** Frames at which it is full. */
  mostPages: u32;
  /** Frames to which a full pool must shrink before it accepts pages again. */
  acceptPages: u32;
  /** Share of its memory that a guest's compressed pages take at most, 0 … 1; 0: guests have no limits of their own. */
  guestShare: f64;
  /** Guests, whose limits these are. */
  guests: u32;
  /** Largest compressed size, in bytes; a page that takes more goes to swap uncompressed. */
  keepBytes: u32;
  /** What it takes to compress a page, ns. */
  compressNs: u64;
  /** What it takes to decompress a page, ns. */
  decompressNs: u64;
  /** Bytes that an image's page takes, and how many of them lie in how many frames. */
  imageBytes: u32;
  imageFit: u32;
  imageFrames: u32;
  /** The same for a page that changes all the time. */
  volatileBytes: u32;
  volatileFit: u32;
  volatileFrames: u32;
  /** The same for any other page, but one of zeroes, which takes nothing. */
  otherBytes: u32;
  otherFit: u32;
  otherFrames: u32;
}

/** Puts a pool of compressed pages before the host's swap. */
export function createPool(host: Host, config: PoolConfig): void {
  const parts = config.guestShare > 0 ? config.guests : 1;
  const pool = Pool.create(config.slots, host.frames, parts);
  if (!Arena.fits()) return;
  host.pool = pool;
  pool.pageBytes = host.pageBytes;
  pool.most = config.mostPages;
  pool.accept = config.acceptPages;
  pool.guestShare = config.guestShare;
  pool.keepBytes = config.keepBytes;
  pool.compressNs = config.compressNs;
  pool.decompressNs = config.decompressNs;
  pool.packing.set(IMAGE_PAGE, config.imageBytes, config.imageFrames, config.imageFit);
  pool.packing.set(VOLATILE_PAGE, config.volatileBytes, config.volatileFrames, config.volatileFit);
  pool.packing.set(OTHER_PAGE, config.otherBytes, config.otherFrames, config.otherFit);
}
