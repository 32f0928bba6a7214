import { defineManager, type Target, type VmView } from "../manager.ts";
import { vmpressure } from "./vmpressure.ts";

const MIB = 1024 * 1024;
const PROJECT = "https://www.linux-kvm.org/page/Projects/auto-ballooning";
const KERNEL = "Linux mm/vmpressure.c";

/** The host's counters at its latest event, and the guests' at the latest tick. */
interface Memory {
  readonly scannedPages: number;
  readonly reclaimedPages: number;
  readonly swapOutBytes: ReadonlyMap<number, number>;
}

/**
 * The automatic ballooning of KVM that was never merged: on an event of the host's vmpressure every VM's balloon grows by a step,
 * and a guest under pressure of its own takes a step back.
 */
export const kvmAuto = defineManager({
  name: "kvm-auto",
  about:
    "Inflates every balloon by a step when the host's kernel reports memory pressure; deflates those of guests that swap.",
  source: `The KVM automatic ballooning project of 2013, never merged, ${PROJECT}`,
  parameters: {
    low: { unit: "bytes", default: MIB, least: 0, about: "Step under low pressure.", source: PROJECT },
    medium: { unit: "bytes", default: 16 * MIB, least: 0, about: "Step under medium pressure.", source: PROJECT },
    critical: {
      unit: "bytes",
      default: 128 * MIB,
      least: 0,
      about: "Step under critical pressure.",
      source: PROJECT,
    },
    mediumAt: {
      unit: "share",
      default: 0.6,
      least: 0,
      most: 1,
      about: "Pressure is medium when reclaim fails on this share of the pages it scans.",
      source: KERNEL,
    },
    criticalAt: {
      unit: "share",
      default: 0.95,
      least: 0,
      most: 1,
      about: "Pressure is critical when reclaim fails on this share of the pages it scans.",
      source: KERNEL,
    },
    window: {
      unit: "count",
      default: 512,
      least: 1,
      about: "Pages scanned per vmpressure event.",
      source: KERNEL,
    },
    giveBack: {
      unit: "bytes",
      default: 16 * MIB,
      least: 0,
      about: "Memory given back to a guest that has swapped in the last period.",
      source: "unpublished",
    },
  },
  defaultPeriodNs: 1e9,
  start: (): Memory => ({ scannedPages: 0, reclaimedPages: 0, swapOutBytes: new Map() }),
  decide({ host, vms }, memory, settings) {
    const pressure = vmpressure(host.scannedPages - memory.scannedPages, host.reclaimedPages - memory.reclaimedPages, {
      medium: settings.mediumAt,
      critical: settings.criticalAt,
      windowPages: settings.window,
    });
    const step = pressure === null ? 0 : settings[pressure];
    const swapOutBytes = new Map<number, number>();
    const targets: Target[] = [];
    for (const vm of vms.filter(({ running, hasDriver }) => running && hasDriver)) {
      const swapped = vm.statistics?.swapOutBytes ?? 0;
      const before = memory.swapOutBytes.get(vm.vm) ?? swapped;
      swapOutBytes.set(vm.vm, swapped);
      const bytes = within(vm, vm.targetBytes - step + (swapped > before ? settings.giveBack : 0));
      if (bytes !== vm.targetBytes) targets.push({ vm: vm.vm, bytes });
    }
    // Pages too few for an event count towards the next one.
    const { scannedPages, reclaimedPages } = pressure === null ? memory : host;
    return { targets, state: { scannedPages, reclaimedPages, swapOutBytes } };
  },
});

function within({ minimumBytes, memoryBytes }: VmView, bytes: number): number {
  return Math.max(minimumBytes, Math.min(memoryBytes, bytes));
}
