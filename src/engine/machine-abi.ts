import { type Handle, type Shared, startModule } from "./abi.ts";

/** The functions the machine exports, as assembly/index.ts declares them: numbers only. */
type Functions = {
  createHost(
    frames: number,
    guestFrames: number,
    guestPages: number,
    guestSlots: number,
    guests: number,
    vcpus: number,
  ): Handle;
  createSchedule(): Handle;
  setHost(
    host: Handle,
    min: number,
    low: number,
    high: number,
    pageBytes: number,
    quantumNs: number,
    seed: number,
  ): void;
  setFaultCosts(
    host: Handle,
    minorFault: number,
    majorFault: number,
    hostFault: number,
    scan: number,
    evict: number,
  ): void;
  setReportingCosts(host: Handle, range: number, page: number): void;
  createDevice(channels: number, writeQueue: number): Handle;
  setDevice(
    device: Handle,
    latencyNs: number,
    sequentialLatencyNs: number,
    bytesPerSecond: number,
    pageBytes: number,
  ): void;
  createHostSwap(host: Handle, slots: number, device: Handle, readahead: number): void;
  createHostPolicy(host: Handle, kind: number, parameters: Handle): void;
  createSharing(
    host: Handle,
    contents: number,
    most: number,
    twice: number,
    beforeSwap: number,
    scanNs: number,
    mergeNs: number,
    copyNs: number,
  ): void;
  createPool(
    host: Handle,
    most: number,
    accept: number,
    guestShare: number,
    guests: number,
    keepBytes: number,
    compressNs: number,
    decompressNs: number,
    zeroBytes: number,
    imageBytes: number,
    volatileBytes: number,
    otherBytes: number,
  ): void;
  setSharing(host: Handle, run: number, pagesToScan: number, sleepNs: number, nowNs: number): void;
  createGuest(host: Handle, pages: number, filePages: number, frames: number): Handle;
  setGuest(
    guest: Handle,
    kernel: number,
    min: number,
    low: number,
    high: number,
    deflateOnOom: number,
    zeroFillNs: number,
  ): void;
  setBalloonUnit(
    guest: Handle,
    order: number,
    migrates: number,
    touched: number,
    untouched: number,
    returned: number,
    migrate: number,
  ): void;
  setContent(guest: Handle, image: number, imageBelow: number, zeroBelow: number, volatileBelow: number): void;
  setDriver(
    guest: Handle,
    behaviour: number,
    batch: number,
    retryNs: number,
    most: number,
    bytesPerSecond: number,
    workingNs: number,
    stuckNs: number,
  ): void;
  setReporting(guest: Handle, order: number, largest: number, capacity: number, delayNs: number): void;
  createGuestSwap(guest: Handle, slots: number, device: Handle, readahead: number, disk: Handle): void;
  createZram(
    guest: Handle,
    limit: number,
    compressNs: number,
    decompressNs: number,
    imageBytes: number,
    volatileBytes: number,
    otherBytes: number,
  ): void;
  createGuestPolicy(guest: Handle, kind: number, parameters: Handle): void;
  createVcpu(guest: Handle, streamLength: number): Handle;
  bootGuest(guest: Handle, nowNs: number, balloonPages: number, warmPages: number): void;
  layDown(host: Handle, least: number): number;
  shutDown(guest: Handle, nowNs: number): void;
  setTarget(guest: Handle, pages: number, nowNs: number): void;
  setReclaim(guest: Handle, maySwap: number, mayCompress: number, leave: number): void;
  reclaimUntil(host: Handle, frames: number, nowNs: number): void;
  setBlocked(guest: Handle, blocked: number, nowNs: number): void;
  addToSample(guest: Handle, frame: number): number;
  clearSample(guest: Handle): void;
  freePages(guest: Handle, first: number, count: number, nowNs: number): void;
  streamOf(vcpu: Handle): number;
  giveReferences(vcpu: Handle, count: number, thinkNs: number, nowNs: number): void;
  finishVcpu(schedule: Handle, vcpu: Handle): void;
  run(host: Handle, schedule: Handle, untilNs: number, pauseNs: number): Handle;
  reportingClockOf(guest: Handle): number;
  clockOf(host: Handle, actor: number): number;
  check(host: Handle): void;
};

/** Where fields lie in the engine's records, and other numbers it exports. */
const constantNames = [
  ...["guestFrameBlock", "bitmapCount", "bitmapWords", "areaFree", "areaSlots"],
  ...[
    "hostFree",
    "hostSwap",
    "hostCounters",
    "hostEpt",
    "hostOwner",
    "hostBlockGuest",
    "hostHolds",
    "hostEntries",
    "hostSharing",
  ],
  ...["hostPool", "poolFrames", "poolPages", "poolBytes"],
  ...["hostCompressed", "hostDecompressed", "hostUncompressed", "hostWrittenBack"],
  ...[
    "hostReclaimActor",
    "sharingRunning",
    "sharingActor",
    "sharingPagesToScan",
    "sharingSleepNs",
    "sharingShared",
    "sharingSharing",
  ],
  ...["sharingSharers", "sharingScanned", "sharingFullScans", "sharingMerges", "sharingBreaks"],
  ...[
    "hostZeroFills",
    "hostMajorFaults",
    "hostSwapIns",
    "hostSwapOuts",
    "hostFalseReads",
    "hostSilentSwapWrites",
    "hostScanned",
  ],
  ...[
    "guestStatus",
    "guestEndedNs",
    "guestFree",
    "guestPinned",
    "guestBlocked",
    "guestSampled",
    "guestSampleSize",
    "guestSwap",
    "guestMapped",
    "guestMappedFilePages",
    "guestSlotless",
  ],
  ...[
    "guestBacked",
    "guestShared",
    "guestHostSwapped",
    "guestStates",
    "guestFirstPage",
    "guestFirstFrame",
    "guestFirstSlot",
  ],
  ...[
    "guestDriverActor",
    "guestReclaimActor",
    "guestCounters",
    "guestMinorFaults",
    "guestMajorFaults",
    "guestHostZeroFills",
  ],
  ...["guestHostMajorFaults", "guestSwapIns", "guestSwapOuts", "guestFileReads", "guestFileWrites", "guestEvictions"],
  ...[
    "guestDirectReclaims",
    "guestDoublePaging",
    "guestFalseReads",
    "guestInflated",
    "guestDeflated",
    "guestDeflatedOnOom",
  ],
  ...[
    "guestScanned",
    "vcpuActor",
    "vcpuReferences",
    "vcpuThoughtNs",
    "vcpuRanNs",
    "vcpuStallNs",
    "vcpuBlockedNs",
    "vcpuAsleepSinceNs",
  ],
  ...["guestReported", "guestReportingNs", "guestBackgroundScanned", "guestBackgroundEvictions"],
  ...[
    "guestDriverReclaims",
    "guestOomKills",
    "vcpuPressedNs",
    "guestZram",
    "guestDelays",
    "delaysNs",
    "zramFrames",
    "zramBytes",
  ],
  ...["deviceReads", "deviceWrites", "devicePagesRead", "devicePagesWritten", "deviceBusyNs"],
] as const;

/** What the machine exports. */
export type MachineExports = Shared & Functions & { readonly [name in (typeof constantNames)[number]]: number };

/** Starts an instance of the machine's module: an empty memory to build one machine in. */
export function startMachine(module: WebAssembly.Module): Promise<MachineExports> {
  return startModule<MachineExports>(module, constantNames);
}
