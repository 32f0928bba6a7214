import { instantiate } from "@assemblyscript/loader";
import { EngineError } from "./error.ts";

/** An address in the engine's memory that stands for one of its records. */
export type Handle = number;

/** The functions the engine exports, as assembly/index.ts declares them: numbers only. */
export type Functions = {
  neededBytes(): number;
  fits(): number;
  createParameters(count: number): Handle;
  createHost(
    frames: number,
    guestFrames: number,
    guestPages: number,
    guestSlots: number,
    guests: number,
    vcpus: number,
  ): Handle;
  createSchedule(): Handle;
  setHost(host: Handle, min: number, low: number, high: number, pageBytes: number, quantumNs: number): void;
  setFaultCosts(
    host: Handle,
    minorFault: number,
    majorFault: number,
    hostFault: number,
    scan: number,
    evict: number,
  ): void;
  setBalloonCosts(host: Handle, inflateTouched: number, inflateUntouched: number, deflate: number): void;
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
  createGuest(host: Handle, pages: number, filePages: number, frames: number): Handle;
  setGuest(guest: Handle, kernel: number, min: number, low: number, high: number, deflateOnOom: number): void;
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
  createGuestSwap(guest: Handle, slots: number, device: Handle, readahead: number, disk: Handle): void;
  createGuestPolicy(guest: Handle, kind: number, parameters: Handle): void;
  createVcpu(guest: Handle, streamLength: number): Handle;
  bootGuest(guest: Handle, nowNs: number, balloonPages: number, warmPages: number): void;
  shutDown(guest: Handle, nowNs: number): void;
  setTarget(guest: Handle, pages: number, nowNs: number): void;
  freePages(guest: Handle, first: number, count: number): void;
  streamOf(vcpu: Handle): number;
  giveReferences(vcpu: Handle, count: number, thinkNs: number, nowNs: number): void;
  finishVcpu(schedule: Handle, vcpu: Handle): void;
  run(host: Handle, schedule: Handle, untilNs: number, pauseNs: number): Handle;
  clockOf(host: Handle, actor: number): number;
  check(host: Handle): void;
  createLab(pages: number, frames: number, kind: number, parameters: Handle): Handle;
  createReplay(lab: Handle, streamLength: number): Handle;
  streamOfReplay(replay: Handle): number;
  replay(replay: Handle, count: number): void;
  checkLab(lab: Handle): void;
  createOpt(pages: number, frames: number, references: number): Handle;
  traceOfOpt(opt: Handle): number;
  foresee(opt: Handle): void;
  replayOpt(opt: Handle, count: number): void;
  createCurve(pages: number, streamLength: number): Handle;
  streamOfCurve(curve: Handle): number;
  histogramOfCurve(curve: Handle): number;
  takeCurve(curve: Handle, count: number): void;
  createSample(pages: number, most: number, seed: number, streamLength: number): Handle;
  streamOfSample(sample: Handle): number;
  histogramOfSample(sample: Handle): number;
  rateOfSample(sample: Handle): number;
  takeSample(sample: Handle, count: number): void;
};

/** Where fields lie in the engine's records, and other numbers it exports. */
const constantNames = [
  ...["guestFrameBlock", "bitmapCount", "areaFree", "areaSlots"],
  ...["hostFree", "hostSwap", "hostCounters", "hostEpt", "hostHolds", "hostEntries", "hostOwner", "hostReclaimActor"],
  ...[
    "hostZeroFills",
    "hostMajorFaults",
    "hostSwapIns",
    "hostSwapOuts",
    "hostFalseReads",
    "hostSilentSwapWrites",
    "hostScanned",
  ],
  ...["guestStatus", "guestEndedNs", "guestFree", "guestPinned", "guestSwap", "guestMapped", "guestMappedFilePages"],
  ...["guestBacked", "guestHostSwapped", "guestStates", "guestFirstPage", "guestFirstFrame", "guestFirstSlot"],
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
  ...["guestScanned", "vcpuActor", "vcpuReferences", "vcpuThoughtNs", "vcpuRanNs", "vcpuStallNs", "vcpuAsleepSinceNs"],
  ...["deviceReads", "deviceWrites", "devicePagesRead", "devicePagesWritten", "deviceBusyNs"],
  ...["labResident", "labReferences", "labFaults", "labColdFaults", "labDirtyEvictions", "labWriteBacks", "labScanned"],
  ...[
    "optReferences",
    "optFaults",
    "optColdFaults",
    "optDirtyEvictions",
    "optResident",
    "sampleSampled",
    "sampleCount",
  ],
] as const;

/** What an instance of the engine exports; a constant is read through its `value`. */
export type Exports = Functions & { readonly memory: WebAssembly.Memory } & {
  readonly [name in (typeof constantNames)[number]]: WebAssembly.Global<"i32">;
};

/** Starts an instance of the engine: an empty memory to build one machine in. */
export async function startEngine(module: WebAssembly.Module): Promise<Exports> {
  const { exports } = await instantiate<Exports>(module);
  for (const name of constantNames) {
    if (!(exports[name] instanceof WebAssembly.Global))
      throw new EngineError(`The engine has no ${name}: build it anew.`);
  }
  return exports;
}
