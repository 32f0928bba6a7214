import { NONE } from "../memory/none";

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
  /** Pages spread below these are an image's, and after those zero; the rest is like no other page. At most 2³². */
  imageBelow: u64;
  zeroBelow: u64;
  /** The content of the image's page 0. */
  image: u32;

  /** The content of a page that is as it was filled; `NONE`: like no other. */
  of(page: u32): u32 {
    const spread = <u64>(page * SPREAD);
    if (spread < this.imageBelow) return this.image + page;
    return spread < this.zeroBelow ? ZEROES : NONE;
  }
}
