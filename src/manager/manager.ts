import type { CatalogueEntry, Parameters, ValuesOf } from "../parameter/parameter.ts";

/** What a memory manager may see of the host and its VMs at one tick. */
export interface Snapshot {
  readonly nowNs: number;
  /** Whether the manager's period is over; false at a tick it asked for before its time. */
  readonly periodic: boolean;
  readonly host: HostView;
  /** In the order in which they start; the seed orders those that start at the same moment. */
  readonly vms: readonly VmView[];
}

/** The host as its own kernel reports it. */
export interface HostView {
  /** All memory, the host's own share included. */
  readonly memoryBytes: number;
  readonly freeBytes: number;
  /** The host reclaims in the background below the low watermark, and stops at the high one. */
  readonly lowBytes: number;
  readonly highBytes: number;
  /** What both include because lower zones keep it from programs (`lowmem_reserve`): the sums of /proc/zoneinfo are less by this. */
  readonly lowmemReserveBytes: number;
  readonly swapBytes: number;
  readonly swapUsedBytes: number;
  /** Cumulative, as are the three below. */
  readonly swapInBytes: number;
  readonly swapOutBytes: number;
  /** Frames that reclaim has scanned and freed, from which the kernel computes vmpressure. */
  readonly scannedPages: number;
  readonly reclaimedPages: number;
  /** `null`: the host has no page sharing. */
  readonly sharing: SharingView | null;
}

/** Page sharing as /sys/kernel/mm/ksm shows it. */
export interface SharingView {
  readonly running: boolean;
  /** Pages looked at before each sleep. */
  readonly pagesToScan: number;
  readonly sleepNs: number;
  /** Frames that are shared. */
  readonly sharedPages: number;
  /** Guest frames that share another's host frame: the frames that sharing saves. */
  readonly sharingPages: number;
}

/** A VM as the hypervisor sees it. */
export interface VmView {
  /** The VM's index in the scenario. */
  readonly vm: number;
  readonly name: string;
  readonly running: boolean;
  readonly memoryBytes: number;
  /** No target is below this. */
  readonly minimumBytes: number;
  readonly shares: number;
  /** False: it has no driver that takes targets. */
  readonly hasDriver: boolean;
  /** Memory − balloon, as the driver last reported it. */
  readonly actualBytes: number;
  /** The size last asked for. */
  readonly targetBytes: number;
  /** Host memory that backs it. */
  readonly backedBytes: number;
  /** Activity found by the host's sampling of accessed bits; `null`: it does not sample, or has not sampled for a whole period. */
  readonly activity: ActivityView | null;
  /** Statistics of the guest's own memory, as the manager's `sight` allows; `null`: none. */
  readonly statistics: GuestStatistics | null;
  /** Its miss-ratio curve over the next period; `null`: the manager does not want curves, or the VM neither runs nor boots within a period. */
  readonly curve: MissCurve | null;
  /** Requests of the guest's low-memory killer to spare processes, in their order. */
  readonly killRequests: readonly KillRequest[];
}

/** Faults of a VM over the next period at each size, under LRU and at full speed: no real manager can see them. */
export interface MissCurve {
  /** Rising, while `faultsPerSecond` falls; first touches are not counted. */
  readonly sizesBytes: readonly number[];
  readonly faultsPerSecond: readonly number[];
  /** Cost of a fault, and bytes it reads. */
  readonly faultNs: number;
  readonly pageBytes: number;
  /** Memory that will be touched for the first time. */
  readonly newBytes: number;
  /** A guest without swap may run out of memory below this; 0 for others. */
  readonly leastBytes: number;
}

/** A request of a guest's low-memory killer: can the balloon give memory instead of killing this process? Simulated guests have no such killer. */
export interface KillRequest {
  readonly processBytes: number;
  /** Its oom_score_adj: 0 in the foreground, up to 899 perceptible, up to 999 cached. */
  readonly score: number;
}

