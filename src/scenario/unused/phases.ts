import { writeDuration } from "../key/duration.ts";
import type { Path, Report } from "../problem.ts";
import type { Vm } from "../scenario.ts";
import type { Group } from "../vm/group.ts";

/**
 * Reports phases that no VM reaches, and workloads that would repeat only after the VM has ended. VMs that boot one after the other
 * often share one workload: it is enough that one of them reaches all of it.
 */
export function reportUnreached(groups: readonly Group[], runNs: number, report: Report): void {
  // A series has no phases of its own, and its points are too many to be compared as text.
  const phased = groups.filter(({ vm }) => vm.workload.series === null);
  const longest = new Map<string, number>();
  for (const { vm } of phased) {
    const workload = JSON.stringify(vm.workload);
    longest.set(workload, Math.max(longest.get(workload) ?? 0, lifeNs(vm, runNs)));
  }
  for (const group of phased) {
    if (lifeNs(group.vm, runNs) > 0)
      reportGroup(group, longest.get(JSON.stringify(group.vm.workload)) ?? 0, runNs, report);
  }
}

function reportGroup({ vm, index }: Group, longestNs: number, runNs: number, report: Report): void {
  const { bootNs, shutdownNs, workload } = vm;
  const path: Path = ["vms", index, "workload"];
  const end =
    shutdownNs !== null && shutdownNs < runNs
      ? `the VM shuts down at ${writeDuration(shutdownNs)}`
      : `the run lasts ${writeDuration(runNs)}`;
  let beginNs = 0;
  for (const [place, { durationNs }] of workload.phases.entries()) {
    if (beginNs >= longestNs) {
      const why = `the phase would begin at ${writeDuration(bootNs + beginNs)}, and ${end}`;
      report([...path, "phases", place], `${why}: shorten the phases before it, or leave it out`);
      // Those after it are not reached for the same reason.
      return;
    }
    beginNs += durationNs ?? Number.POSITIVE_INFINITY;
  }
  if (workload.repeat && beginNs >= longestNs)
    report([...path, "repeat"], `the phases end at ${writeDuration(bootNs + beginNs)}, and ${end}: leave it out`);
}

function lifeNs({ bootNs, shutdownNs }: Vm, runNs: number): number {
  return Math.min(shutdownNs ?? runNs, runNs) - bootNs;
}
