import { elementAt } from "../list/element-at.ts";
import { numberArgument } from "../parameter/argument.ts";
import { writeSize } from "../parameter/size.ts";
import { MOST_VMS } from "../scenario/limits.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type Override, withDots } from "../scenario/text/override.ts";
import { StudyError } from "./error.ts";
import type { Ladder } from "./search.ts";

/** A way to raise overcommit: adding VMs or reducing host memory. */
export interface Capacity extends Ladder {
  readonly unit: "VMs" | "bytes";
  /** Number of VMs, or bytes of host memory, at a rung. */
  amount(rung: number): number;
  /** Overrides of the scenario for a rung. */
  overrides(rung: number): readonly Override[];
}

/** Default step of host memory: the scenario's size divided by this. */
const MEMORY_STEPS = 64;

/**
 * The ladder of a path: `vms.count` (all groups, in the scenario's proportions), `vms.NAME.count` or `host.memory`. Throws a
 * {@link StudyError} for any other. `stepBytes`: difference between two sizes of host memory.
 */
export function capacityOf(scenario: Scenario, path: string, stepBytes: number | undefined): Capacity {
  if (stepBytes !== undefined) numberArgument("stepBytes", stepBytes, { least: 1, whole: true });
  if (path === "host.memory") return hostMemory(scenario, stepBytes);
  if (stepBytes !== undefined)
    throw new StudyError(`a step applies only to host.memory, and the search is over ${path}: leave the step out`);
  const groups = [...new Set(scenario.vms.map(({ group }) => group))];
  const counts = groups.map((group) => scenario.vms.filter((vm) => vm.group === group).length);
  if (path === "vms.count") return allVms(counts);
  const [, name] = /^vms\.(.+)\.count$/su.exec(withDots(path)) ?? [];
  const index = /^\d+$/u.test(name ?? "") ? Number(name) : groups.indexOf(name ?? "");
  const count = counts[index];
  if (count !== undefined) return vmsLadder(count, 1, (rung) => [{ path: `vms.${index}.count`, value: String(rung) }]);
  const known = groups.map((group) => `vms.${group}.count`).join(", ");
  throw new StudyError(`${path} cannot be searched: vary host.memory, vms.count or ${known}`);
}

function allVms(counts: readonly number[]): Capacity {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return vmsLadder(total, counts.length, (rung) =>
    apportion(counts, rung).map((count, group) => ({ path: `vms.${group}.count`, value: String(count) })),
  );
}

function vmsLadder(start: number, least: number, overrides: Capacity["overrides"]): Capacity {
  return {
    unit: "VMs",
    start,
    least,
    most: MOST_VMS,
    twice: (rung) => 2 * rung,
    half: (rung) => Math.floor(rung / 2),
    amount: (rung) => rung,
    overrides,
  };
}

/**
 * Distributes `total` VMs in proportion to `counts`, at least one to each group, by D'Hondt's method: no group loses a VM when the total
 * grows, and the scenario's own total gives its own counts.
 */
export function apportion(counts: readonly number[], total: number): readonly number[] {
  const given = counts.map(() => 1);
  for (let left = total - counts.length; left > 0; left--) {
    const claims = counts.map((count, group) => count / (elementAt(given, group, "group") + 1));
    const next = claims.indexOf(Math.max(...claims));
    given[next] = elementAt(given, next, "group") + 1;
  }
  return given;
}

/** Rungs are negative numbers of steps, since less memory is more overcommit. At the lowest rung every VM fits with all its memory. */
function hostMemory({ host, vms, pageBytes }: Scenario, stepBytes: number | undefined): Capacity {
  const memoryBytes = host.memoryPages * pageBytes;
  const step = stepBytes ?? Math.ceil(host.memoryPages / MEMORY_STEPS) * pageBytes;
  if (step % pageBytes !== 0)
    throw new StudyError(`a step of ${writeSize(step)} is not a multiple of the page size, ${writeSize(pageBytes)}`);
  const promised = vms.reduce((sum, vm) => sum + vm.memoryPages, 0);
  // The host's reserve may be a size or a share of its memory; the larger result covers both.
  const kept = host.reservedPages / host.memoryPages;
  const enough = Math.max(promised + host.reservedPages, promised / (1 - kept)) * pageBytes;
  const most = Math.ceil(Math.max(enough, memoryBytes) / step);
  return {
    unit: "bytes",
    start: -Math.max(1, Math.round(memoryBytes / step)),
    least: -most,
    most: -1,
    twice: (rung) => -Math.ceil(-rung / 2),
    half: (rung) => 2 * rung,
    amount: (rung) => -rung * step,
    overrides: (rung) => [{ path: "host.memory", value: writeSize(-rung * step) }],
  };
}
