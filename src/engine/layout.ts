/** A machine to build: sizes in pages and frames, times in nanoseconds, devices by index. */
export interface MachineLayout {
  /** 0 … 2³² − 1; decides in which order guests that boot together lay down their memory. */
  readonly seed: number;
  readonly pageBytes: number;
  readonly quantumNs: number;
  readonly costs: CostLayout;
  readonly devices: readonly DeviceLayout[];
  readonly host: HostLayout;
  readonly guests: readonly GuestLayout[];
  /** References a vCPU can hold at a time. */
  readonly streamLength: number;
}

/** What things cost, in nanoseconds. */
export interface CostLayout {
  readonly minorFaultNs: number;
  readonly majorFaultNs: number;
  readonly hostFaultNs: number;
  readonly scanNs: number;
  readonly evictNs: number;
  readonly reportRangeNs: number;
  readonly reportPageNs: number;
}

/** A swap device. */
export interface DeviceLayout {
  readonly latencyNs: number;
  readonly sequentialLatencyNs: number;
  readonly bytesPerSecond: number;
  readonly channels: number;
  readonly writeQueue: number;
}

/** Free frames at which reclaim starts and ends; all 0: none are kept free. */
export interface WatermarkLayout {
  readonly minPages: number;
  readonly lowPages: number;
  readonly highPages: number;
}

/** A swap area on a device. */
export interface SwapLayout {
  readonly slots: number;
  readonly device: number;
  /** A power of two. */
  readonly readahead: number;
}

/** A replacement policy by the engine's number, and its parameters in its own order. */
export interface PolicyLayout {
  readonly number: number;
  readonly parameters: readonly number[];
}

/** Page sharing and its scanner. */
export interface SharingLayout {
  /** Contents that can be met twice: zeroes, and every page of every image. */
  readonly contents: number;
  /** Guest frames on one host frame at most, up to 65535. */
  readonly mostSharers: number;
  readonly twice: boolean;
  readonly beforeSwap: boolean;
  readonly scanNs: number;
  readonly mergeNs: number;
  readonly copyNs: number;
  /** Whether the scanner runs from the beginning. */
  readonly running: boolean;
  readonly pagesToScan: number;
  readonly sleepNs: number;
}

/** A pool of compressed pages before the host's swap; bytes are those of one page. */
export interface CompressionLayout {
  readonly mostPages: number;
  readonly acceptPages: number;
  /** The share of its memory that a guest's compressed pages take at most; `null`: guests have no limits of their own. */
  readonly vmShare: number | null;
  readonly keepBytes: number;
  readonly compressNs: number;
  readonly decompressNs: number;
  readonly imageBytes: number;
  readonly volatileBytes: number;
  readonly otherBytes: number;
}

/** A guest's swap in compressed memory of its own; bytes are those of one page. */
export interface ZramLayout {
  /** Frames it takes at most. */
  readonly limitPages: number;
  readonly compressNs: number;
  readonly decompressNs: number;
  readonly imageBytes: number;
  readonly volatileBytes: number;
  readonly otherBytes: number;
}

/** What a guest's pages hold, as shares of 2³²: below `imageBelow` an image's pages, whose page 0 is content `image`; below `zeroBelow` zeroes, below `volatileBelow` what changes all the time. */
export interface ContentLayout {
  readonly image: number;
  readonly imageBelow: number;
  readonly zeroBelow: number;
  readonly volatileBelow: number;
}

/** The host. */
export interface HostLayout {
  /** `null`: every host frame backs one guest frame. */
  readonly sharing: SharingLayout | null;
  /** `null`: pages go to swap as they are. */
  readonly compression: CompressionLayout | null;
  readonly frames: number;
  readonly policy: PolicyLayout;
  readonly swap: SwapLayout;
  readonly watermarks: WatermarkLayout;
}

/** A balloon driver; fields that its behaviour does not use are 0. */
export interface DriverLayout {
  readonly behaviour: "normal" | "slow" | "limited" | "stuck" | "intermittent";
  readonly batchPages: number;
  /** It moves 2^order aligned pages at a time, and may move what is in them out of the way. */
  readonly order: number;
  readonly migrates: boolean;
  readonly touchedNs: number;
  readonly untouchedNs: number;
  readonly returnNs: number;
  readonly migrateNs: number;
  readonly retryNs: number;
  readonly mostPages: number;
  readonly bytesPerSecond: number;
  readonly workingNs: number;
  readonly stuckNs: number;
}

/** Free page reporting: blocks of 2^order … 2^largestOrder pages. */
export interface ReportingLayout {
  readonly order: number;
  readonly largestOrder: number;
  readonly capacity: number;
  readonly delayNs: number;
}

/** A guest. */
export interface GuestLayout {
  readonly pages: number;
  readonly filePages: number;
  readonly frames: number;
  readonly kernelFrames: number;
  readonly vcpus: number;
  readonly policy: PolicyLayout;
  readonly swap: SwapLayout;
  /** `null`: its swap is on the device; otherwise that is not asked, and none of its numbers matters but the slots. */
  readonly zram: ZramLayout | null;
  readonly disk: number;
  readonly watermarks: WatermarkLayout;
  readonly deflateOnOom: boolean;
  readonly content: ContentLayout;
  /** An EPT violation served by an empty host frame. */
  readonly zeroFillNs: number;
  /** `null`: no driver. */
  readonly driver: DriverLayout | null;
  /** `null`: free pages are not reported. */
  readonly reporting: ReportingLayout | null;
}
