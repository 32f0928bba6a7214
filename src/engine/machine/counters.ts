import type {
  CompressionCountersTotals,
  DeviceTotals,
  GuestCountersTotals,
  GuestStatus,
  GuestTotals,
  HostCountersTotals,
  PoolTotals,
  SharingTotals,
  ZramTotals,
} from "./machine.generated.ts";

/** The host as it stands, and its totals. */
export interface HostCounters extends HostCountersTotals {
  readonly freePages: number;
  readonly swapPages: number;
  readonly swapUsedPages: number;
  /** Infinity: asleep. */
  readonly reclaimClockNs: number;
}

/** Page sharing as it stands, and its totals. */
export interface SharingCounters extends SharingTotals {
  /** Infinity: the scanner sleeps for good. */
  readonly clockNs: number;
  /** The scanner runs, or will run when what is shared has been copied apart. */
  readonly running: boolean;
  readonly pagesToScan: number;
  readonly sleepNs: number;
}

/** The pool of compressed pages as it stands, and its totals. */
export interface PoolCounters extends PoolTotals, CompressionCountersTotals {
  /** What the pages in it take. */
  readonly bytes: number;
}

/** A guest as it stands, and its totals since it booted. */
export interface GuestCounters extends GuestTotals, ZramTotals, GuestCountersTotals {
  readonly status: GuestStatus;
  /** When it was shut down or killed. */
  readonly endedNs: number;
  readonly mappedFilePages: number;
  /** Mapped pages whose unchanged copy is still in guest swap. */
  readonly copiedPages: number;
  /** The manager has blocked it. */
  readonly blocked: boolean;
  /** Frames in the host's sample, and of them those touched since it was drawn. */
  readonly sampledPages: number;
  readonly touchedPages: number;
  readonly swapUsedPages: number;
  /** Of `deflatedPages`, those given back because the guest was out of memory. */
  readonly deflatedOnOomPages: number;
  /** Rounds of direct reclaim, the balloon driver's included. */
  readonly allocStalls: number;
  /** Of `scannedPages` and `evictions`, those not by kswapd. */
  readonly directScannedPages: number;
  readonly directReclaimedPages: number;
  /** Infinity: asleep. */
  readonly driverClockNs: number;
  readonly reclaimClockNs: number;
  readonly reportingClockNs: number;
}

/** A vCPU's time and work. */
export interface VcpuCounters extends VcpuWork {
  /** Where its clock stands, asleep or not. */
  readonly clockNs: number;
  readonly asleep: boolean;
}

/** What a vCPU has done. */
export interface VcpuWork {
  readonly references: number;
  /** Computing time of those references. */
  readonly thoughtNs: number;
  /** Total time of those references. */
  readonly ranNs: number;
  /** Of it, time spent waiting for memory. */
  readonly stallNs: number;
  /** Of that, memory pressure as the guest counts it (PSI): direct reclaim, and reading back evicted pages. */
  readonly pressedNs: number;
  /** In addition, time in which it was awake and its guest blocked; counted when the guest is unblocked. */
  readonly blockedNs: number;
}

/** What a device has done. */
export interface DeviceCounters extends DeviceTotals {
  readonly readPages: number;
  readonly writtenPages: number;
  /** Channel time used. */
  readonly busyNs: number;
}
