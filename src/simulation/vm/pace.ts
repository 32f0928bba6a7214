import type { VcpuCounters } from "../../engine/machine/counters.ts";
import type { Machine } from "../../engine/machine/machine.ts";

/** Totals of all vCPUs of a VM. */
export interface VcpuTotals {
  readonly references: number;
  readonly thoughtNs: number;
  readonly ranNs: number;
  readonly stallNs: number;
  /** Included in `ranNs` and `stallNs`. */
  readonly blockedNs: number;
}

/** The totals at a moment; references in progress count only up to it. */
export interface Pace extends VcpuTotals {
  /** Time its vCPUs were awake, blocked included. */
  readonly awakeNs: number;
  /** Of it, time they computed. */
  readonly computedNs: number;
  /** Smaller amounts of `awakeNs` and `computedNs` are only the end of a turn. */
  readonly grainNs: number;
  /** Whether the VM is running; a VM that was shut down or killed does not complete references in progress. */
  readonly isUp: boolean;
}

/** The pace at the beginning. */
export const AT_THE_BEGINNING: Pace = {
  references: 0,
  thoughtNs: 0,
  ranNs: 0,
  stallNs: 0,
  blockedNs: 0,
  awakeNs: 0,
  computedNs: 0,
  grainNs: 0,
  isUp: false,
};

/** Adds up a VM's vCPUs; a blocked vCPU counts as blocked until `nowNs`. */
export function vcpuTotals(machine: Machine, index: number, vcpus: number, nowNs: number): VcpuTotals {
  const totals = { references: 0, thoughtNs: 0, ranNs: 0, stallNs: 0, blockedNs: 0 };
  const { blocked } = machine.guestNow(index);
  const first = machine.firstVcpu(index);
  for (let vcpu = first; vcpu < first + vcpus; vcpu++) {
    const work = machine.work(vcpu);
    const blockedNs = work.blockedNs + (blocked ? blockedSince(machine.vcpu(vcpu), nowNs) : 0);
    totals.references += work.references;
    totals.thoughtNs += work.thoughtNs;
    totals.ranNs += work.ranNs + blockedNs;
    totals.stallNs += work.stallNs + blockedNs;
    totals.blockedNs += blockedNs;
  }
  return totals;
}

/** How long a vCPU of a blocked VM could have run by now and has not. */
function blockedSince({ asleep, clockNs }: VcpuCounters, nowNs: number): number {
  return asleep ? 0 : Math.max(0, nowNs - clockNs);
}

/**
 * How far a VM's vCPUs have come at `nowNs`. What a clock is ahead of it is a reference that ends with `thinkNs` of computing, after
 * whatever it waits for; within a `quantum` it may be several that wait for nothing.
 */
export function paceOf(
  machine: Machine,
  index: number,
  vcpus: number,
  nowNs: number,
  { thinkNs, quantumNs }: { readonly thinkNs: number; readonly quantumNs: number },
): Pace {
  const totals = vcpuTotals(machine, index, vcpus, nowNs);
  let awakeNs = totals.ranNs;
  let computedNs = totals.thoughtNs;
  for (let vcpu = 0; vcpu < vcpus; vcpu++) {
    const aheadNs = Math.max(0, machine.clockNs(machine.firstVcpu(index) + vcpu) - nowNs);
    awakeNs -= aheadNs;
    computedNs -= aheadNs > Math.max(thinkNs, quantumNs) ? thinkNs : aheadNs;
  }
  const { references, thoughtNs, ranNs, stallNs, blockedNs } = totals;
  const isUp = machine.status(index) === "running";
  const grainNs = vcpus * quantumNs;
  return { references, thoughtNs, ranNs, stallNs, blockedNs, awakeNs, computedNs, grainNs, isUp };
}

/** A stretch of a VM's time: how much of it there was, and how much of that was computing and waiting for memory. */
interface Stretch {
  readonly tookNs: number;
  readonly thoughtNs: number;
  readonly stallNs: number;
}

/** A smaller computed part is the rest of an earlier reference, and counts as waiting only. */
const REST = 0.01;

/** References count in the stretch in which they began, with all their time; a stretch in which none began shows those in progress. */
function stretch(before: Pace, now: Pace): Stretch {
  const thoughtNs = now.thoughtNs - before.thoughtNs;
  if (thoughtNs > 0) return { tookNs: now.ranNs - before.ranNs, thoughtNs, stallNs: now.stallNs - before.stallNs };
  const tookNs = now.awakeNs - before.awakeNs;
  if (!now.isUp || tookNs <= now.grainNs) return { tookNs: 0, thoughtNs: 0, stallNs: 0 };
  const computedNs = Math.min(tookNs, now.computedNs - before.computedNs);
  const told = computedNs <= Math.max(now.grainNs, REST * tookNs) ? 0 : computedNs;
  return { tookNs, thoughtNs: told, stallNs: tookNs - told };
}

/** Time taken ÷ time computing between two moments; `Infinity`: only waiting, `null`: no vCPU was awake. */
export function slowdownBetween(before: Pace, now: Pace): number | null {
  const { tookNs, thoughtNs } = stretch(before, now);
  return tookNs > 0 ? tookNs / thoughtNs : null;
}

/** Share of the vCPUs' time between two moments spent waiting for memory, 0 … 1; 0 when no vCPU was awake. */
export function stallShareBetween(before: Pace, now: Pace): number {
  const { tookNs, stallNs } = stretch(before, now);
  return tookNs > 0 ? stallNs / tookNs : 0;
}
