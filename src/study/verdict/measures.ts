import type { Result, VmResult } from "../../simulation/result.ts";
import type { Verdict } from "./verdict.ts";

/** What a run comes down to, beside other runs. */
export interface Measures extends Verdict {
  /** Σ VM memory ÷ host memory usable for VMs. */
  readonly overcommitRatio: number;
  /** References of all VMs per second of simulated time. */
  readonly throughput: number;
  /** Mean of the VMs' slowdowns over the run, of those that ran; 1 when none did. Slowdowns are `Infinity` (`null` in JSON) where a VM only waited for memory. */
  readonly meanSlowdown: number;
  /** The largest slowdown of a VM over the run. */
  readonly worstSlowdown: number;
  /** The largest 99th percentile of a VM's slowdown over windows of one second. */
  readonly p99Slowdown: number;
  readonly guestSwapInBytes: number;
  readonly guestSwapOutBytes: number;
  readonly hostSwapInBytes: number;
  readonly hostSwapOutBytes: number;
  /** Workloads that were killed because their guest was out of memory. */
  readonly guestKills: number;
  /** VMs that the host killed because it was out of memory. */
  readonly hostKills: number;
  /** Inflated and deflated, all balloons together. */
  readonly balloonMovedBytes: number;
  /** What they had to move at least. */
  readonly balloonNetBytes: number;
  /** Moved ÷ had to move; `null` when nothing had to. */
  readonly pingPong: number | null;
  /** The most host memory in use by VMs at once, as sampled. */
  readonly hostPeakBytes: number;
  /** Host memory usable for VMs. */
  readonly hostBytes: number;
}

/** The measures of a run. */
export function measuresOf({ scenario, simulatedNs, host, vms, events }: Result, verdict: Verdict): Measures {
  const { pageBytes } = scenario;
  const total = (of: (vm: VmResult) => number) => vms.reduce((sum, vm) => sum + of(vm), 0);
  const worked = vms.filter(({ runNs }) => runNs > 0);
  const slowdowns = worked.map(({ slowdown }) => slowdown);
  const moved = total(({ inflatedPages, deflatedPages }) => inflatedPages + deflatedPages);
  const net = total(({ netBalloonPages }) => netBalloonPages);
  return {
    ...verdict,
    overcommitRatio: host.overcommitRatio,
    throughput: simulatedNs > 0 ? total(({ references }) => references) / (simulatedNs / 1e9) : 0,
    meanSlowdown: slowdowns.length > 0 ? slowdowns.reduce((sum, one) => sum + one, 0) / slowdowns.length : 1,
    worstSlowdown: largest(slowdowns),
    p99Slowdown: largest(worked.map(({ p99Slowdown }) => p99Slowdown)),
    guestSwapInBytes: total(({ swapInPages }) => swapInPages) * pageBytes,
    guestSwapOutBytes: total(({ swapOutPages }) => swapOutPages) * pageBytes,
    hostSwapInBytes: host.swapInPages * pageBytes,
    hostSwapOutBytes: host.swapOutPages * pageBytes,
    guestKills: events.filter(({ kind }) => kind === "guest-out-of-memory").length,
    hostKills: events.filter(({ kind }) => kind === "host-out-of-memory").length,
    balloonMovedBytes: moved * pageBytes,
    balloonNetBytes: net * pageBytes,
    pingPong: net > 0 ? moved / net : null,
    hostPeakBytes: (host.frames - host.leastFreePages) * pageBytes,
    hostBytes: host.frames * pageBytes,
  };
}

function largest(slowdowns: readonly number[]): number {
  return slowdowns.reduce((most, one) => Math.max(most, one), 1);
}
