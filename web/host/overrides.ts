import type { Override, Scenario } from "ballonet";
import { type HostSettings, works } from "./settings.ts";

/** What the settings put over a scenario, in the order in which it is set. */
export function overridesOf(settings: HostSettings, base: Scenario, manager: string | null): Override[] {
  const { hostMemoryMiB, vmCount, work, disk, seed } = settings;
  const groups = groupsOf(base);
  const overrides: Override[] = [];
  const set = (path: string, value: string) => overrides.push({ path, value });
  if (hostMemoryMiB !== null) set("host.memory", `${hostMemoryMiB}MiB`);
  if (vmCount !== null) {
    for (const [name, count] of shared(vmCount, groups)) set(`vms.${name}.count`, String(count));
  }
  const text = work === null ? undefined : works[work];
  if (text !== undefined) for (const [name] of groups) set(`vms.${name}.workload`, text);
  if (disk !== null) for (const { name } of base.devices) set(`devices.${name}`, disk);
  if (manager !== null) set("manager", manager);
  if (seed !== null) set("seed", String(seed));
  return overrides;
}

/** The groups of a scenario's VMs and how many there are of each. */
export function groupsOf({ vms }: Scenario): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (const { group } of vms) groups.set(group, (groups.get(group) ?? 0) + 1);
  return groups;
}

/** So many VMs in the proportions of the groups, one of each at least: whole shares first, then the largest remainders. */
export function shared(total: number, groups: ReadonlyMap<string, number>): Map<string, number> {
  const all = [...groups.values()].reduce((sum, count) => sum + count, 0);
  const wish = [...groups].map(([name, count]) => ({ name, exact: (total * count) / all }));
  const counts = new Map(wish.map(({ name, exact }) => [name, Math.max(1, Math.floor(exact))]));
  const given = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const { name } of wish.toSorted((a, b) => (b.exact % 1) - (a.exact % 1))) {
    if (given() < total) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
