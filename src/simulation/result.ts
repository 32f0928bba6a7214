import type { Scenario } from "../scenario/scenario.ts";
import type { ByCause, Cause } from "./cause.ts";
import type { Reason } from "./reason.ts";

/** What came of a run: plain data, the same byte for byte for the same scenario, but for `run`. */
export interface Result {
  readonly version: 1;
  readonly scenario: Scenario;
  /** `stopped`: interrupted before the scenario's end. */
  readonly outcome: "completed" | "stopped";
  readonly simulatedNs: number;
  readonly host: HostResult;
  readonly devices: readonly DeviceResult[];
  readonly vms: readonly VmResult[];
  readonly series: Series;
  readonly events: readonly SimulationEvent[];
  readonly run: RunCost;
}

/** How the computation itself went; the only part that differs from run to run. */
export interface RunCost {
  readonly wallSeconds: number;
  readonly references: number;
  readonly referencesPerSecond: number;
  /** Wasm memory the engine took. */
  readonly engineBytes: number;
}

/** The host at the end, and its totals over the run. */
export interface HostResult {
  /** Σ VM memory ÷ host memory usable for VMs. */
  readonly overcommitRatio: number;
  /** Frames usable for VMs. */
  readonly frames: number;
  readonly freePages: number;
  readonly leastFreePages: number;
  /** Frames in use at the worst moment, as sampled: frames − leastFreePages. */
  readonly mostUsedPages: number;
  readonly swapPages: number;
  readonly swapUsedPages: number;
  readonly mostSwapUsedPages: number;
  /** Time in which free frames were below the low watermark, as sampled. */
  readonly belowLowNs: number;
  readonly zeroFills: number;
  readonly majorFaults: number;
  readonly swapInPages: number;
  readonly swapOutPages: number;
  readonly falseReads: number;
  readonly silentSwapWrites: number;
  readonly scannedPages: number;
  /** The memory manager's states of the host, best first, and the time in each; empty: it knows none. */
  readonly states: readonly HostStateTime[];
  /** VMs the host killed for want of memory. */
  readonly kills: number;
  /** Host frames that back several guest frames, and the guest frames on them beyond one each: what page sharing saves. */
  readonly sharedPages: number;
  readonly sharingPages: number;
  readonly mostSharingPages: number;
  /** Frames the sharing scanner looked at, rounds over all of them, frames merged, and shared frames copied because they were written, or unmerged. */
  readonly sharingScannedPages: number;
  readonly sharingFullScans: number;
  readonly sharingMerges: number;
  readonly sharingBreaks: number;
  /** Frames the pool of compressed pages takes, and the pages in it. */
  readonly poolPages: number;
  readonly mostPoolPages: number;
  readonly pooledPages: number;
  /** Pages that were compressed into the pool, read from it, not taken by it, and written from it to swap. */
  readonly compressedPages: number;
  readonly decompressedPages: number;
  readonly uncompressedPages: number;
  readonly writtenBackPages: number;
}

/** How long a host was in a state. */
export interface HostStateTime {
  readonly name: string;
  readonly ns: number;
}

/** What a device did. */
export interface DeviceResult {
  readonly name: string;
  readonly reads: number;
  readonly writes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Channel time used ÷ channel time there was. */
  readonly utilisation: number;
}

