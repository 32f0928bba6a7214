import type { CatalogueEntry, Parameters, ValuesOf } from "../parameter/parameter.ts";

/** What a memory manager may see of the host and its VMs at one tick. */
export interface Snapshot {
  readonly nowNs: number;
  /** Whether the manager's period is over; false at a tick it asked for before its time. */
  readonly periodic: boolean;
  readonly host: HostView;
  /** In the order in which they start; the seed decides between those that start at the same moment. */
  readonly vms: readonly VmView[];
}

/** The host as its own kernel reports it. */
export interface HostView {
  /** All memory, the host's own share included. */
  readonly memoryBytes: number;
  readonly freeBytes: number;
  /** Free memory below which the host reclaims in the background, and at which it stops. */
  readonly lowBytes: number;
  readonly highBytes: number;
  readonly swapBytes: number;
  readonly swapUsedBytes: number;
  /** Cumulative, as are the three below. */
  readonly swapInBytes: number;
  readonly swapOutBytes: number;
  /** Frames reclaim has looked at, and frames it has freed: what the kernel's vmpressure is made of. */
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
  /** Guest frames that would need a frame of their own without it. */
  readonly sharingPages: number;
}

/** A VM as the hypervisor sees it. */
export interface VmView {
  /** The VM's index in the scenario. */
  readonly vm: number;
  readonly name: string;
  readonly running: boolean;
  readonly memoryBytes: number;
  /** What the VM is never asked to go below. */
  readonly minimumBytes: number;
  readonly shares: number;
  /** False: nothing can be asked of it. */
  readonly hasDriver: boolean;
  /** memory − balloon, as the driver last reported it. */
  readonly actualBytes: number;
  /** The size last asked for. */
  readonly targetBytes: number;
  /** Host memory that backs it. */
  readonly backedBytes: number;
  /** What the host found by sampling accessed bits; `null`: it does not sample, or has not sampled long enough. */
  readonly activity: ActivityView | null;
  /** What is known of the guest's own memory, as the manager's `sight` says; `null` when nothing is. */
  readonly statistics: GuestStatistics | null;
  /** What its next references would cost it; `null`: the manager does not want to know, or the VM neither runs nor boots within a period. */
  readonly curve: MissCurve | null;
  /** Processes that the guest wants to kill for want of memory, in the order in which it asks to be saved from it. */
  readonly killRequests: readonly KillRequest[];
}

/** How often a VM would fault over the next period with each size, under LRU and at full speed: what no real manager can see. */
export interface MissCurve {
  /** Rising, as `faultsPerSecond` falls; first touches are left out. */
  readonly sizesBytes: readonly number[];
  readonly faultsPerSecond: readonly number[];
  /** What one fault costs, and how much it brings. */
  readonly faultNs: number;
  readonly pageBytes: number;
  /** What will be touched for the first time. */
  readonly newBytes: number;
  /** With less, a guest without swap may run out of memory; 0 for others. */
  readonly leastBytes: number;
}

/** A guest's low-memory killer asks whether the balloon can spare it a kill. A simulated guest has none, and never asks. */
export interface KillRequest {
  readonly processBytes: number;
  /** Its oom_score_adj: 0 in the foreground, up to 899 perceptible, up to 999 cached. */
  readonly score: number;
}

/** Random guest frames whose mapping the host took away, and how many of them were touched again (Waldspurger, OSDI 2002, section 5.3). */
export interface ActivityView {
  /** Sampling periods that are over, counted in time the VM ran. */
  readonly periods: number;
  /** Shares of the sample touched, 0 … 1: in the latest full period, and so far in the one under way. */
  readonly latestShare: number;
  readonly currentShare: number;
}

/** How the host samples the activity of its VMs. */
export interface ActivityRequest {
  /** Frames in a sample; a VM of which the host backs few has fewer. */
  readonly pages: number;
  /** Time a VM runs, each of its vCPUs on the average, until the next sample is drawn; looked at when the manager decides. */
  readonly periodNs: number;
}

