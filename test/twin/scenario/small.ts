import { noManager } from "../../../src/scenario/manager/manager.ts";
import type { Balloon, Content, Costs, Device, Host, Scenario, Vm } from "../../../src/scenario/scenario.ts";
import { WRITE } from "../../../src/workload/stream.ts";

/** Costs whose sums are easy to tell apart. */
export const COSTS: Costs = {
  minorFaultNs: 100,
  majorFaultNs: 300,
  hostFaultNs: 700,
  hostFaultHugeNs: 60,
  scanNs: 1,
  evictNs: 10,
  inflateTouchedNs: 20,
  inflateUntouchedNs: 5,
  deflateNs: 8,
  reportRangeNs: 30,
  reportPageNs: 2,
};

/** All costs are zero. */
export const FREE: Costs = {
  minorFaultNs: 0,
  majorFaultNs: 0,
  hostFaultNs: 0,
  hostFaultHugeNs: 0,
  scanNs: 0,
  evictNs: 0,
  inflateTouchedNs: 0,
  inflateUntouchedNs: 0,
  deflateNs: 0,
  reportRangeNs: 0,
  reportPageNs: 0,
};

/** 1 ms before a request, 0.2 ms before a sequential one, and 0.05 ms a page of 4 KiB. */
export const DISK: Device = {
  name: "disk",
  latencyNs: 1_000_000,
  sequentialLatencyNs: 200_000,
  bytesPerSecond: 81_920_000,
  channels: 1,
  writeQueue: 8,
  rotational: true,
};

/** Compressed sizes, packed without gaps. */
export function gaplessSizes(imageBytes: number, volatileBytes: number, otherBytes: number) {
  return {
    ...{ imageBytes, imageFit: 4096, imageFrames: imageBytes },
    ...{ volatileBytes, volatileFit: 4096, volatileFrames: volatileBytes },
    ...{ otherBytes, otherFit: 4096, otherFrames: otherBytes },
  };
}

/** Every page has unique content. */
export const UNIQUE: Content = { image: null, zeroShare: 0, volatileShare: 0 };

/** A host of 64 frames with 64 slots at the beginning of the disk. */
export function smallHost(changes: Partial<Host> = {}): Host {
  return {
    memoryPages: 64,
    reservedPages: 0,
    policy: { kind: "fifo", parameters: {} },
    swap: { pages: 64, device: "disk", readaheadPages: 1 },
    watermarks: { minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 },
    sharing: null,
    compression: null,
    ...changes,
  };
}

/** A VM of 4 frames with 16 anonymous pages and 16 slots. */
export function smallVm(changes: Partial<Vm> = {}): Vm {
  return {
    name: "vm",
    group: "vm",
    memoryPages: 4,
    kernelPages: 0,
    vcpus: 1,
    policy: { kind: "lru", parameters: {} },
    swap: { pages: 16, device: "disk", readaheadPages: 1 },
    disk: "disk",
    watermarks: { minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 },
    deflateOnOom: false,
    balloon: null,
    reporting: null,
    statistics: { present: false, periodNs: 1_000_000_000, delayNs: 0, missing: [] },
    shares: 1000,
    bootNs: 0,
    shutdownNs: null,
    workload: {
      pages: 16,
      filePages: 0,
      warmPages: 0,
      phases: [],
      repeat: false,
      content: UNIQUE,
      warmFilePages: 0,
      series: null,
    },
    ...changes,
  };
}

/** The workload of a small VM with numbers of pages, file pages and warm pages. */
export function smallWorkload(pages: number, filePages = 0, warmPages = 0): Vm["workload"] {
  return { pages, filePages, warmPages, phases: [], repeat: false, content: UNIQUE, warmFilePages: 0, series: null };
}

/** A balloon that moves two pages a step. */
export function smallBalloon(changes: Partial<Balloon> = {}): Balloon {
  return {
    minimumPages: 0,
    startPages: 0,
    kind: "virtio",
    unitPages: 1,
    touchedNs: 20,
    untouchedNs: 5,
    returnNs: 8,
    migrateNs: 0,
    hostFaultNs: 700,
    batchPages: 2,
    retryNs: 1000,
    driver: { kind: "normal" },
    ...changes,
  };
}

/** A scenario around hand-made parts. */
export function smallScenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    version: 1,
    name: "small",
    description: "",
    seed: 1,
    durationNs: 1_000_000_000,
    pageBytes: 4096,
    scale: 1,
    quantumNs: 1_000_000,
    samplePeriodNs: 1_000_000,
    heat: "likely",
    costs: COSTS,
    devices: [DISK],
    host: smallHost(),
    manager: noManager(1e9),
    vms: [smallVm()],
    ...changes,
  };
}

/** The word of a reference that writes. */
export function write(page: number): number {
  return WRITE + page;
}
