import type { GuestStatus } from "./machine.generated.ts";

/** The host as it stands, and its totals. */
export interface HostCounters {
  readonly freePages: number;
  readonly swapPages: number;
  readonly swapUsedPages: number;
  readonly zeroFills: number;
  readonly majorFaults: number;
  readonly swapInPages: number;
  readonly swapOutPages: number;
  readonly falseReads: number;
  readonly silentSwapWrites: number;
  readonly scannedPages: number;
  /** Infinity: asleep. */
  readonly reclaimClockNs: number;
}

/** Page sharing as it stands, and its totals. */
export interface SharingCounters {
  /** Infinity: the scanner sleeps for good. */
  readonly clockNs: number;
  /** It runs, or shall when what is shared has been copied apart. */
  readonly running: boolean;
  readonly pagesToScan: number;
  readonly sleepNs: number;
  /** Host frames that are shared, and guest frames on them beyond one each. */
  readonly sharedPages: number;
  readonly sharingPages: number;
  readonly scannedPages: number;
  readonly fullScans: number;
  readonly merges: number;
  readonly breaks: number;
}

/** The pool of compressed pages as it stands, and its totals. */
export interface PoolCounters {
  /** Host frames it takes, the pages in it, and their bytes. */
  readonly poolPages: number;
  readonly pages: number;
  readonly bytes: number;
  readonly compressedPages: number;
  readonly decompressedPages: number;
  readonly uncompressedPages: number;
  readonly writtenBackPages: number;
}

/** A guest as it stands, and its totals since it booted. */
export interface GuestCounters {
  readonly status: GuestStatus;
  /** When it was shut down or killed. */
  readonly endedNs: number;
  readonly balloonPages: number;
  readonly freePages: number;
  readonly mappedPages: number;
  readonly mappedFilePages: number;
  /** Mapped pages whose unchanged copy is still in guest swap. */
  readonly copiedPages: number;
  readonly backedPages: number;
  /** Of those, on host frames that are shared. */
  readonly sharedPages: number;
  readonly hostSwapUsedPages: number;
  /** By order of the manager nobody in it acts. */
  readonly blocked: boolean;
  /** Frames in the host's sample, and of them those touched since it was drawn. */
  readonly sampledPages: number;
  readonly touchedPages: number;
  readonly swapUsedPages: number;
  /** Guest frames that its compressed pages take, and what those pages take: swap in compressed memory. */
  readonly zramPages: number;
  readonly zramBytes: number;
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
  /** Of `deflatedPages`, those given back because the guest was out of memory. */
  readonly deflatedOnOomPages: number;
  readonly scannedPages: number;
  /** Rounds of direct reclaim, the balloon driver's included. */
  readonly allocStalls: number;
  /** Of `scannedPages` and `evictions`, those of kswapd, and all others. */
  readonly asyncScannedPages: number;
  readonly directScannedPages: number;
  readonly asyncReclaimedPages: number;
  readonly directReclaimedPages: number;
  readonly oomKills: number;
  /** Pages the host was told are free. */
  readonly reportedPages: number;
  /** Time the guest's reporting worker took for it. */
  readonly reportingNs: number;
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