/** The virtio balloon's statistics, as old as `ageNs` says. `null`: this guest's driver does not tell. */
export interface GuestStatistics extends BeyondVirtio {
  readonly ageNs: number;
  /** MemTotal: without deflate-on-OOM the balloon is taken off it. */
  readonly totalBytes: number | null;
  readonly freeBytes: number | null;
  /** MemAvailable, the kernel's estimate. */
  readonly availableBytes: number | null;
  readonly cachesBytes: number | null;
  /** Cumulative since boot, as is everything below. */
  readonly swapInBytes: number | null;
  readonly swapOutBytes: number | null;
  readonly majorFaults: number | null;
  /** All faults, major ones included: what virtio's driver sends under this name. */
  readonly minorFaults: number | null;
  /** As are the rest, told by Linux from 6.12 on: workloads killed for want of memory, and rounds of direct reclaim. */
  readonly oomKills: number | null;
  readonly allocStalls: number | null;
  /** Pages that kswapd (async) and direct reclaim have looked at, and have evicted. */
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

/** Time in which tasks waited for memory: shares over the latest 10, 60 and 300 seconds, and in all since boot. */
export interface PressureLine {
  readonly share10: number;
  readonly share60: number;
  readonly share300: number;
  readonly totalNs: number;
}

/** What the drivers of some products tell and virtio's does not: `null` unless the manager's `sight` names it. */
export interface BeyondVirtio {
  /** Committed_AS: anonymous memory in use, swapped out or not, and the kernel's. */
  readonly committedBytes: number | null;
  /** The low and high watermarks of the guest's one zone. */
  readonly lowBytes: number | null;
  readonly highBytes: number | null;
  /** Parts of the caches that cannot be reclaimed: shared memory, and what is locked. */
  readonly sharedBytes: number | null;
  readonly unevictableBytes: number | null;
  /** Held for the guest by the hypervisor, in transcendent memory; no simulated host has any. */
  readonly frontswapBytes: number | null;
  /** Told by an agent in the guest. */
  readonly pressure: PressureView | null;
}

/** All that some drivers tell beyond virtio's. */
export const BEYOND_VIRTIO: readonly (keyof BeyondVirtio)[] = [
  "committedBytes",
  "lowBytes",
  "highBytes",
  "sharedBytes",
  "unevictableBytes",
  "frontswapBytes",
  "pressure",
];

/** Where a manager may see the guests from. */
export const SIGHTS: readonly Sight["from"][] = ["polled", "asked", "inside"];

/** Whose eyes a manager has on the guests. */
export interface Sight {
  /**
   * `polled`: it sees the latest answer to the polls that the scenario's `statistics` describe; `asked`: it asks each guest at
   * its tick and waits for the answer; `inside`: it runs in each guest, and sees it as it is.
   */
  readonly from: "polled" | "asked" | "inside";
  /** What its own driver tells beyond virtio's. */
  readonly beyondVirtio: readonly (keyof BeyondVirtio)[];
}

/** What a manager asks of one VM: the memory it is to have, balloon excluded. */
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
  /** What guests are to keep in transcendent memory, taking the rest back. */
  readonly frontswap?: readonly Target[];
  /** Left out: host reclaim goes on as it does. */
  readonly reclaim?: ReclaimOrder;
  /** Asks for a tick after so many nanoseconds, when that is before the next period. */
  readonly againNs?: number;
}

/** How page sharing is to go on. */
export interface SharingOrder {
  readonly running: boolean;
  /** What is shared is to be copied apart again (/sys/kernel/mm/ksm/run = 2), which takes memory. Goes with `running: false`. */
  readonly unmerge?: boolean;
  readonly pagesToScan: number;
  readonly sleepNs: number;
}

/** What host reclaim may do until it is ordered otherwise, as ESX's free-memory states decide it. */
export interface ReclaimOrder {
  /** The state's name, for the report. */
  readonly state: string;
  /** Those not named keep what was ordered before; at first everything is allowed. */
  readonly vms: readonly VmReclaimOrder[];
  /** Background reclaim works until so much is free, if the host's watermarks do not ask for more. */
  readonly untilFreeBytes: number;
}

/** What host reclaim may do to one VM. */
export interface VmReclaimOrder {
  /** The VM's index in the scenario. */
  readonly vm: number;
  /** Its pages may go to host swap, or to the compression cache. */
  readonly maySwap: boolean;
  readonly mayCompress: boolean;
  /** Reclaim leaves it so much host memory. */
  readonly leaveBytes: number;
  /** Its vCPUs are stopped. */
  readonly blocked: boolean;
}

/** Orders, and what the manager remembers until its next tick. */
export interface Decision<State> extends Orders {
  readonly state: State;
}

/** What a manager wants beside a tick every period. */
export interface Wants {
  /** A tick at the moment a VM boots, as one that is asked for its memory gets. */
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
