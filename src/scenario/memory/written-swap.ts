import * as v from "valibot";
import { size, text } from "../key/quantity.ts";
import { section, shorthand } from "../key/section.ts";

/** A swap area as it was written. */
export type WrittenSwap = v.InferOutput<ReturnType<typeof swapSchema>>;

/** A swap area: its size alone, or with its device and readahead. */
export function swapSchema(about: string) {
  return shorthand(size(about, "2GiB"), swapSection("Size of the swap area; 0: none."));
}

/** A swap area with its device and readahead. */
export function swapSection(aboutSize: string) {
  return section({
    size: size(aboutSize, "2GiB"),
    device: v.optional(text("Name of its device. Default: the first device.", "swap")),
    readahead: v.optional(
      size(
        "Memory read at once around the wanted page, a power of two of pages; 1 page: only that one. Default: 8 pages.",
        "8 pages",
      ),
    ),
  });
}
