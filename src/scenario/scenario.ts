import type { ParameterValues } from "../parameter/parameter.ts";

/** A scenario as the simulation takes it: validated, every default filled in, sizes in pages, times in nanoseconds. */
export interface Scenario {
  readonly version: 1;
  readonly name: string;
  readonly description: string;
  /** 0 … 2³² − 1. */
  readonly seed: number;
  readonly durationNs: number;
  /** A power of two, 4096 … 2 MiB. */
  readonly pageBytes: number;
  /** How far a vCPU may run ahead of the next one. */
  readonly quantumNs: number;
  /** The distance of two points of the time series. */
  readonly samplePeriodNs: number;
  readonly costs: Costs;
  readonly devices: readonly Device[];
  readonly host: Host;
  readonly manager: ManagerChoice;
  readonly vms: readonly Vm[];
}

/** What each thing costs, in nanoseconds of the one who has to wait for it. */
export interface Costs {
  /** A guest fault served without I/O: trap, frame, zeroing, mapping. */
  readonly minorFaultNs: number;
  /** What a fault that needs I/O costs on top of the device's time. */
  readonly majorFaultNs: number;
  /** An EPT violation served by an empty host frame, or before the read from host swap. */
  readonly hostFaultNs: number;
  /** One page looked at by a replacement policy. */
  readonly scanNs: number;
  /** One page evicted: unmapped, its frame freed. */
  readonly evictNs: number;
  /** The share of a page in one that is served by 2 MiB of empty host frames at once. */
  readonly hostFaultHugeNs: number;
  /** One page inflated whose frame the host had backed: as are the two below, of a virtio balloon that says nothing else. */
  readonly inflateTouchedNs: number;
  /** One page inflated whose frame the host had not backed. */
  readonly inflateUntouchedNs: number;
  /** One page deflated. */
  readonly deflateNs: number;
  /** One range of a free page report, and one page of it. */
  readonly reportRangeNs: number;
  readonly reportPageNs: number;
}

/** A disk that guests and host may swap to. */
export interface Device {
  readonly name: string;
  /** Time before the first byte of a request. */
  readonly latencyNs: number;
  /** The same for a request that begins where the one before ended. */
  readonly sequentialLatencyNs: number;
  /** All channels together. */
  readonly bytesPerSecond: number;
  /** Requests served at the same time. */
  readonly channels: number;
  /** Writes that may be under way before who writes has to wait. */
  readonly writeQueue: number;
}

/** Free frames at which reclaim starts and ends; all zero: no reserve, one page is evicted when none is free. */
export interface Watermarks {
  readonly minPages: number;
  readonly lowPages: number;
  readonly highPages: number;
}

/** A swap area on a device. */
export interface Swap {
  /** 0: no swap. */
  readonly pages: number;
  /** The name of a device. */
  readonly device: string;
  /** Slots read at once around the wanted one: a power of two, 1 = only that one. */
  readonly readaheadPages: number;
}

/** A guest's swap in compressed memory of its own; bytes are those that a page takes in it, one of zeroes none. */
export interface ZramSwap {
  readonly kind: "zram";
  /** Pages it can hold. */
  readonly pages: number;
  /** The most frames it takes; `null`: no limit. */
  readonly limitPages: number | null;
  readonly compressNs: number;
  readonly decompressNs: number;
  /** By what the page holds: an image's page, what changes all the time, anything else. */
  readonly imageBytes: number;
  readonly volatileBytes: number;
  readonly otherBytes: number;
}

/** A replacement policy and its parameters. */
export interface PolicyChoice {
  readonly kind: string;
  readonly parameters: ParameterValues;
}

/** The machine that promised its memory to the VMs. */
export interface Host {
  readonly memoryPages: number;
  /** What the host itself needs: nobody else gets it. */
  readonly reservedPages: number;
  readonly policy: PolicyChoice;
  readonly swap: Swap;
  readonly watermarks: Watermarks;
  /** `null`: pages are not shared. */
  readonly sharing: Sharing | null;
  /** `null`: pages go to host swap as they are. */
  readonly compression: Compression | null;
}

