import type * as v from "valibot";
import * as key from "../key/keys.ts";
import { word } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { section, shorthand } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";

/** Free frames at which reclaim starts and ends; all zero: no reserve, one page is evicted when none is free. */
export interface Watermarks extends Settled<typeof watermarkKeys> {}

/** Watermarks as they were written. */
export type WrittenWatermarks = v.InferOutput<typeof watermarksSchema>;

const watermarkKeys = {
  min: key.size({ about: "At or below this, the allocating task reclaims memory itself.", example: "64MiB" }),
  low: key.size({ about: "Below this, reclaim in the background begins.", example: "80MiB" }),
  high: key.size({ about: "At this, reclaim in the background ends.", example: "96MiB" }),
};

/** Watermarks: Linux's, none, or in numbers. */
export const watermarksSchema = shorthand(word(["linux", "off"]), section(watermarkKeys));

/** No reserve: one page is evicted when none is free. */
export const NO_WATERMARKS: Watermarks = { minPages: 0, lowPages: 0, highPages: 0 };

/**
 * Linux's watermarks for a memory of this size (`mm/page_alloc.c`, `init_per_zone_wmark_min` and `__setup_per_zone_wmarks`
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

/** Watermarks of a memory of `wholePages`, of which `usablePages` can be used. */
export function resolveWatermarks(
  written: WrittenWatermarks,
  usablePages: number,
  path: Path,
  counting: PageCounting,
): Watermarks {
  if (written === "off") return NO_WATERMARKS;
  if (written === "linux") return linuxWatermarks(counting.wholePages, counting.pageBytes, usablePages);
  const watermarks = settle(watermarkKeys, written, path, counting);
  const { minPages, lowPages, highPages } = watermarks;
  if (lowPages < minPages) counting.report([...path, "low"], "low is less than min: write min ≤ low ≤ high");
  if (highPages < lowPages) counting.report([...path, "high"], "high is less than low: write min ≤ low ≤ high");
  else if (highPages >= usablePages)
    counting.report([...path, "high"], "high is not below the usable memory: reclaim would never end");
  return watermarks;
}
