import type { Snapshot } from "./manager.ts";

type Group = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the orders of a manager of the user's own, if anything is: they come from somebody else's code, and nothing about
 * them is certain. `states` are those that the manager says it knows.
 */
export function orderProblem(orders: unknown, snapshot: Snapshot, states: readonly string[]): string | null {
  if (!isGroup(orders) || !Array.isArray(orders.targets)) {
    return "it returned no list of targets: return { targets: [{ vm, bytes }, …] }";
  }
  const { targets, frontswap = [], againNs, reclaim, sharing } = orders;
  return (
    targetsProblem(targets, snapshot) ??
    targetsProblem(frontswap, snapshot) ??
    (againNs === undefined || isAtLeast(againNs, 1e6)
      ? null
      : `it asks to decide again in ${String(againNs)} ns: write at least 1e6, a millisecond`) ??
    (reclaim === undefined ? null : reclaimProblem(reclaim, snapshot, states)) ??
    (sharing === undefined ? null : sharingProblem(sharing))
  );
}

function targetsProblem(targets: unknown, { vms }: Snapshot): string | null {
  if (!Array.isArray(targets)) return "it returned a frontswap that is no list of { vm, bytes }";
  for (const target of targets as readonly unknown[]) {
    if (!isGroup(target) || !("vm" in target) || !("bytes" in target))
      return "it returned a target that is not { vm, bytes }";
    const { vm, bytes } = target;
    const view = vms.find((one) => one.vm === vm);
    if (view === undefined) return `it set a target for ${noVm(vm, vms.length)}`;
    if (!Number.isFinite(bytes))
      return `it set a target of ${String(bytes)} bytes for ${view.name}: write a number of bytes`;
  }
  return null;
}

function reclaimProblem(reclaim: unknown, { vms }: Snapshot, states: readonly string[]): string | null {
  if (!isGroup(reclaim) || !Array.isArray(reclaim.vms) || !isAtLeast(reclaim.untilFreeBytes, 0))
    return "it returned a reclaim that is not { state, vms: […], untilFreeBytes }";
  const { state } = reclaim;
  if (!states.some((known) => known === state))
    return `it sees the host in the state ${String(state)}, which is none of its states: ${states.length === 0 ? "export them as states: [best, …, worst]" : states.join(", ")}`;
  for (const order of reclaim.vms as readonly unknown[]) {
    const wanted = "{ vm, maySwap, mayCompress, leaveBytes, blocked }";
    if (!isGroup(order) || !isAtLeast(order.leaveBytes, 0)) return `it ordered a reclaim of a VM that is not ${wanted}`;
    if (![order.maySwap, order.mayCompress, order.blocked].every((may) => typeof may === "boolean"))
      return `it ordered a reclaim of a VM that is not ${wanted}`;
    if (!vms.some(({ vm }) => vm === order.vm)) return `it ordered a reclaim of ${noVm(order.vm, vms.length)}`;
  }
  return null;
}

function sharingProblem(sharing: unknown): string | null {
  const isOrder =
    isGroup(sharing) &&
    typeof sharing.running === "boolean" &&
    isAtLeast(sharing.pagesToScan, 0) &&
    isAtLeast(sharing.sleepNs, 0);
  return isOrder ? null : "it returned a sharing that is not { running, pagesToScan, sleepNs }";
}

function noVm(vm: unknown, count: number): string {
  return `VM ${String(vm)}, which there is not: vm is an index from 0 to ${count - 1}`;
}

function isAtLeast(value: unknown, least: number): boolean {
  return typeof value === "number" && value >= least && Number.isFinite(value);
}

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null;
}