/** The host unmaps random guest frames and counts those touched again (Waldspurger, OSDI 2002, section 5.3). */
export interface ActivityView {
  /** Completed sampling periods, in time the VM ran. */
  readonly periods: number;
  /** Shares of the sample that were touched, 0 … 1: in the latest full period, and so far in the current one. */
  readonly latestShare: number;
  readonly currentShare: number;
}

/** How the host samples the activity of its VMs. */
export interface ActivityRequest {
  /** Frames per sample; fewer where the host backs only few frames of a VM. */
  readonly pages: number;
  /** Average time that a VM's vCPUs run until the next sample is drawn; checked when the manager decides. */
  readonly periodNs: number;
}

/** The virtio balloon's statistics, `ageNs` old. `null`: this guest's driver does not report it. */
export interface GuestStatistics extends BeyondVirtio {
  readonly ageNs: number;
  /** MemTotal: less the balloon, unless the driver has deflate-on-OOM. */
  readonly totalBytes: number | null;
  readonly freeBytes: number | null;
  /** MemAvailable, the kernel's estimate. */
  readonly availableBytes: number | null;
  readonly cachesBytes: number | null;
  /** Cumulative since boot, as is everything below. */
  readonly swapInBytes: number | null;
  readonly swapOutBytes: number | null;
  readonly majorFaults: number | null;
  /** All faults, major ones included, as virtio's driver reports them under this name. */
  readonly minorFaults: number | null;
  /** Reported since Linux 6.12, as are the fields below: OOM kills, and rounds of direct reclaim. */
  readonly oomKills: number | null;
  readonly allocStalls: number | null;
  /** Pages that kswapd (async) and direct reclaim have scanned and evicted. */
  readonly asyncScannedPages: number | null;
  readonly directScannedPages: number | null;
  readonly asyncReclaimedPages: number | null;
  readonly directReclaimedPages: number | null;
}

/** /proc/pressure/memory. */
export interface PressureView {
  readonly some: PressureLine;
  readonly full: PressureLine;
}

/** Time in which tasks waited for memory: shares over the latest 10, 60 and 300 seconds, and the total since boot. */
export interface PressureLine {
  readonly share10: number;
  readonly share60: number;
  readonly share300: number;
  readonly totalNs: number;
}

/** Statistics that the drivers of some products report and virtio's does not: `null` unless the manager's `sight` names them. */
export interface BeyondVirtio {
  /** Committed_AS: anonymous memory in use, swapped out or not, and the kernel's. */
  readonly committedBytes: number | null;
  /** Free memory at which the guest's kswapd begins and ends, all zones together; `lowmemReserveBytes`: what both include, as on the host. */
  readonly lowBytes: number | null;
  readonly highBytes: number | null;
  readonly lowmemReserveBytes: number | null;
  /** Parts of the caches that cannot be reclaimed: shared memory, and locked pages. */
  readonly sharedBytes: number | null;
  readonly unevictableBytes: number | null;
  /** The guest's pages in the hypervisor's transcendent memory, which no simulated host has. */
  readonly frontswapBytes: number | null;
  /** Reported by an agent in the guest. */
  readonly pressure: PressureView | null;
}

/** The names of all statistics beyond virtio's. */
export const BEYOND_VIRTIO: readonly (keyof BeyondVirtio)[] = [
  "committedBytes",
  "lowBytes",
  "highBytes",
  "lowmemReserveBytes",
  "sharedBytes",
  "unevictableBytes",
  "frontswapBytes",
  "pressure",
];

/** Where a manager may see the guests from. */
export const SIGHTS: readonly Sight["from"][] = ["polled", "asked", "inside"];

