import type { ParameterValues } from "../parameter/parameter.ts";
import type { GuestStatistics, Manager, Target, VmView } from "./manager.ts";
import { numberSetting } from "./setting.ts";

const SOURCE = "mvysny/virtui, lib/virt/ballooning_vm.rb";

/** What is remembered of a running VM. */
interface Watched {
  /** It is not shrunk before this. */
  readonly backOffUntilNs: number;
  /** When the statistics were measured that it was last resized by. */
  readonly actedOnNs: number | null;
}

type Memory = ReadonlyMap<number, Watched>;

/**
 * The controller that people write for themselves: a VM that uses more than one share of its memory grows, one that uses less
 * than another shrinks. Each VM is looked at by itself; the host is not looked at.
 */
export const threshold: Manager<Memory> = {
  name: "threshold",
  about:
    "Grows a VM that uses more than 65 % of its memory and shrinks one that uses less than 55 %; never looks at the host.",
  source: "virtui, https://github.com/mvysny/virtui",
  parameters: {
    growAt: {
      unit: "share",
      default: 0.65,
      least: 0,
      most: 1,
      about: "The share of its memory from which on a VM grows.",
      source: SOURCE,
    },
    growBy: {
      unit: "share",
      default: 0.3,
      least: 0,
      most: 1,
      about: "By how much of its size it grows.",
      source: SOURCE,
    },
    shrinkAt: {
      unit: "share",
      default: 0.55,
      least: 0,
      most: 1,
      about: "The share of its memory down from which a VM shrinks.",
      source: SOURCE,
    },
    shrinkBy: {
      unit: "share",
      default: 0.1,
      least: 0,
      most: 1,
      about: "By how much of its size it shrinks.",
      source: SOURCE,
    },
    backOff: {
      unit: "ns",
      default: 10e9,
      least: 0,
      about: "A VM that was resized is not shrunk for so long.",
      source: SOURCE,
    },
    bootBackOff: {
      unit: "ns",
      default: 20e9,
      least: 0,
      about: "A VM that has booted is not shrunk for so long.",
      source: SOURCE,
    },
    stale: {
      unit: "ns",
      default: 12e9,
      least: 0,
      about: "Statistics older than this are not acted on.",
      source: "mvysny/virtui",
    },
  },
  defaultPeriodNs: 2e9,
  start: () => new Map(),
  decide({ nowNs, vms }, memory, parameters) {
    const state = new Map<number, Watched>();
    const targets: Target[] = [];
    for (const vm of vms.filter(({ running, hasDriver }) => running && hasDriver)) {
      const bootBackOff = { backOffUntilNs: nowNs + numberSetting(parameters, "bootBackOff"), actedOnNs: null };
      const watched = memory.get(vm.vm) ?? bootBackOff;
      const bytes = sizeOf(vm, watched, nowNs, parameters);
      state.set(vm.vm, bytes === null ? watched : afterResize(vm, watched, nowNs, parameters));
      if (bytes !== null) targets.push({ vm: vm.vm, bytes });
    }
    return { targets, state };
  },
};

/** The new size; `null`: nothing is to be done. */
function sizeOf(vm: VmView, watched: Watched, nowNs: number, parameters: ParameterValues): number | null {
  const { statistics, actualBytes, minimumBytes, memoryBytes } = vm;
  const used = statistics === null ? null : usedShare(statistics);
  if (statistics === null || used === null || statistics.ageNs > numberSetting(parameters, "stale")) return null;
  if (watched.actedOnNs === nowNs - statistics.ageNs) return null;
  const change = changeOf(used, nowNs < watched.backOffUntilNs, parameters);
  const bytes = Math.max(minimumBytes, Math.min(memoryBytes, Math.floor(actualBytes * (1 + change))));
  return change === 0 || bytes === actualBytes ? null : bytes;
}

function changeOf(used: number, backsOff: boolean, parameters: ParameterValues): number {
  if (used >= numberSetting(parameters, "growAt")) return numberSetting(parameters, "growBy");
  if (used <= numberSetting(parameters, "shrinkAt") && !backsOff) return -numberSetting(parameters, "shrinkBy");
  return 0;
}

/** What the guest says it uses of what it says it has, caches not counted. */
function usedShare({ totalBytes, availableBytes }: GuestStatistics): number | null {
  return totalBytes === null || availableBytes === null || totalBytes === 0 ? null : 1 - availableBytes / totalBytes;
}

function afterResize({ statistics }: VmView, watched: Watched, nowNs: number, parameters: ParameterValues): Watched {
  return {
    backOffUntilNs: Math.max(watched.backOffUntilNs, nowNs + numberSetting(parameters, "backOff")),
    actedOnNs: nowNs - (statistics?.ageNs ?? 0),
  };
}
