/** What Hyper-V's driver knows about its Linux guest, in 4 KiB pages. */
export interface HyperVGuest {
  /** Memory now, without what the balloon holds. */
  readonly totalPages: number;
  /** Committed_AS. */
  readonly committedPages: number;
  readonly balloonPages: number;
  /** Memory hot-added, and how much of it is online. */
  readonly addedPages: number;
  readonly onlinePages: number;
}

/** Pages of the 2 MiB that the host asks for at a time. */
export const UNIT_PAGES = 512;

/** Pages that a guest of this size keeps, by the driver's table (Linux drivers/hv/hv_balloon.c, compute_balloon_floor). */
export function hyperVFloor(totalPages: number): number {
  if (totalPages < 32768) return 2048 + Math.floor(totalPages / 2);
  if (totalPages < 131072) return 10240 + Math.floor(totalPages / 4);
  if (totalPages < 524288) return 26624 + Math.floor(totalPages / 8);
  if (totalPages < 2097152) return 59392 + Math.floor(totalPages / 16);
  return 124928 + Math.floor(totalPages / 32);
}

/** The demand that the driver reports once a second, and the host's only input. Ballooned and offline pages count as committed. */
export function numCommitted({
  totalPages,
  committedPages,
  balloonPages,
  addedPages,
  onlinePages,
}: HyperVGuest): number {
  return committedPages + balloonPages + Math.max(0, addedPages - onlinePages) + hyperVFloor(totalPages);
}

/** Pages the driver gives when asked: all of them, or what it has above its floor in units of 2 MiB. */
export function granted(requestedPages: number, availablePages: number, totalPages: number): number {
  const floor = hyperVFloor(totalPages);
  if (availablePages >= requestedPages && availablePages - requestedPages >= floor) return requestedPages;
  const spare = Math.max(0, availablePages - floor);
  return spare - (spare % UNIT_PAGES);
}
