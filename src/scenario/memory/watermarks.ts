import type { Watermarks } from "../scenario.ts";

/** No reserve: one page is evicted when none is free. */
export const NO_WATERMARKS: Watermarks = { minPages: 0, lowPages: 0, highPages: 0 };

/**
 * The watermarks Linux gives to so much memory (`mm/page_alloc.c`, `init_per_zone_wmark_min` and `__setup_per_zone_wmarks`
 * with `watermark_scale_factor` 10): min = √(16 × KiB) KiB within 128 KiB … 256 MiB, low and high each a quarter of min, or 0.1 %
 * of the memory if that is more, above the one before. Where high would take half of `usablePages` or more, all three shrink to
 * stay below it.
 */
export function linuxWatermarks(memoryPages: number, pageBytes: number, usablePages: number = memoryPages): Watermarks {
  const memoryKib = Math.floor((memoryPages * pageBytes) / 1024);
  const minKib = Math.min(Math.max(Math.floor(Math.sqrt(memoryKib * 16)), 128), 262144);
  const minPages = Math.floor((minKib * 1024) / pageBytes);
  const distance = Math.max(Math.floor(minPages / 4), Math.floor(memoryPages / 1000));
  const highPages = minPages + 2 * distance;
  if (highPages < usablePages / 2) return { minPages, lowPages: minPages + distance, highPages };
  const most = Math.max(0, Math.ceil(usablePages / 2) - 1);
  return { minPages: Math.floor(most / 2), lowPages: Math.floor((most * 3) / 4), highPages: most };
}