/** A VM at the end, and its totals over the run. */
export interface VmResult {
  readonly name: string;
  readonly group: string;
  readonly state: "running" | "shut-down" | "not-booted" | "out-of-memory" | "killed-by-host" | "finished";
  readonly memoryPages: number;
  readonly balloonPages: number;
  readonly targetPages: number;
  readonly mappedPages: number;
  readonly freePages: number;
  /** Guest frames that are backed, and of them those on host frames that are shared. */
  readonly backedPages: number;
  readonly sharedPages: number;
  readonly swapUsedPages: number;
  /** Guest frames that its compressed pages take, now and at most, and what those pages take: swap in compressed memory. */
  readonly zramPages: number;
  readonly mostZramPages: number;
  readonly zramBytes: number;
  readonly hostSwapUsedPages: number;
  readonly references: number;
  /** Time its vCPUs took, waiting and blocked included, all together. */
  readonly runNs: number;
  /** runNs ÷ (references × think); 1 when it never ran, `Infinity` (`null` in JSON) when it only waited. */
  readonly slowdown: number;
  /** The largest slowdown of one sample period; `Infinity` when it only waited in one. */
  readonly worstSlowdown: number;
  /** The slowdown that 99 of 100 windows of one second do not exceed, `Infinity` when it only waited in more; 1 when it never ran. */
  readonly p99Slowdown: number;
  /** Time its vCPUs waited for memory: faults with I/O, direct reclaim, host faults, and while the VM was blocked. */
  readonly stallNs: number;
  /** Of it, the time in which the memory manager had blocked the VM. */
  readonly blockedNs: number;
  /** What its vCPUs' references took beyond computing, by cause: all of `stallNs`, and the guest's own page faults without I/O. */
  readonly delayNs: ByCause<number>;
  /** Why it was slow, the largest share first; empty when it did not slow down by more than 5 %. */
  readonly reasons: readonly Reason[];
  /** The same in a sentence or two; empty when it was not slow. */
  readonly why: string;
  readonly minorFaults: number;
  readonly majorFaults: number;
  readonly hostZeroFills: number;
  readonly hostMajorFaults: number;
  readonly swapInPages: number;
  readonly swapOutPages: number;
  readonly fileReadPages: number;
  readonly fileWritePages: number;
  readonly evictions: number;
  readonly directReclaims: number;
  readonly doublePaging: number;
  readonly falseReads: number;
  readonly inflatedPages: number;
  readonly deflatedPages: number;
  /** Pages the balloon had to move at least: between two changes of anybody's demand the difference of its size, added up. */
  readonly netBalloonPages: number;
  readonly scannedPages: number;
  /** Rounds of direct reclaim, the balloon driver's included. */
  readonly allocStalls: number;
  /** Of `scannedPages` and `evictions`, those of kswapd, and all others. */
  readonly asyncScannedPages: number;
  readonly directScannedPages: number;
  readonly asyncReclaimedPages: number;
  readonly directReclaimedPages: number;
  /** Workloads killed for want of memory in the guest. */
  readonly oomKills: number;
  /** Time in which the guest's own tasks waited for memory, as Linux's PSI counts it (some and full are the same here); as of the latest sample. */
  readonly pressureNs: number;
  /** Pages the host was told are free: free page reporting. */
  readonly reportedPages: number;
  /** Time the guest's reporting worker took for it. */
  readonly reportingNs: number;
  /** Host memory that backed it × time, in GiB·min, as sampled. */
  readonly footprintGibMinutes: number;
}

/** What was sampled every `samplePeriodNs`: one value a point in every column. Counts are those of the period that ends there. */
export interface Series {
  readonly timeNs: readonly number[];
  readonly host: {
    readonly freePages: readonly number[];
    readonly swapUsedPages: readonly number[];
    readonly swapInPages: readonly number[];
    readonly swapOutPages: readonly number[];
    readonly sharingPages: readonly number[];
    /** The memory manager's state of the host; empty: it knows none. */
    readonly state: readonly string[];
    readonly poolPages: readonly number[];
  };
  /** Busy share of each device, 0 … 1, in the order of the scenario's devices. */
  readonly devices: readonly { readonly utilisation: readonly number[] }[];
  /** In the order of the scenario's VMs. */
  readonly vms: readonly VmSeries[];
}

/** The columns of one VM. */
export interface VmSeries {
  readonly balloonPages: readonly number[];
  readonly targetPages: readonly number[];
  readonly mappedPages: readonly number[];
  readonly freePages: readonly number[];
  readonly backedPages: readonly number[];
  /** Guest frames on host frames that are shared. */
  readonly sharedPages: readonly number[];
  /** Guest frames that its compressed pages take. */
  readonly zramPages: readonly number[];
  readonly references: readonly number[];
  /** `Infinity` (`null` in JSON) in a period in which it only waited for memory; 1 in one in which nobody was awake. */
  readonly slowdown: readonly number[];
  /** Share of the vCPUs' time spent waiting for memory, 0 … 1. */
  readonly stallShare: readonly number[];
  /** Memory pressure in the guest, 0 … 1: PSI's share of the period. */
  readonly pressureShare: readonly number[];
  /** Delay of the references that began in the period, by cause: a column for each cause that there was in the run. */
  readonly delayNs: { readonly [cause in Cause]?: readonly number[] };
  readonly majorFaults: readonly number[];
  readonly hostMajorFaults: readonly number[];
  readonly swapInPages: readonly number[];
  readonly swapOutPages: readonly number[];
  readonly reportedPages: readonly number[];
}

/** Something that happened once. */
export interface SimulationEvent {
  readonly timeNs: number;
  readonly kind:
    | "boot"
    | "shutdown"
    | "workload-finished"
    | "guest-out-of-memory"
    | "deflate-on-oom"
    | "host-out-of-memory"
    | "driver-stuck"
    | "driver-recovered"
    | "host-state"
    | "vm-blocked"
    | "vm-unblocked"
    | "manager-replaced";
  /** The VM's index in the scenario; `null` for the host. */
  readonly vm: number | null;
  /** What happened, in one sentence. */
  readonly text: string;
}
