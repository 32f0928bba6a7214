import type { Result, VmResult } from "../../simulation/result.ts";
import { mainReason, type SlowVms, whyContext, whySlow } from "../../simulation/why.ts";
import { escapeControls } from "../../words/width.ts";
import { nameList } from "./headline.ts";

/** Lines about reasons that a report has at most. */
const MOST_LINES = 8;

/** More VMs than this are named by the first and the last. */
const MOST_NAMES = 3;

/**
 * Why VMs were slow, a line for all of one group with the same cause, the slowest first. Where that makes too many lines VMs of all groups with the same
 * cause share one, and what is left is counted. Safe to print.
 */
export function reasonLines(result: Result): string[] {
  const slow = result.vms.filter(({ reasons }) => reasons.length > 0);
  const byGroup = gathered(slow, (vm) => `${mainReason(vm.reasons)?.cause} ${vm.group}`);
  const groups = byGroup.length <= MOST_LINES ? byGroup : gathered(slow, (vm) => mainReason(vm.reasons)?.cause ?? "");
  const shown = groups.length <= MOST_LINES ? groups : groups.slice(0, MOST_LINES - 1);
  const left = groups.slice(shown.length).reduce((sum, vms) => sum + vms.length, 0);
  const lines = shown.map((vms) => escapeControls(whySlow(slowVms(vms, result), whyContext(result.scenario))));
  return left === 0 ? lines : [...lines, `${left} more VMs were slow for other reasons: --json names them.`];
}

/** VMs with the same key together, the group with the slowest VM first. */
function gathered(vms: readonly VmResult[], key: (vm: VmResult) => string): VmResult[][] {
  const groups = new Map<string, VmResult[]>();
  for (const vm of vms) groups.set(key(vm), [...(groups.get(key(vm)) ?? []), vm]);
  const worst = (group: readonly VmResult[]) => Math.max(...group.map(({ slowdown }) => slowdown));
  return [...groups.values()].sort((one, other) => worst(other) - worst(one));
}

function slowVms(vms: readonly VmResult[], { vms: all }: Result): SlowVms {
  return { names: namesOf(vms, all), vms };
}

/** `a`, `a and b`, `a, b and c`. */
function enumerated(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** `web-1 … web-12 (12 VMs)` where all that lie between are meant, otherwise the first names. */
function namesOf(vms: readonly VmResult[], all: readonly VmResult[]): string {
  const [first, last] = [vms[0], vms.at(-1)];
  if (first === undefined || last === undefined) return "";
  const between = all.indexOf(last) - all.indexOf(first) + 1 === vms.length;
  if (vms.length > MOST_NAMES && between && vms.every(({ group }) => group === first.group))
    return `${first.name} … ${last.name} (${vms.length} VMs)`;
  const names = vms.map(({ name }) => name);
  return names.length <= MOST_NAMES ? enumerated(names) : nameList(names);
}
