import type { Parameters, ValuesOf } from "../parameter/parameter.ts";
import { defineManager, type GuestStatistics, type Target, type VmView } from "./manager.ts";

const SOURCE = "mvysny/virtui, lib/virt/ballooning_vm.rb";

/** Sizes and percents are whole numbers, as in the original: shares are parts of this. */
const SCALE = 10_000;

const parameters = {
  growAt: {
    unit: "share",
    default: 0.65,
    least: 0,
    most: 1,
    about: "A VM that uses at least this share of its memory grows.",
    source: SOURCE,
  },
  growBy: {
    unit: "share",
    default: 0.3,
    least: 0,
    most: 1,
    about: "Growth, as a share of the VM's size.",
    source: SOURCE,
  },
  shrinkAt: {
    unit: "share",
    default: 0.55,
    least: 0,
    most: 1,
    about: "A VM that uses at most this share of its memory shrinks.",
    source: SOURCE,
  },
  shrinkBy: {
    unit: "share",
    default: 0.1,
    least: 0,
    most: 1,
    about: "Shrinkage, as a share of the VM's size.",
    source: SOURCE,
  },
  backOff: {
    unit: "ns",
    default: 10e9,
    least: 0,
    about: "Time after a resize in which a VM is not shrunk.",
    source: SOURCE,
  },
  bootBackOff: {
    unit: "ns",
    default: 20e9,
    least: 0,
    about: "Time after its boot in which a VM is not shrunk.",
    source: SOURCE,
  },
  stale: {
    unit: "ns",
    default: 12e9,
    least: 0,
    about: "Statistics of this age or older are ignored.",
    source: "mvysny/virtui, lib/virt/cache.rb",
  },
} as const satisfies Parameters;

type Settings = ValuesOf<typeof parameters>;

/** What is remembered of a VM. */
interface Watched {
  /** It is not shrunk before this. */
  readonly backOffUntilNs: number;
  /** When the statistics were measured that it was last resized by. */
  readonly actedOnNs: number | null;
}

type Memory = ReadonlyMap<number, Watched>;

/**
 * A controller as administrators write it: a VM grows above one share of its memory in use, and shrinks below another. Each VM is
 * treated by itself, and the host is ignored.
 */
export const threshold = defineManager({
  name: "threshold",
  about: "Grows VMs that use at least 65 % of their memory and shrinks those that use at most 55 %; ignores the host.",
  source: "virtui, https://github.com/mvysny/virtui",
  parameters,
  defaultPeriodNs: 2e9,
  start: (): Memory => new Map(),
  decide({ nowNs, vms }, memory, settings) {
    const state = new Map<number, Watched>();
    const targets: Target[] = [];
    for (const vm of vms) {
      const watched = memory.get(vm.vm) ?? resting(null, nowNs, settings);
      if (!vm.running) {
        state.set(vm.vm, resting(watched, nowNs, settings));
        continue;
      }
      const bytes = sizeOf(vm, watched, nowNs, settings);
      state.set(vm.vm, bytes === null ? watched : afterResize(vm, watched, nowNs, settings));
      if (bytes !== null) targets.push({ vm: vm.vm, bytes });
    }
    return { targets, state };
  },
});

/** A VM that does not run, or is seen for the first time and may just have started. */
function resting(watched: Watched | null, nowNs: number, settings: Settings): Watched {
  const untilNs = nowNs + settings.bootBackOff;
  return { backOffUntilNs: Math.max(watched?.backOffUntilNs ?? 0, untilNs), actedOnNs: null };
}

/** The new size; `null`: no change. */
function sizeOf(vm: VmView, watched: Watched, nowNs: number, settings: Settings): number | null {
  const { hasDriver, statistics, actualBytes, minimumBytes, memoryBytes } = vm;
  const used = statistics === null || !hasDriver ? null : usedPercent(statistics);
  if (statistics === null || used === null || statistics.ageNs >= settings.stale) return null;
  if (watched.actedOnNs === nowNs - statistics.ageNs) return null;
  const change = changeOf(used, nowNs < watched.backOffUntilNs, settings);
  const wanted = Math.floor((actualBytes * (SCALE + change)) / SCALE);
  const bytes = Math.max(minimumBytes, Math.min(memoryBytes, wanted));
  return change === 0 || bytes === actualBytes ? null : bytes;
}

/** By how much the size changes, in parts of SCALE. */
function changeOf(used: number, backsOff: boolean, { growAt, growBy, shrinkAt, shrinkBy }: Settings): number {
  const scaled = (share: number) => Math.round(share * SCALE);
  if (used * (SCALE / 100) >= scaled(growAt)) return scaled(growBy);
  if (used * (SCALE / 100) <= scaled(shrinkAt) && !backsOff) return -scaled(shrinkBy);
  return 0;
}

/** Memory in use without caches, as the guest reports it, in whole percent rounded down; `null`: a statistic is missing. */
function usedPercent({ totalBytes, freeBytes, availableBytes, cachesBytes }: GuestStatistics): number | null {
  if (totalBytes === null || freeBytes === null || availableBytes === null || cachesBytes === null) return null;
  if (totalBytes === 0) return 0;
  return Math.max(0, Math.min(100, Math.floor(((totalBytes - availableBytes) * 100) / totalBytes)));
}

function afterResize({ statistics }: VmView, watched: Watched, nowNs: number, settings: Settings): Watched {
  return {
    backOffUntilNs: Math.max(watched.backOffUntilNs, nowNs + settings.backOff),
    actedOnNs: nowNs - (statistics?.ageNs ?? 0),
  };
}
