import type {
  CompressionCountersTotals,
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
  /** By order of the manager nobody in it acts. */
  readonly blocked: boolean;
  /** Frames in the host's sample, and of them those touched since it was drawn. */
  readonly sampledPages: number;
  readonly touchedPages: number;
  readonly swapUsedPages: number;
  /** Of `deflatedPages`, those given back because the guest was out of memory. */
  readonly deflatedOnOomPages: number;
  /** Rounds of direct reclaim, the balloon driver's included. */
  readonly allocStalls: number;
  /** Of `scannedPages` and `evictions`, those of all but kswapd. */
  readonly directScannedPages: number;
  readonly directReclaimedPages: number;
  /** Infinity: asleep. */
  readonly driverClockNs: number;
  readonly reclaimClockNs: number;
  readonly reportingClockNs: number;
}

/** A vCPU's time and work. */
export interface VcpuCounters {
  /** Where its clock stands, asleep or not. */
  readonly clockNs: number;
  readonly asleep: boolean;
  readonly references: number;
  /** Computing done by those references. */
  readonly thoughtNs: number;
  /** Time those references took, all in all. */
  readonly ranNs: number;
  /** Of it, time waited for memory. */
  readonly stallNs: number;
  /** Of that, what the guest itself calls waiting for memory: direct reclaim, and reading back what reclaim took. */
  readonly pressedNs: number;
  /** Time beyond it in which it could not run because its guest was blocked, until it last could go on. */
  readonly blockedNs: number;
}

/** What a device has done. */
export interface DeviceCounters {
  readonly reads: number;
  readonly writes: number;
  readonly readPages: number;
  readonly writtenPages: number;
  /** Channel time used. */
  readonly busyNs: number;
}
