import { SwapArea } from "../device/area";
import { Device } from "../device/device";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Evicted } from "../state/evicted";
import { Guest } from "../state/guest";
import { IMAGE_PAGE, OTHER_PAGE, VOLATILE_PAGE } from "../state/packing";
import { Zram } from "../state/zram";

/**
 * The swap area of a guest, and where its files are.
 *
 * @border written
 */
@unmanaged
export class GuestSwapConfig {
  slots: u32;
  /** Slots read at once, a power of two. */
  readahead: u32;
  /** Where the slots are. */
  device: Device;
  /** Where the guest's files are. */
  disk: Device;
}

/**
 * The swap of a guest in compressed memory of its own.
 *
 * @border written
 */
@unmanaged
export class ZramConfig {
  /** Frames it takes at most. */
  limitPages: u32;
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

/** Gives a guest its swap area, and behind it on the disk the place of its file-backed pages. */
export function createGuestSwap(guest: Guest, config: GuestSwapConfig): void {
  const slots = config.slots;
  const disk = config.disk;
  const fits = Arena.fits();
  const owner = fits ? guest.host.slotPage.from(guest.host.slotsDealt) : changetype<Column<u32>>(<usize>0);
  const swap = SwapArea.create(slots, owner, config.device, config.readahead);
  const evicted = Evicted.create(slots);
  if (!Arena.fits()) return;
  guest.swap = swap;
  guest.evicted = evicted;
  guest.firstSlot = guest.host.slotsDealt;
  guest.host.slotsDealt += slots;
  guest.disk = disk;
  guest.filePosition = disk.endPosition;
  disk.endPosition += guest.pages - guest.firstFilePage;
}

/** Puts the swap of a guest, which must be there, into compressed memory of its own. */
export function createZram(guest: Guest, config: ZramConfig): void {
  const zram = Zram.create(guest.frames);
  if (!Arena.fits()) return;
  guest.zram = zram;
  zram.limit = config.limitPages;
  zram.compressNs = config.compressNs;
  zram.decompressNs = config.decompressNs;
  zram.packing.set(IMAGE_PAGE, config.imageBytes, config.imageFrames, config.imageFit);
  zram.packing.set(VOLATILE_PAGE, config.volatileBytes, config.volatileFrames, config.volatileFit);
  zram.packing.set(OTHER_PAGE, config.otherBytes, config.otherFrames, config.otherFit);
}
