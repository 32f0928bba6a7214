/** A guest's memory in pages, as its kernel counts it. */
export interface GuestMemory {
  readonly freePages: number;
  /** On the file lists. */
  readonly filePages: number;
  readonly lowPages: number;
  /** What programs never get: the high watermark of the one zone. */
  readonly reservePages: number;
}

/** MemAvailable, as `si_mem_available` of Linux's mm/show_mem.c estimates it: of the page cache, half or the low watermark stays. */
export function memAvailablePages({ freePages, filePages, lowPages, reservePages }: GuestMemory): number {
  const kept = Math.min(Math.floor(filePages / 2), lowPages);
  return Math.max(0, freePages - reservePages + filePages - kept);
}