/** A pool of compressed pages in front of the host's swap; bytes are those that a page takes in it, one of zeroes none. */
export interface Compression {
  /** The most frames it takes, and those it must shrink to, once it has had as many, before it takes pages again. */
  readonly mostPages: number;
  readonly acceptPages: number;
  /** The share of its memory that one VM's compressed pages take at most; `null`: VMs have no limits of their own. */
  readonly vmShare: number | null;
  /** A page that takes more than this is not kept. */
  readonly keepBytes: number;
  readonly compressNs: number;
  readonly decompressNs: number;
  /** By what the page holds: an image's page, what changes all the time, anything else. */
  readonly imageBytes: number;
  readonly volatileBytes: number;
  readonly otherBytes: number;
}

/** Page sharing: a scanner looks for guest frames with the same content and backs them by one host frame. */
export interface Sharing {
  /** Backed guest frames looked at before each sleep. */
  readonly pagesToScan: number;
  readonly sleepNs: number;
  /** Content must have been the same in two rounds before it is shared for the first time (KSM). */
  readonly twice: boolean;
  /** A frame that reclaim has chosen to be swapped out is shared instead, if there is something it can share (ESX). */
  readonly beforeSwap: boolean;
  /** Guest frames on one host frame at most. */
  readonly mostSharers: number;
  /** What it costs the scanner to look at a frame, and to merge one. */
  readonly scanNs: number;
  readonly mergeNs: number;
  /** What a write to a shared frame costs on top of the EPT violation. */
  readonly copyNs: number;
  /** Who sets the pace; `null`: nobody, it stays as it is. */
  readonly tuning: Ksmtuned | null;
}

/** What ksmtuned counts as a VM's memory: its host frames, those with a shared frame counted in parts, or all that it was promised. */
export type KsmtunedMetric = "rsz" | "pss" | "vsz";

/** The constants of ksmtuned, which starts, speeds up, slows down and stops the scanner. */
export interface Ksmtuned {
  readonly metric: KsmtunedMetric;
  readonly periodNs: number;
  readonly boostPages: number;
  readonly decayPages: number;
  readonly leastPages: number;
  readonly mostPages: number;
  /** Free memory below which the scanner is sped up, in KiB as the script counts. */
  readonly thresholdKib: number;
}

/** A memory manager and its parameters. */
export interface ManagerChoice {
  readonly kind: string;
  /** How often it decides. */
  readonly periodNs: number;
  readonly parameters: ParameterValues;
}

/** How a balloon driver behaves. */
export type DriverBehaviour =
  | { readonly kind: "normal" }
  /** Moves at most so many bytes a second. */
  | { readonly kind: "slow"; readonly bytesPerSecond: number }
  /** Never holds more than so many pages. */
  | { readonly kind: "limited"; readonly mostPages: number }
  /** Never moves. */
  | { readonly kind: "stuck" }
  /** Works for `workingNs`, does nothing for `stuckNs`, and so on, from the VM's boot. */
  | { readonly kind: "intermittent"; readonly workingNs: number; readonly stuckNs: number };

/** The balloon of a VM that has a driver. */
export interface Balloon {
  /** The VM is never asked to give more than memory − minimum. */
  readonly minimumPages: number;
  /** Pages the balloon already holds when the VM boots. */
  readonly startPages: number;
  readonly kind: "virtio" | "virtio-2m" | "virtio-mem" | "hyperalloc";
  /** What it moves at a time, aligned: one page, or the pages of 2 MiB. */
  readonly unitPages: number;
  /** One unit taken, by whether the host had backed anything of it, and one given back. */
  readonly touchedNs: number;
  readonly untouchedNs: number;
  readonly returnNs: number;
  /** One page moved out of a unit's way. */
  readonly migrateNs: number;
  /** An EPT violation in this VM served by an empty host frame: less where the host maps whole units. */
  readonly hostFaultNs: number;
  /** Pages a message. */
  readonly batchPages: number;
  /** The pause after a round that found no page. */
  readonly retryNs: number;
  readonly driver: DriverBehaviour;
}

