/** The largest seed of a run; the smallest is 0. */
export const MOST_SEED = 2 ** 32 - 1;

/** The most VMs of a scenario. */
export const MOST_VMS = 4096;
