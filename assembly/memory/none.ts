/** No page, no frame, no slot. */
export const NONE: u32 = 0xffff_ffff;
