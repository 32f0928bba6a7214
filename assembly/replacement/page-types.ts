/* The types of pages that Linux's policies tell apart. */
export const ANONYMOUS: u32 = 0;
export const FILE: u32 = 1;

/** Swappiness at which Linux takes anonymous pages only, as long as there are any. */
export const MOST_SWAPPINESS: u64 = 200;
