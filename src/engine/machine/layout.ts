import type {
  DeviceConfig,
  DriverConfig,
  GuestConfig,
  HostConfig,
  PoolConfig,
  ReportingConfig,
  SharingConfig,
  SharingPace,
  ZramConfig,
} from "./machine.generated.ts";

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

/** Costs in nanoseconds. */
export type CostLayout = Pick<
  HostConfig,
  "minorFaultNs" | "majorFaultNs" | "hostFaultNs" | "scanNs" | "evictNs" | "reportRangeNs" | "reportPageNs"
>;

/** A swap device. */
export type DeviceLayout = Omit<DeviceConfig, "pageBytes">;

/** Free frames at which reclaim starts and ends; all 0: none are kept free. */
export type WatermarkLayout = Pick<HostConfig, "minPages" | "lowPages" | "highPages">;

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

/** Page sharing and its scanner, which may run from the beginning. */
export type SharingLayout = SharingConfig & Omit<SharingPace, "run"> & { readonly running: boolean };

/** A pool of compressed pages before the host's swap. */
export type CompressionLayout = Omit<PoolConfig, "slots" | "guestShare" | "guests" | "zeroBytes"> & {
  /** The share of its memory that a guest's compressed pages take at most; `null`: guests have no limits of their own. */
  readonly vmShare: number | null;
};

/** What a guest's pages hold. */
export type ContentLayout = Pick<GuestConfig, "image" | "imageBelow" | "zeroBelow" | "volatileBelow">;

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
  readonly zram: ZramConfig | null;
  readonly disk: number;
  readonly watermarks: WatermarkLayout;
  readonly deflateOnOom: boolean;
  readonly content: ContentLayout;
  /** An EPT violation served by an empty host frame. */
  readonly zeroFillNs: number;
  /** `null`: no driver. */
  readonly driver: DriverConfig | null;
  /** `null`: free pages are not reported. */
  readonly reporting: ReportingConfig | null;
}
