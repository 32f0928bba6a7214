/** Four lanes make so many draws of a block each. */
export const STEPS: u32 = 1024;
export const block: u32 = 4 * STEPS;
/** Bytes of a block's draws. */
export const BLOCK_BYTES: usize = 16 * STEPS;

/** Where a stream of draws stands. */
export const state: usize = 0x400;
/** Where the draws stand that refine others. */
export const refinements: usize = 0x410;
/** Where the four lanes begin. */
export const LANES: usize = 0x440;
/** Each number four times, because V8 would build the vector again in every iteration. */
export const LIMIT: usize = 0x480;
export const LAST_PAGE: usize = 0x490;
export const WRITE: usize = 0x4a0;
export const BELOW_CUT: usize = 0x4b0;
export const AT_CUT: usize = 0x4c0;
/** For every value of each four bits of a state, what they have become after STEPS steps: a step is linear, so that the rest is a sum. */
export const JUMPS: usize = 0x1000;
/** Draws that are looked at again when there is doubt: what the four lanes draw in their first step, in their second, and so on. */
export const drawn: usize = 0x4000;
/** Results of a block, in its order. */
export const pages: usize = 0x8000;
/** Of each pair of draws of Zipf's law which bucket it takes, and then the page, in the order of `drawn`. */
export const BUCKETS: usize = 0xc000;
export const CHOSEN: usize = 0xe000;
/** The table of Zipf's law in use, as src/workload/zipf-table.ts lays it out. */
export const slots: usize = 0x10000;
/** Steps with a draw in doubt. */
export const NOTES: usize = 0x20000;
/** Pairs of draws in doubt, in the order of draws, and those that make no page. */
export const DOUBTS: usize = 0x21000;
export const HOLES: usize = 0x24000;

/** Adding it leaves a number below 2³² in the lower half of the word. */
export const ROUND: f64 = 4503599627370496;
export const DRAW: f64 = 1.0 / 4294967296.0;
