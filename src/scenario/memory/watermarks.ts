import type * as v from "valibot";
import * as key from "../key/keys.ts";
import { word } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { section, shorthand } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";
import { type LinuxMemory, linuxWatermarks } from "./linux-watermarks.ts";

/** Free frames at which reclaim starts and ends; all zero: no reserve, one page is evicted when none is free. */
export interface Watermarks extends Settled<typeof watermarkKeys> {
  /** What each of the three includes because the lower zones keep it (`lowmem_reserve`); 0 where they are given in numbers. */
  readonly reservePages: number;
}

/** Watermarks as they were written. */
export type WrittenWatermarks = v.InferOutput<typeof watermarksSchema>;

const watermarkKeys = {
  min: key.size({ about: "At or below this, the allocating task reclaims memory itself.", example: "64MiB" }),
  low: key.size({ about: "Below this, reclaim in the background begins.", example: "80MiB" }),
  high: key.size({ about: "At this, reclaim in the background ends.", example: "96MiB" }),
};

/** Watermarks: Linux's, none, or in numbers. */
export const watermarksSchema = shorthand(word(["linux", "linux-no-thp", "off"]), section(watermarkKeys));

/** No reserve: one page is evicted when none is free. */
export const NO_WATERMARKS: Watermarks = { minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 };

/** The watermarks of one memory. */
export function resolveWatermarks(
  written: WrittenWatermarks,
  { memoryPages, keptPages }: LinuxMemory,
  path: Path,
  counting: PageCounting,
): Watermarks {
  if (written === "off") return NO_WATERMARKS;
  if (typeof written === "string")
    return linuxWatermarks({ memoryPages, keptPages }, counting.pageBytes, written === "linux");
  const watermarks = settle(watermarkKeys, written, path, counting);
  const { minPages, lowPages, highPages } = watermarks;
  if (lowPages < minPages) counting.report([...path, "low"], "low is less than min: write min ≤ low ≤ high");
  if (highPages < lowPages) counting.report([...path, "high"], "high is less than low: write min ≤ low ≤ high");
  else if (highPages >= memoryPages - keptPages)
    counting.report([...path, "high"], "high is not below the usable memory: reclaim would never end");
  return { ...watermarks, reservePages: 0 };
}
