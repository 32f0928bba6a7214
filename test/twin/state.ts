import { DelayKind } from "../../src/engine/machine/machine.generated.ts";
import type { TwinDevice } from "./device/device.ts";
import type { FrameState, PageState, TwinGuest, VmState } from "./guest/guest.ts";
import type { TwinSharing } from "./host/sharing.ts";
import type { TwinMachine } from "./machine.ts";
import type { HostCounters, VmCounters } from "./run/counters.ts";

/** The comparable state of the machine, as plain data. */
export interface TwinState {
  readonly nowNs: number;
  readonly host: HostState;
  readonly devices: readonly DeviceState[];
  readonly vms: readonly GuestState[];
}

/** Owner of a host frame or host slot; `null`: free. */
export type OwnedBy = { readonly vm: number; readonly frame: number } | null;

export interface HostState extends HostCounters {
  readonly freePages: number;
  readonly swapUsedPages: number;
  /** `null`: asleep. */
  readonly kswapdClockNs: number | null;
  readonly sharing: SharingState | null;
  readonly pool: { readonly poolPages: number; readonly pages: number; readonly bytes: number } | null;
  readonly frames: readonly OwnedBy[];
  readonly slots: readonly OwnedBy[];
}

export interface SharingState {
  readonly clockNs: number | null;
  readonly running: boolean;
  readonly pagesToScan: number;
  readonly sleepNs: number;
  readonly sharedPages: number;
  readonly sharingPages: number;
  readonly sharingVolatilePages: number;
  readonly sharingUnsharedPages: number;
  readonly sharingZeroPages: number;
  readonly sharingSkippedPages: number;
  readonly sharingScannedPages: number;
  readonly sharingFullScans: number;
  readonly sharingMerges: number;
  readonly sharingBreaks: number;
}

export interface DeviceState {
  readonly reads: number;
  readonly writes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Channel time used. */
  readonly busyNs: number;
  readonly channelFreeNs: readonly number[];
  /** End position of the last request; `null`: none so far. */
  readonly nextPosition: number | null;
  /** End times of those of the last `writeQueue` writes that are not finished, in order of submission. */
  readonly writesUnderWayNs: readonly number[];
}

/** A guest frame as the host sees it. */
export type BackingState =
  | { readonly kind: "unbacked" }
  | { readonly kind: "zero" }
  | { readonly kind: "backed"; readonly hostFrame: number; readonly accessed: boolean }
  | { readonly kind: "swapped"; readonly slot: number };

export interface GuestState extends VmCounters {
  readonly state: VmState;
  readonly freePages: number;
  readonly mappedPages: number;
  readonly balloonPages: number;
  readonly targetPages: number;
  /** `null`: asleep, or there is no driver. */
  readonly driverClockNs: number | null;
  readonly kswapdClockNs: number | null;
  readonly reportingClockNs: number | null;
  readonly backedPages: number;
  readonly swapUsedPages: number;
  readonly zramPages: number;
  readonly zramBytes: number;
  readonly hostSwapUsedPages: number;
  readonly blocked: boolean;
  /** In the order of `DelayKind`. */
  readonly delays: readonly number[];
  readonly sampledPages: number;
  readonly touchedPages: number;
  readonly vcpus: readonly { readonly clockNs: number; readonly asleep: boolean; readonly references: number }[];
  readonly pages: readonly PageState[];
  readonly frames: readonly FrameState[];
  readonly ept: readonly BackingState[];
}

/** Copies the machine's state. */
export function stateOf({ nowNs, host, devices, guests }: TwinMachine): TwinState {
  const owned = (owner: { guest: TwinGuest; number: number } | null): OwnedBy =>
    owner && { vm: owner.guest.index, frame: owner.number };
  return {
    nowNs,
    host: {
      ...host.counters,
      freePages: host.freeCount,
      swapUsedPages: host.slots.usedCount,
      kswapdClockNs: host.kswapd.clockNs,
      pool: host.pool && { poolPages: host.pool.frames.size, pages: host.pool.pages.size, bytes: host.pool.totalBytes },
      sharing: host.sharing && sharingState(host.sharing, host.zeroCount),
      frames: host.frames.map(owned),
      slots: host.slots.owners.map(owned),
    },
    devices: devices.map((device) => deviceState(device, nowNs, host.pageBytes)),
    vms: guests.map(guestState),
  };
}

function sharingState(sharing: TwinSharing, zeroPages: number): SharingState {
  const { clockNs, running, pagesToScan, sleepNs } = sharing;
  const { sharedPages, sharingPages, scannedPages, fullScans, merges, breaks } = sharing;
  return {
    clockNs,
    running,
    pagesToScan,
    sleepNs,
    sharedPages,
    sharingPages,
    sharingVolatilePages: sharing.counted("volatile"),
    sharingUnsharedPages: sharing.counted("unshared"),
    sharingZeroPages: zeroPages,
    sharingSkippedPages: sharing.skippedPages,
    sharingScannedPages: scannedPages,
    sharingFullScans: fullScans,
    sharingMerges: merges,
    sharingBreaks: breaks,
  };
}

function deviceState(device: TwinDevice, nowNs: number, pageBytes: number): DeviceState {
  const { reads, writes, busyNs, nextPosition } = device;
  return {
    reads,
    writes,
    readBytes: device.readPages * pageBytes,
    writtenBytes: device.writtenPages * pageBytes,
    busyNs,
    channelFreeNs: [...device.channelFreeNs],
    nextPosition,
    writesUnderWayNs: device.writeEndsNs.slice(-device.device.writeQueue).filter((endNs) => endNs > nowNs),
  };
}

function guestState(guest: TwinGuest): GuestState {
  return {
    ...guest.counters,
    state: guest.state,
    freePages: guest.freeCount,
    mappedPages: guest.mappedCount,
    balloonPages: guest.pinnedCount,
    targetPages: guest.driver?.targetPages ?? 0,
    driverClockNs: guest.driver?.clockNs ?? null,
    kswapdClockNs: guest.kswapd.clockNs,
    reportingClockNs: guest.reporting?.clockNs ?? null,
    backedPages: guest.backedCount,
    swapUsedPages: guest.slots.usedCount,
    zramPages: guest.zram?.frames.length ?? 0,
    zramBytes: guest.zram?.totalBytes ?? 0,
    hostSwapUsedPages: guest.hostView.filter(({ ept }) => ept.kind === "swapped").length,
    blocked: guest.blocked,
    delays: DelayKind.map((kind) => guest.delays.get(kind) ?? 0),
    sampledPages: guest.sampledPages,
    touchedPages: guest.sampledPages - guest.untouched.size,
    vcpus: guest.vcpus.map(({ clockNs, asleep, referencesMade }) => ({ clockNs, asleep, references: referencesMade })),
    pages: guest.pages.map((page) => ({ ...page })),
    frames: guest.frames.map((frame) => ({ ...frame })),
    ept: guest.hostView.map(({ ept }) => ({ ...ept })),
  };
}
