/** A guest's memory in pages, as its kernel counts it. */
export interface GuestMemory {
  readonly freePages: number;
  /** On the file lists. */
  readonly filePages: number;
  /** The sum of the zones' low watermarks, without what lower zones keep. */
  readonly lowPages: number;
  /** What programs do not get (`totalreserve_pages`): of each zone the high watermark and what it keeps. */
  readonly reservePages: number;
}

/** MemAvailable, as `si_mem_available` of Linux's mm/show_mem.c estimates it: of the page cache, half or the low watermark stays. */
export function memAvailablePages({ freePages, filePages, lowPages, reservePages }: GuestMemory): number {
  const kept = Math.min(Math.floor(filePages / 2), lowPages);
  return Math.max(0, freePages - reservePages + filePages - kept);
}
