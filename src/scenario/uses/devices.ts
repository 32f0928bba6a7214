import type { Scenario } from "../scenario.ts";

/** Names of the devices of a scenario on which there is swap or a disk of file-backed pages. */
export function devicesInUse({ host, vms, devices }: Pick<Scenario, "host" | "vms" | "devices">): readonly string[] {
  const swaps = [host.swap, ...vms.flatMap(({ swap }) => ("kind" in swap ? [] : [swap]))];
  const used = new Set([
    ...swaps.filter(({ pages }) => pages > 0).map(({ device }) => device),
    ...vms.filter(({ workload }) => workload.filePages > 0).map(({ disk }) => disk),
  ]);
  return devices.map(({ name }) => name).filter((name) => used.has(name));
}
