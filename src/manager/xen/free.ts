import type { Snapshot } from "../manager.ts";

/**
 * Free memory as Xen counts it, in bytes: a domain owns its memory from its start, touched or not, so what a VM may still touch
 * is not free. Negative on a host that has promised more than it has.
 */
export function xenFreeBytes({ host, vms }: Pick<Snapshot, "host" | "vms">): number {
  return vms.reduce((free, vm) => free - (vm.running ? vm.actualBytes - vm.backedBytes : 0), host.freeBytes);
}
