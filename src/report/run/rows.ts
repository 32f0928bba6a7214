import { elementAt } from "../../list/element-at.ts";
import type { Result, SimulationEvent, VmResult, VmSeries } from "../../simulation/result.ts";
import { escapeControls } from "../../words/width.ts";

/** One VM of a result with all that belongs to it. */
export interface ReportedVm {
  readonly vm: VmResult;
  readonly series: VmSeries;
  /** Simulated time between its boot and its end, in nanoseconds. */
  readonly lifeNs: number;
}

/** What one row of the report stands for: a VM, or all VMs of a group. */
export interface ReportRow {
  /** `web-3`, or `web ×8` for a group; safe to print. */
  readonly label: string;
  readonly members: readonly ReportedVm[];
}

/** More VMs than this and those of one group share a row. */
const MOST_ROWS = 16;

/** The rows of a report, in the order of the scenario's VMs. */
export function reportRows(result: Result): ReportRow[] {
  const vms = result.vms.map(
    (vm, i): ReportedVm => ({ vm, series: elementAt(result.series.vms, i, "VM"), lifeNs: lifeNs(result, i) }),
  );
  if (vms.length <= MOST_ROWS) return vms.map((vm) => ({ label: escapeControls(vm.vm.name), members: [vm] }));
  const groups = new Map<string, ReportedVm[]>();
  for (const vm of vms) groups.set(vm.vm.group, [...(groups.get(vm.vm.group) ?? []), vm]);
  return [...groups].map(([group, members]) => {
    const label = members.length > 1 ? `${group} ×${members.length}` : (members[0]?.vm.name ?? group);
    return { label: escapeControls(label), members };
  });
}

/** The mean of something over the VMs of a row. */
export function meanOf(row: ReportRow, value: (vm: ReportedVm) => number): number {
  return row.members.reduce((sum, vm) => sum + value(vm), 0) / row.members.length;
}

/** The largest of something over the VMs of a row. */
export function largestOf(row: ReportRow, value: (vm: ReportedVm) => number): number {
  return row.members.reduce((most, vm) => Math.max(most, value(vm)), Number.NEGATIVE_INFINITY);
}

const ENDINGS: ReadonlySet<SimulationEvent["kind"]> = new Set([
  "shutdown",
  "workload-finished",
  "guest-out-of-memory",
  "host-out-of-memory",
]);

function lifeNs(result: Result, index: number): number {
  const { bootNs } = elementAt(result.scenario.vms, index, "VM");
  const runs = elementAt(result.vms, index, "VM").state === "running";
  const ending = runs ? undefined : result.events.findLast(({ vm, kind }) => vm === index && ENDINGS.has(kind));
  return Math.max(0, (ending?.timeNs ?? result.simulatedNs) - bootNs);
}