/** How a manager sees the guests. */
export interface Sight {
  /**
   * `polled`: it sees the latest answer to the polls that the scenario's `statistics` describe; `asked`: it asks each guest at
   * its tick and waits for the answer; `inside`: it runs in each guest and sees the current values.
   */
  readonly from: "polled" | "asked" | "inside";
  /** Statistics that its driver reports in addition to virtio's. */
  readonly beyondVirtio: readonly (keyof BeyondVirtio)[];
}

/** The size that a manager asks one VM to have: its memory without the balloon. */
export interface Target {
  /** The VM's index in the scenario. */
  readonly vm: number;
  readonly bytes: number;
}

/** What a manager orders at one tick. */
export interface Orders {
  readonly targets: readonly Target[];
  /** Left out: page sharing goes on as it does. */
  readonly sharing?: SharingOrder;
  /** Bytes that guests are to keep in transcendent memory; they take the rest back. */
  readonly frontswap?: readonly Target[];
  /** Left out: host reclaim goes on as it does. */
  readonly reclaim?: ReclaimOrder;
  /** Asks for another tick after this many nanoseconds, if that is before the next period. */
  readonly againNs?: number;
}

/** How page sharing is to go on. */
export interface SharingOrder {
  readonly running: boolean;
  /** Shared pages are to be copied apart (/sys/kernel/mm/ksm/run = 2), which takes memory. Goes with `running: false`. */
  readonly unmerge?: boolean;
  readonly pagesToScan: number;
  readonly sleepNs: number;
}

/** What host reclaim may do until the next order, as ESX's free-memory states decide it. */
export interface ReclaimOrder {
  /** The state's name, for the report. */
  readonly state: string;
  /** VMs without an order keep their previous one; at first everything is allowed. */
  readonly vms: readonly VmReclaimOrder[];
  /** Background reclaim works until this much is free, or more if the host's watermarks require it. */
  readonly untilFreeBytes: number;
}

/** What host reclaim may do to one VM. */
export interface VmReclaimOrder {
  /** The VM's index in the scenario. */
  readonly vm: number;
  /** Its pages may go to host swap, or to the compression cache. */
  readonly maySwap: boolean;
  readonly mayCompress: boolean;
  /** Reclaim leaves it this much host memory. */
  readonly leaveBytes: number;
  /** Its vCPUs are stopped. */
  readonly blocked: boolean;
}

/** Orders, and what the manager remembers until its next tick. */
export interface Decision<State> extends Orders {
  readonly state: State;
}

/** What a manager wants in addition to a tick every period. */
export interface Wants {
  /** A tick at the moment a VM boots. */
  readonly boots?: boolean;
  /** The VMs' miss-ratio curves, which are computed only then. */
  readonly curves?: boolean;
}

/** A memory manager: pure functions of a snapshot, its parameters and its own state. */
export interface Manager<State, Declared extends Parameters> extends CatalogueEntry {
  readonly parameters: Declared;
  /** The period of the real one. */
  readonly defaultPeriodNs: number;
  /** Left out: the answers to polls, with virtio's statistics. */
  readonly sight?: Sight;
  /** How often its guests' driver reports by itself; left out: the host polls as it likes. */
  readonly reportPeriodNs?: number;
  /** Its platform lets balloons give memory back before a guest runs out of it, unless told otherwise; left out: it does not. */
  readonly deflatesOnOom?: boolean;
  /** Left out: nothing. */
  readonly wants?: Wants;
  /** The states its orders to reclaim name, best first; left out: it gives none. */
  readonly states?: readonly string[];
  /** How the host is to sample its VMs' activity; left out: not at all. */
  activity?(parameters: ValuesOf<Declared>): ActivityRequest;
  start(parameters: ValuesOf<Declared>): State;
  decide(snapshot: Snapshot, state: State, parameters: ValuesOf<Declared>): Decision<State>;
}

/** Declares a manager; the types of the parameters it is given follow from their declaration. */
export function defineManager<const Declared extends Parameters, State>(
  manager: Manager<State, Declared>,
): Manager<State, Declared> {
  return manager;
}
