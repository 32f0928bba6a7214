/** Pages a reclaimer evicts at a time where there are watermarks (Linux: SWAP_CLUSTER_MAX). */
export const RECLAIM_BATCH: u32 = 32;
