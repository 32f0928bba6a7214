import { Arena } from "../memory/arena";
import { Host } from "../state/host";
import { IMAGE_PAGE, OTHER_PAGE, Pool, VOLATILE_PAGE, ZERO_PAGE } from "../state/pool";

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
  /** Bytes that a page of zeroes takes. */
  zeroBytes: u32;
  /** Bytes that an image's page takes. */
  imageBytes: u32;
  /** Bytes that a page takes which changes all the time. */
  volatileBytes: u32;
  /** Bytes that any other page takes. */
  otherBytes: u32;
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
  pool.sizes[ZERO_PAGE] = config.zeroBytes;
  pool.sizes[IMAGE_PAGE] = config.imageBytes;
  pool.sizes[VOLATILE_PAGE] = config.volatileBytes;
  pool.sizes[OTHER_PAGE] = config.otherBytes;
}
