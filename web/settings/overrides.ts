import { devicesInUse, type Override, type Scenario } from "ballonet";
import { type HostSettings, works } from "./settings.ts";

/** A value that is set over a scenario: where, key by key (a VM by its name), and what, in the form a person writes. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What the settings put over a scenario, in the order in which it is set. */
export function settingsOver(settings: HostSettings, base: Scenario, manager: string | null): Setting[] {
  const { hostMemoryMiB, vmCount, disk, seed } = settings;
  const groups = groupsOf(base);
  const work = settings.work === null ? undefined : works[settings.work];
  const counts = vmCount === null ? [] : [...shared(vmCount, groups)];
  return [
    ...(hostMemoryMiB === null ? [] : [{ path: ["host", "memory"], value: `${hostMemoryMiB}MiB` }]),
    ...counts.map(([name, count]) => ({ path: ["vms", name, "count"], value: count })),
    // Before the work: without files it may leave nothing on a disk.
    ...(disk === null ? [] : devicesInUse(base).map((name) => ({ path: ["devices", name], value: disk }))),
    ...(work === undefined ? [] : [...groups.keys()].map((name) => ({ path: ["vms", name, "workload"], value: work }))),
    ...(manager === null ? [] : [managerSetting(manager)]),
    ...(seed === null ? [] : [{ path: ["seed"], value: seed }]),
  ];
}

/** Another memory manager, with its defaults. */
export function managerSetting(manager: string): Setting {
  return { path: ["manager"], value: manager };
}

/** A setting as the command line has it. */
export function asOverride({ path, value }: Setting): Override {
  return { path: path.join("."), value: typeof value === "string" ? value : JSON.stringify(value) };
}

/** Plain data with settings over it. */
export function withSettings(written: unknown, settings: readonly Setting[]): unknown {
  return settings.reduce((data, { path, value }) => put(data, path, value), written);
}

function put(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(node))
    return node.map((item) => (isGroup(item) && item.name === key ? put(item, rest, value) : item));
  const group = isGroup(node) ? node : {};
  return { ...group, [key]: put(group[key], rest, value) };
}

function isGroup(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === "object" && node !== null && !Array.isArray(node);
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
