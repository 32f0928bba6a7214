import type { Result, VmResult } from "../../simulation/result.ts";
import type { Verdict } from "./verdict.ts";

/** Measures of a run for comparison with other runs. */
export interface Measures extends Verdict {
  /** Σ VM memory ÷ host memory usable for VMs. */
  readonly overcommitRatio: number;
  /** References of all VMs per second of simulated time. */
  readonly throughput: number;
  /** Mean slowdown of the VMs that ran; 1 when none ran. A slowdown is `Infinity` (`null` in JSON) if a VM only waited for memory. */
  readonly meanSlowdown: number;
  /** Largest slowdown of a VM over the run. */
  readonly worstSlowdown: number;
  /** Largest 99th-percentile slowdown of a VM over windows of one second. */
  readonly p99Slowdown: number;
  readonly guestSwapInBytes: number;
  readonly guestSwapOutBytes: number;
  readonly hostSwapInBytes: number;
  readonly hostSwapOutBytes: number;
  /** Workloads killed because their guest was out of memory. */
  readonly guestKills: number;
  /** VMs killed because the host was out of memory. */
  readonly hostKills: number;
  /** Memory inflated and deflated by all balloons. */
  readonly balloonMovedBytes: number;
  /** Least memory the balloons had to move. */
  readonly balloonNetBytes: number;
  /** Memory moved ÷ least to move; `null` when nothing had to move. */
  readonly pingPong: number | null;
  /** Largest sampled host memory in use by VMs. */
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
