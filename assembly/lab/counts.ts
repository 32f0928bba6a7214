/** Counts of a memory that replays a trace, under any policy. */
@unmanaged
export class Counts {
  /** Pages in memory. @border */
  resident: u32;
  /** References made before the current piece. @border */
  references: u64;
  /** @border */
  faults: u64;
  /** Of them, first touches. @border */
  coldFaults: u64;
  /** Dirty pages written out: on their eviction, or before it by the policy. @border */
  dirtyEvictions: u64;
  /** Dirty pages written back by the policy while they stayed. @border */
  writeBacks: u64;
  /** Pages or frames looked at in search of victims. @border */
  scanned: u64;
  /** Pages that came back after Linux's policies had evicted them. @border */
  refaults: u64;
  /** Of them, those active at once. @border */
  activated: u64;
  /** Of these, those that had been active before. @border */
  restored: u64;
  /** Pages of the page tables that the policy walked in search of accessed marks. @border */
  walked: u64;
}
