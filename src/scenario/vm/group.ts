import { MOST_VMS } from "../limits.ts";
import type { Report } from "../problem.ts";
import type { Vm } from "./vm.ts";

/** A VM, how many of it there are (a single one keeps its name), and where it stands in the list. */
export interface Group {
  readonly vm: Vm;
  readonly count: number;
  readonly index: number;
}

/** All the VMs of the groups: `web-1` … `web-8` for a group of eight. Names must be unique. */
export function expandGroups(groups: readonly Group[], report: Report): readonly Vm[] {
  let sum = 0;
  const owners = new Map<string, string>();
  const groupNames = new Set<string>();
  const vms: Vm[] = [];
  for (const { vm, count, index } of groups) {
    sum += count;
    if (sum > MOST_VMS) {
      report(["vms", index, "count"], `${sum} VMs are too many: at most ${MOST_VMS}`);
      break;
    }
    const names = count === 1 ? [vm.name] : Array.from({ length: count }, (_, place) => `${vm.name}-${place + 1}`);
    const taken = groupNames.has(vm.group) ? vm.group : names.find((name) => owners.has(name));
    if (taken !== undefined) {
      const owner = owners.get(taken) ?? taken;
      report(
        ["vms", index, "name"],
        `there is already a VM ${taken}${owner === taken ? "" : `, of the group ${owner}`}: write another name`,
      );
      continue;
    }
    groupNames.add(vm.group);
    for (const name of names) {
      owners.set(name, vm.group);
      vms.push({ ...vm, name });
    }
  }
  return vms;
}
