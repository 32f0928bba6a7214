import type { HostView, SharingOrder, SharingView, Snapshot, VmView } from "../manager.ts";
import type { MomHost, MomSample } from "./balloon.ts";
import type { KsmControls, KsmHost } from "./ksm.ts";

/** The samples that MOM keeps. */
const SAMPLES = 10;

/** What MOM's monitors have collected, oldest first. */
export interface MomHistory {
  readonly memFree: readonly number[];
  /** By VM index; a VM that does not run has none. */
  readonly guests: ReadonlyMap<number, readonly MomSample[]>;
  readonly nextSampleNs: number;
}

/** Nothing collected yet. */
export const NO_HISTORY: MomHistory = { memFree: [], guests: new Map(), nextSampleNs: 0 };

/** Adds a sample of the host and of every running VM, if it is time for one. */
export function monitored(history: MomHistory, { nowNs, host, vms }: Snapshot, intervalNs: number): MomHistory {
  if (nowNs < history.nextSampleNs) return history;
  const running = vms.filter((vm) => vm.running);
  return {
    memFree: lastOf(history.memFree, kb(host.freeBytes)),
    guests: new Map(running.map((vm) => [vm.vm, lastOf(history.guests.get(vm.vm) ?? [], sampleOf(vm))])),
    nextSampleNs: nowNs + intervalNs,
  };
}

/** The host as the balloon rules see it. */
export function momHost({ memFree }: MomHistory, host: HostView): MomHost {
  return { memTotal: kb(host.memoryBytes), memFree };
}

/** The host as the rules of page sharing see it. */
export function ksmHost(
  history: MomHistory,
  snapshot: Snapshot,
  sharing: SharingView,
  mergeAcrossNodes: boolean,
): KsmHost {
  return {
    ...momHost(history, snapshot.host),
    shareable: kb(snapshot.vms.filter((vm) => vm.running).reduce((sum, vm) => sum + vm.memoryBytes, 0)),
    pagesToScan: sharing.pagesToScan,
    pagesShared: sharing.sharedPages,
    mergeAcrossNodes,
  };
}

/** What is written to the kernel: whole pages and milliseconds. */
export function sharingOrder({ run, pagesToScan, sleepMs }: KsmControls, sharing: SharingView): SharingOrder {
  return {
    running: run === 1,
    unmerge: run === 2,
    pagesToScan: Math.trunc(pagesToScan ?? sharing.pagesToScan),
    sleepNs: sleepMs === null ? sharing.sleepNs : Math.trunc(sleepMs) * 1e6,
  };
}

/** Targets in bytes of the guests for which the rules set a size in kB. */
export function momTargets(guests: readonly VmView[], controls: readonly (number | null)[]) {
  return guests.flatMap(({ vm, minimumBytes, memoryBytes, hasDriver }, index) => {
    const control = controls[index] ?? null;
    if (control === null || !hasDriver) return [];
    return [{ vm, bytes: Math.max(minimumBytes, Math.min(memoryBytes, Math.trunc(control) * 1024)) }];
  });
}

function sampleOf({ actualBytes, minimumBytes, memoryBytes, hasDriver, statistics }: VmView): MomSample {
  const freeBytes = hasDriver ? (statistics?.freeBytes ?? null) : null;
  return {
    balloonCur: kb(actualBytes),
    balloonMin: kb(minimumBytes),
    balloonMax: kb(memoryBytes),
    memUnused: freeBytes === null ? null : kb(freeBytes),
  };
}

function lastOf<T>(samples: readonly T[], sample: T): readonly T[] {
  return [...samples, sample].slice(-SAMPLES);
}

function kb(bytes: number): number {
  return Math.floor(bytes / 1024);
}
