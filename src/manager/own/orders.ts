import type { Snapshot, VmView } from "../manager.ts";
import { isGroup, valueInWords } from "./value.ts";

/** The longest time and the most pages that the machine can count exactly. */
const MOST_NS = Number.MAX_SAFE_INTEGER;
const MOST_PAGES = 2 ** 32 - 1;

/**
 * What is wrong with the orders of the user's own manager; `null`: nothing. They come from foreign code and may have any shape.
 * `states`: those that the manager declares.
 */
export function orderProblem(orders: unknown, snapshot: Snapshot, states: readonly string[]): string | null {
  const wanted = "return { targets: [{ vm, bytes }, …] }";
  if (isPromise(orders)) return `it returned a promise of its orders: ${wanted} itself, without async and await`;
  if (!isGroup(orders) || !Array.isArray(orders.targets)) return `it returned no list of targets: ${wanted}`;
  const { targets, frontswap = [], againNs, reclaim, sharing } = orders;
  return (
    targetsProblem(targets, snapshot) ??
    frontswapProblem(frontswap, snapshot) ??
    (againNs === undefined || isWithin(againNs, 1e6, Number.MAX_VALUE)
      ? null
      : `it asks to decide again in ${valueInWords(againNs)} ns: write at least 1e6, a millisecond`) ??
    (reclaim === undefined ? null : reclaimProblem(reclaim, snapshot, states)) ??
    (sharing === undefined ? null : sharingProblem(sharing))
  );
}

/** Whether it is a promise, whose rejection is caught here so that it does not end the program. */
function isPromise(orders: unknown): boolean {
  if (!isGroup(orders) || typeof orders.then !== "function") return false;
  Promise.resolve(orders).catch(() => undefined);
  return true;
}

function targetsProblem(targets: readonly unknown[], { vms }: Snapshot): string | null {
  for (const target of targets) {
    if (!isTarget(target)) return "it returned a target that is not { vm, bytes }";
    const view = vms.find((one) => one.vm === target.vm);
    if (view === undefined) return `it set a target for ${noVm(target.vm, vms)}`;
    const { name, memoryBytes, hasDriver } = view;
    const told = `it set a target of ${valueInWords(target.bytes)} bytes for ${name}`;
    // A size computed with fractions may exceed the memory by a rounding error.
    if (!isWithin(target.bytes, 0, memoryBytes + 1))
      return `${told}: write a number of bytes from 0 to its memory, ${memoryBytes}`;
    if (!hasDriver && Number(target.bytes) < Math.floor(memoryBytes))
      return `${told}, which has no balloon driver: ask only VMs whose hasDriver is true`;
  }
  return null;
}

function frontswapProblem(frontswap: unknown, { vms }: Snapshot): string | null {
  if (!Array.isArray(frontswap)) return "it returned a frontswap that is no list of { vm, bytes }";
  for (const target of frontswap as readonly unknown[]) {
    if (!isTarget(target)) return "it returned a frontswap that is no list of { vm, bytes }";
    if (!vms.some(({ vm }) => vm === target.vm)) return `it set a frontswap for ${noVm(target.vm, vms)}`;
    if (!isWithin(target.bytes, 0, MOST_NS))
      return `it set a frontswap of ${valueInWords(target.bytes)} bytes: write a number of bytes from 0 on`;
  }
  return null;
}

function reclaimProblem(reclaim: unknown, { host, vms }: Snapshot, states: readonly string[]): string | null {
  if (!isGroup(reclaim) || !Array.isArray(reclaim.vms))
    return "it returned a reclaim that is not { state, vms: […], untilFreeBytes }";
  if (!isWithin(reclaim.untilFreeBytes, 0, host.memoryBytes))
    return `it ordered a reclaim until ${valueInWords(reclaim.untilFreeBytes)} bytes are free: write untilFreeBytes from 0 to the host's memory, ${host.memoryBytes}`;
  const { state } = reclaim;
  if (!states.some((known) => known === state))
    return `it sees the host in the state ${valueInWords(state)}, which is none of its states: ${states.length === 0 ? "export them as states: [best, …, worst]" : states.join(", ")}`;
  for (const order of reclaim.vms as readonly unknown[]) {
    if (!isGroup(order) || ![order.maySwap, order.mayCompress, order.blocked].every((may) => typeof may === "boolean"))
      return "it ordered a reclaim of a VM that is not { vm, maySwap, mayCompress, leaveBytes, blocked }";
    const view = vms.find(({ vm }) => vm === order.vm);
    if (view === undefined) return `it ordered a reclaim of ${noVm(order.vm, vms)}`;
    if (!isWithin(order.leaveBytes, 0, view.memoryBytes + 1))
      return `it ordered a reclaim that leaves ${view.name} ${valueInWords(order.leaveBytes)} bytes: write leaveBytes from 0 to its memory, ${view.memoryBytes}`;
  }
  return null;
}

function sharingProblem(sharing: unknown): string | null {
  const wanted = "it returned a sharing that is not { running, pagesToScan, sleepNs }";
  if (!isGroup(sharing) || typeof sharing.running !== "boolean") return wanted;
  const { running, unmerge, pagesToScan, sleepNs } = sharing;
  if (unmerge !== undefined && typeof unmerge !== "boolean")
    return `${wanted}: its unmerge is ${valueInWords(unmerge)}, write true or false`;
  if (!isWithin(pagesToScan, running ? 1 : 0, MOST_PAGES) || !Number.isInteger(pagesToScan))
    return `${wanted}: its pagesToScan is ${valueInWords(pagesToScan)}, write a whole number from ${running ? 1 : 0} to ${MOST_PAGES}`;
  if (!isWithin(sleepNs, 0, MOST_NS))
    return `${wanted}: its sleepNs is ${valueInWords(sleepNs)}, write nanoseconds from 0 on`;
  return null;
}

function isTarget(target: unknown): target is { readonly vm: unknown; readonly bytes: unknown } {
  return isGroup(target) && "vm" in target && "bytes" in target;
}

function noVm(vm: unknown, vms: readonly VmView[]): string {
  return `VM ${valueInWords(vm)}, which does not exist: vm is a number from 0 to ${vms.length - 1}`;
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}
