import { devicesInUse, type Override, type Scenario } from "ballonet";
import { type HostSettings, works } from "./settings.ts";

/** A value that replaces one of the scenario's: its path of keys (a VM by its name), and the value as a scenario file writes it. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The overrides that the settings make, in the order in which they apply. */
export function overridesOf(settings: HostSettings, base: Scenario, manager: string | null): Setting[] {
  const { hostMemoryMiB, vmCount, disk, seed } = settings;
  const groups = groupsOf(base);
  const work = settings.work === null ? undefined : works[settings.work];
  const counts = vmCount === null ? [] : [...splitCount(vmCount, groups)];
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

/** Selects a memory manager with default parameters. */
export function managerSetting(manager: string): Setting {
  return { path: ["manager"], value: manager };
}

/** Converts a setting to the form of the command line's `--set`. */
export function asOverride({ path, value }: Setting): Override {
  return { path: path.join("."), value: typeof value === "string" ? value : JSON.stringify(value) };
}

/** Returns a scenario's plain data with the settings applied. */
export function withSettings(written: unknown, settings: readonly Setting[]): unknown {
  return settings.reduce((data, { path, value }) => put(data, path, value), written);
}

function put(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(node))
    return node.map((item) => (isObject(item) && item.name === key ? put(item, rest, value) : item));
  const object = isObject(node) ? node : {};
  return { ...object, [key]: put(object[key], rest, value) };
}

function isObject(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}

/** The number of VMs in each group of a scenario. */
export function groupsOf({ vms }: Scenario): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (const { group } of vms) groups.set(group, (groups.get(group) ?? 0) + 1);
  return groups;
}

/** Distributes `total` VMs over the groups in proportion to their sizes, at least one to each, by the largest-remainder method. */
export function splitCount(total: number, groups: ReadonlyMap<string, number>): Map<string, number> {
  const all = [...groups.values()].reduce((sum, count) => sum + count, 0);
  const shares = [...groups].map(([name, count]) => {
    const exact = (total * count) / all;
    return { name, whole: Math.max(1, Math.floor(exact)), remainder: exact % 1 };
  });
  const counts = new Map(shares.map(({ name, whole }) => [name, whole]));
  let left = total - shares.reduce((sum, { whole }) => sum + whole, 0);
  for (const { name, whole } of shares.toSorted((a, b) => b.remainder - a.remainder)) {
    if (left <= 0) break;
    counts.set(name, whole + 1);
    left--;
  }
  return counts;
}
