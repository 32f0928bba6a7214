import { NONE } from "../memory/none";
import { IMAGE_PAGE, OTHER_PAGE, VOLATILE_PAGE, ZERO_PAGE } from "./packing";

/** Spreads page numbers evenly over 2³²: the golden ratio's multiple, cut off. */
const SPREAD: u32 = 0x9e37_79b1;

/** The content that is the same in every guest. */
export const ZEROES: u32 = 0;

/**
 * What the pages of a guest hold when they have been filled and not been written since. Contents that can be met twice have a number: zeroes
 * 0, each page of each image one of its own.
 */
@unmanaged
export class Content {
  /** Pages spread below these are an image's, zero and volatile, in this order; the rest is like no other page. At most 2³². */
  imageBelow: u64;
  zeroBelow: u64;
  volatileBelow: u64;
  /** The content of the image's page 0. */
  image: u32;

  /** What a page that is as it was filled is like to a compressor. */
  kind(page: u32): u32 {
    const spread = <u64>(page * SPREAD);
    if (spread < this.imageBelow) return IMAGE_PAGE;
    if (spread < this.zeroBelow) return ZERO_PAGE;
    return spread < this.volatileBelow ? VOLATILE_PAGE : OTHER_PAGE;
  }

  /** The content of a page that is as it was filled; `NONE`: like no other. */
  of(page: u32): u32 {
    const spread = <u64>(page * SPREAD);
    if (spread < this.imageBelow) return this.image + page;
    return spread < this.zeroBelow ? ZEROES : NONE;
  }
}
