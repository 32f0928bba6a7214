import type { Machine } from "../../engine/machine.ts";

/** What a VM's vCPUs have done, all together. */
export interface VcpuTotals {
  readonly references: number;
  readonly thoughtNs: number;
  readonly ranNs: number;
  readonly stallNs: number;
  /** Part of the two before it. */
  readonly blockedNs: number;
}

/** The same at a moment, with references that are still under way counted only as far as they have come. */
export interface Pace extends VcpuTotals {
  /** Time its vCPUs were awake, blocked included. */
  readonly awakeNs: number;
  /** Of it, time they computed. */
  readonly computedNs: number;
  /** Less of the two than this is nothing but the end of a turn that was over. */
  readonly grainNs: number;
  /** Whether it is running: who is shut down or killed does not come to the end of what was under way. */
  readonly isUp: boolean;
}

/** Nothing has been done yet. */
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

/** Adds up the vCPUs of a VM; one that is blocked now has been so until `nowNs`. */
export function vcpuTotals(machine: Machine, index: number, vcpus: number, nowNs: number): VcpuTotals {
  const totals = { references: 0, thoughtNs: 0, ranNs: 0, stallNs: 0, blockedNs: 0 };
  const { blocked } = machine.guest(index);
  for (let vcpu = 0; vcpu < vcpus; vcpu++) {
    const counters = machine.vcpu(machine.firstVcpu(index) + vcpu);
    const sinceNs = blocked && !counters.asleep ? Math.max(0, nowNs - counters.clockNs) : 0;
    const blockedNs = counters.blockedNs + sinceNs;
    totals.references += counters.references;
    totals.thoughtNs += counters.thoughtNs;
    totals.ranNs += counters.ranNs + blockedNs;
    totals.stallNs += counters.stallNs + blockedNs;
    totals.blockedNs += blockedNs;
  }
  return totals;
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
  let [awakeNs, computedNs] = [totals.ranNs, totals.thoughtNs];
  for (let vcpu = 0; vcpu < vcpus; vcpu++) {
    const aheadNs = Math.max(0, machine.clockNs(machine.firstVcpu(index) + vcpu) - nowNs);
    awakeNs -= aheadNs;
    computedNs -= aheadNs > Math.max(thinkNs, quantumNs) ? thinkNs : aheadNs;
  }
  return { ...totals, awakeNs, computedNs, grainNs: vcpus * quantumNs, isUp: machine.status(index) === "running" };
}

/** A stretch of a VM's time: how much of it there was, and how much of that was computing and waiting for memory. */
interface Stretch {
  readonly tookNs: number;
  readonly thoughtNs: number;
  readonly stallNs: number;
}

/** A smaller part than this is the rest of a reference before all the waiting, and none of it. */
const REST = 0.01;

/** References count where they began, with all the time they took; a stretch in which none began tells of those under way. */
function stretch(before: Pace, now: Pace): Stretch {
  const thoughtNs = now.thoughtNs - before.thoughtNs;
  if (thoughtNs > 0) return { tookNs: now.ranNs - before.ranNs, thoughtNs, stallNs: now.stallNs - before.stallNs };
  const tookNs = now.awakeNs - before.awakeNs;
  if (!now.isUp || tookNs <= now.grainNs) return { tookNs: 0, thoughtNs: 0, stallNs: 0 };
  const computedNs = Math.min(tookNs, now.computedNs - before.computedNs);
  const told = computedNs <= Math.max(now.grainNs, REST * tookNs) ? 0 : computedNs;
  return { tookNs, thoughtNs: told, stallNs: tookNs - told };
}

/** Time taken ÷ time computing between two moments; `Infinity` when there was only waiting, `null` when nobody was awake. */
export function slowdownBetween(before: Pace, now: Pace): number | null {
  const { tookNs, thoughtNs } = stretch(before, now);
  return tookNs > 0 ? tookNs / thoughtNs : null;
}

/** Share of the vCPUs' time between two moments that they waited for memory, 0 … 1; 0 when nobody was awake. */
export function stallShareBetween(before: Pace, now: Pace): number {
  const { tookNs, stallNs } = stretch(before, now);
  return tookNs > 0 ? stallNs / tookNs : 0;
}
