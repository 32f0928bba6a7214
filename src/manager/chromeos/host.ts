import type { Parameters } from "../../parameter/parameter.ts";
import type { Snapshot } from "../manager.ts";

const SOURCE = "ChromiumOS platform2, resourced/src/memory.rs";

const KIB = 1024;

/** The margins of a ChromeOS host's memory, and how its available memory is computed. */
export const chromeosHostParameters = {
  criticalMargin: {
    unit: "share",
    default: 0.052,
    least: 0,
    most: 1,
    about: "Pressure is critical below this much available memory, as a share of the host's memory.",
    source: SOURCE,
  },
  swapWeight: {
    unit: "count",
    default: 4,
    least: 0,
    about: "Free swap ÷ this counts as available memory; 0: it does not count.",
    source: "ChromiumOS kernel, /sys/kernel/mm/chromeos-low_mem/ram_vs_swap_weight",
  },
} as const satisfies Parameters;

/** What resourced calls available on the host, in bytes: free above its reserve, and what could still be swapped, by its weight; it counts in KiB. */
export function hostAvailableBytes({ host, vms }: Snapshot, swapWeight: number): number {
  const anonymousBytes = vms.reduce((sum, { backedBytes }) => sum + backedBytes, 0);
  const swappableKib = Math.floor(Math.min(anonymousBytes, host.swapBytes - host.swapUsedBytes) / KIB);
  const freeKib = Math.floor(Math.max(0, host.freeBytes - host.highBytes) / KIB);
  return (freeKib + (swapWeight === 0 ? 0 : Math.floor(swappableKib / swapWeight))) * KIB;
}

/** A share of the host's memory in bytes, as margins are given: whole KiB, of a share in basis points. */
export function marginBytes({ host }: Snapshot, share: number): number {
  const percent = Math.round(share * 1e4) / 100;
  return Math.floor((Math.floor(host.memoryBytes / KIB) * percent) / 100) * KIB;
}

/** Bytes as concierge counts them: signed 64-bit; -1 for what is not reported. */
export function reported(bytes: number | null): bigint {
  return bytes === null ? -1n : BigInt(Math.trunc(bytes));
}
