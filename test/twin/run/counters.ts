import {
  noCompressionCountersTotals,
  noGuestCountersTotals,
  noHostCountersTotals,
} from "../../../src/engine/machine/machine.generated.ts";

type Counting<T> = { -readonly [name in keyof T]: number };

/** A VM's totals: the engine's counters by name, and what a result derives from them. */
export function newVmCounters() {
  const counted: Counting<typeof noGuestCountersTotals> = { ...noGuestCountersTotals };
  return {
    references: 0,
    runNs: 0,
    stallNs: 0,
    blockedNs: 0,
    pressedNs: 0,
    allocStalls: 0,
    directScannedPages: 0,
    directReclaimedPages: 0,
    ...counted,
  };
}

export type VmCounters = ReturnType<typeof newVmCounters>;

/** The host's totals. */
export function newHostCounters() {
  const counted: Counting<typeof noHostCountersTotals> = { ...noHostCountersTotals };
  const compressed: Counting<typeof noCompressionCountersTotals> = { ...noCompressionCountersTotals };
  return { ...counted, ...compressed, kills: 0 };
}

export type HostCounters = ReturnType<typeof newHostCounters>;
