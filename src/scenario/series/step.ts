/** A stretch of a series' time in which memory only grows, or stays; what is no longer in use has been freed before it. */
export interface SeriesStep {
  /** In use by programs: the first pages of the workload. */
  readonly anonymous: Growth;
  /** In use by the cache: the last pages of the workload. */
  readonly cache: Growth;
  /** Share of the memory in use that is touched in each interval. */
  readonly hotShare: number;
  /** Intervals that have passed since the VM booted when the step begins. */
  readonly sweeps: number;
  /** References of each vCPU in the step, over which the growth is spread. */
  readonly references: number;
}

/** Pages in use: from `fromPages` on new ones are added, and those from `againPages` on were added in the step before. */
export interface Growth {
  readonly againPages: number;
  readonly fromPages: number;
  readonly toPages: number;
}