/** Free page reporting: the guest tells the host which of its memory is free, and the host takes it back. */
export interface Reporting {
  /** Blocks of 2^order pages are the smallest that are reported. */
  readonly order: number;
  /** The largest blocks there are. */
  readonly largestOrder: number;
  /** From the first block freed to the reports, and between two rounds of them. */
  readonly delayNs: number;
  /** Blocks a report. */
  readonly capacity: number;
}

/** What the guest tells about itself, and how old it is when the manager sees it. */
export interface Statistics {
  /** False: the guest never answers. */
  readonly present: boolean;
  readonly periodNs: number;
  /** The age of an answer when it arrives. */
  readonly delayNs: number;
  /** What the answers leave out. */
  readonly missing: readonly Statistic[];
}

/** What a guest may leave out of its answers; `swap` and `faults` are two counters each, `reclaim` the six of Linux 6.12. */
export type Statistic = "total" | "free" | "available" | "caches" | "swap" | "faults" | "reclaim";

/** One virtual machine. */
export interface Vm {
  /** Unique: `web-1` … `web-8` for a group of eight. */
  readonly name: string;
  /** The name it was written under. */
  readonly group: string;
  readonly memoryPages: number;
  /** Frames of the guest's kernel, which nothing reclaims. */
  readonly kernelPages: number;
  readonly vcpus: number;
  readonly policy: PolicyChoice;
  readonly swap: Swap | ZramSwap;
  /** The device that holds the file-backed pages. */
  readonly disk: string;
  readonly watermarks: Watermarks;
  readonly deflateOnOom: boolean;
  /** `null`: no driver. */
  readonly balloon: Balloon | null;
  /** `null`: free pages are not reported. */
  readonly reporting: Reporting | null;
  readonly statistics: Statistics;
  readonly shares: number;
  readonly bootNs: number;
  /** `null`: runs to the end. */
  readonly shutdownNs: number | null;
  readonly workload: Workload;
}

/** What a VM does with its memory. */
export interface Workload {
  /** The pages it may touch are 0 … pages − 1. */
  readonly pages: number;
  /** The last so many of them are file-backed. */
  readonly filePages: number;
  /** Pages 0 … warmPages − 1 have been touched when the VM boots, at no cost. */
  readonly warmPages: number;
  readonly phases: readonly Phase[];
  /** Begin again after the last phase. */
  readonly repeat: boolean;
  readonly content: Content;
}

/** What pages hold when they have been filled, as shares of the workload's pages; the rest is like no other page. */
export interface Content {
  /** Pages of an image: the same in every VM that names it, page by page. */
  readonly image: { readonly name: string; readonly share: number } | null;
  readonly zeroShare: number;
  /** Pages that change all the time. */
  readonly volatileShare: number;
}

/** A stretch of time in which a VM does one thing. */
export interface Phase {
  /** `null`: to the end of the run. */
  readonly durationNs: number | null;
  /** Computing per reference. */
  readonly thinkNs: number;
  readonly writeShare: number;
  /** The region the pattern works in. */
  readonly firstPage: number;
  readonly pages: number;
  /** The region has so many pages at the start of the phase and all of them at its end; equal to `pages`: it does not grow. */
  readonly growFromPages: number;
  /** Pages the workload frees when the phase begins; `null`: none. */
  readonly free: { readonly firstPage: number; readonly pages: number } | null;
  readonly pattern: Pattern;
}

/** Which page comes next. */
export interface Pattern {
  readonly kind: string;
  readonly parameters: ParameterValues;
  /** For `mix`: its parts and how often each is chosen; empty otherwise. */
  readonly parts: readonly { readonly weight: number; readonly pattern: Pattern }[];
}
