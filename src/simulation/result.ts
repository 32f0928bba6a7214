import type {
  CompressionCountersTotals,
  DeviceTotals,
  GuestCountersTotals,
  GuestTotals,
  guestCountersSeries,
  HostCountersTotals,
  hostCountersSeries,
  PoolTotals,
  SharingTotals,
  ZramTotals,
} from "../engine/machine/machine.generated.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ByCause, Cause } from "./cause.ts";
import type { Reason } from "./reason.ts";

/** The result of a run: plain data, byte for byte the same for the same scenario, except `run`. */
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

/** The host at the end, and its totals over the run: what the engine counts, and what follows from it. */
export interface HostResult extends HostCountersTotals, SharingTotals, PoolTotals, CompressionCountersTotals {
  /**
   * Σ VM memory ÷ host memory usable for VMs.
   *
   * @unit ratio
   */
  readonly overcommitRatio: number;
  /**
   * Host memory usable for VMs.
   *
   * @unit pages
   */
  readonly frames: number;
  /**
   * Free frames at the end.
   *
   * @unit pages
   */
  readonly freePages: number;
  /**
   * Free frames at the worst moment.
   *
   * @unit pages
   */
  readonly leastFreePages: number;
  /**
   * Frames in use at the worst moment, as sampled.
   *
   * @unit pages
   */
  readonly mostUsedPages: number;
  /**
   * Size of host swap.
   *
   * @unit pages
   */
  readonly swapPages: number;
  /**
   * Host swap in use at the end.
   *
   * @unit pages
   */
  readonly swapUsedPages: number;
  /**
   * Host swap in use at the worst moment.
   *
   * @unit pages
   */
  readonly mostSwapUsedPages: number;
  /**
   * Time with fewer free frames than the low watermark, as sampled.
   *
   * @unit ns
   */
  readonly belowLowNs: number;
  /** The manager's states of the host, best first, and the time in each (`name`, `ns`); empty: it knows none. */
  readonly states: readonly HostStateTime[];
  /**
   * Killed by the host because it ran out of memory.
   *
   * @unit VMs
   */
  readonly kills: number;
  /**
   * `sharingPages` at most.
   *
   * @unit pages
   */
  readonly mostSharingPages: number;
  /**
   * `poolPages` at most.
   *
   * @unit pages
   */
  readonly mostPoolPages: number;
}

/** How long a host was in a state. */
export interface HostStateTime {
  readonly name: string;
  readonly ns: number;
}

/** What a device did. */
export interface DeviceResult extends DeviceTotals {
  /** Its name in the scenario. */
  readonly name: string;
  /**
   * Bytes read.
   *
   * @unit bytes
   */
  readonly readBytes: number;
  /**
   * Bytes written.
   *
   * @unit bytes
   */
  readonly writtenBytes: number;
  /**
   * Channel time used ÷ channel time there was.
   *
   * @unit share
   */
  readonly utilisation: number;
}

/** A VM at the end, and its totals over the run: what the engine counts, and what follows from it. */
export interface VmResult extends GuestTotals, ZramTotals, GuestCountersTotals {
  /** Its name: `web-3`. */
  readonly name: string;
  /** The name it was written under: `web`. */
  readonly group: string;
  /** `running`, `shut-down`, `not-booted`, `out-of-memory` (its workload was killed), `killed-by-host`, `finished` (its workload ended). */
  readonly state: "running" | "shut-down" | "not-booted" | "out-of-memory" | "killed-by-host" | "finished";
  /**
   * Its memory.
   *
   * @unit pages
   */
  readonly memoryPages: number;
  /**
   * What the manager asked the balloon to hold.
   *
   * @unit pages
   */
  readonly targetPages: number;
  /**
   * Its own swap in use.
   *
   * @unit pages
   */
  readonly swapUsedPages: number;
  /**
   * `zramPages` at most.
   *
   * @unit pages
   */
  readonly mostZramPages: number;
  /**
   * Made by all its vCPUs.
   *
   * @unit references
   */
  readonly references: number;
  /**
   * Time its vCPUs ran, all together, waiting included.
   *
   * @unit ns
   */
  readonly runNs: number;
  /**
   * `runNs` ÷ the time the same references take when every page is always backed; 1: never ran; `Infinity` (`null` in JSON): only waited.
   *
   * @unit ratio
   */
  readonly slowdown: number;
  /**
   * Largest slowdown of one sample period; `Infinity` (`null` in JSON): it only waited in one.
   *
   * @unit ratio
   */
  readonly worstSlowdown: number;
  /**
   * Slowdown that 99 of 100 windows of one second do not exceed; 1: never ran; `Infinity` (`null` in JSON): has no end; see below.
   *
   * @unit ratio
   */
  readonly p99Slowdown: number;
  /**
   * Time its vCPUs waited for memory: faults with I/O, direct reclaim, host faults, and while the manager had blocked the VM.
   *
   * @unit ns
   */
  readonly stallNs: number;
  /**
   * Of `stallNs`, the time blocked.
   *
   * @unit ns
   */
  readonly blockedNs: number;
  /**
   * What its references took beyond computing, by cause; see below.
   *
   * @unit ns
   */
  readonly delayNs: ByCause<number>;
  /** Why it was slow, the largest share first; empty when it did not slow down by more than 5 %; see below. */
  readonly reasons: readonly Reason[];
  /** The same in a sentence or two; empty when it was not slow; see below. */
  readonly why: string;
  /**
   * What its balloon had to move at least; see below.
   *
   * @unit pages
   */
  readonly netBalloonPages: number;
  /**
   * Of direct reclaim, the balloon driver's included.
   *
   * @unit rounds
   */
  readonly allocStalls: number;
  /**
   * Of `scannedPages`, those that others than kswapd looked at.
   *
   * @unit pages
   */
  readonly directScannedPages: number;
  /**
   * Of `evictions`, those by others than kswapd.
   *
   * @unit pages
   */
  readonly directReclaimedPages: number;
  /**
   * Time in which the guest's own tasks waited for memory (PSI, some and full: see [machine.md](machine.md)), as of the latest sample.
   *
   * @unit ns
   */
  readonly pressureNs: number;
  /**
   * Memory that backed it × time, each sample standing for the period it ends.
   *
   * @unit GiB·min
   */
  readonly footprintGibMinutes: number;
}

/** What was sampled every `samplePeriodNs`: one value a point in every column. Counts are those of the period that ends there. */
export interface Series {
  readonly timeNs: readonly number[];
  readonly host: HostSeries;
  /** Busy share of each device, 0 … 1, in the order of the scenario's devices. */
  readonly devices: readonly { readonly utilisation: readonly number[] }[];
  /** In the order of the scenario's VMs. */
  readonly vms: readonly VmSeries[];
}

/** The columns of the host. */
export interface HostSeries extends Growth<(typeof hostCountersSeries)[number]> {
  readonly freePages: readonly number[];
  readonly swapUsedPages: readonly number[];
  readonly sharingPages: readonly number[];
  /** The memory manager's state of the host; empty: it knows none. */
  readonly state: readonly string[];
  readonly poolPages: readonly number[];
}

/** A column for each of these counters: its growth in each period. */
type Growth<Counter extends string> = { readonly [counter in Counter]: readonly number[] };

/** The columns of one VM. */
export interface VmSeries extends Growth<(typeof guestCountersSeries)[number]> {
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
