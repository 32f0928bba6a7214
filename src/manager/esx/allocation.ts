import { elementAt } from "../../list/element-at.ts";
import type { Target, VmView } from "../manager.ts";
import { type Client, entitled, exchange, grant, revoke } from "./funding.ts";
import type { EsxSettings } from "./parameters.ts";
import { fractionOf, PAGE } from "./price.ts";

/** Shares per MB of a VM that has the normal 1000. */
const NORMAL_SHARES_PER_MB = 10;
const MB = 1024 * 1024;

/** The host at a rebalance. */
export interface Shortage {
  readonly freeBytes: number;
  /** Memory to keep free. */
  readonly goalBytes: number;
  /** Its state asks for memory to be taken. */
  readonly short: boolean;
}

/** The result of a rebalance. */
export interface Division {
  /** Maximum bytes of each VM; empty without a shortage. */
  readonly allocations: ReadonlyMap<number, number>;
  readonly targets: readonly Target[];
}

/**
 * Rebalances memory. In a shortage it takes the missing memory from the VMs that pay the lowest price; otherwise it gives spare
 * memory to the ballooned VMs that pay the highest. Ballooned VMs then buy memory from VMs that pay less.
 */
export function divide(
  vms: readonly VmView[],
  { freeBytes, goalBytes, short }: Shortage,
  active: (vm: VmView) => number,
  settings: EsxSettings,
): Division {
  const tax = fractionOf(settings.tax);
  const quantum = Math.floor(settings.quantum / PAGE);
  const clients = vms.map((vm) => clientOf(vm, active(vm), settings));
  const missing = Math.ceil((goalBytes - freeBytes) / PAGE);
  const moved = short
    ? revoke(clients, missing, quantum, tax)
    : grant(clients, -missing - promisedPages(vms), quantum, tax);
  const after = clients.map((client, index) => ({ ...client, pages: elementAt(moved.pages, index, "client") }));
  const factor = fractionOf(1 + settings.hysteresis);
  const pages = exchange(after, quantum, tax, factor);
  const mostPages = entitled(
    clients.map((client, index) => ({ ...client, pages: elementAt(pages, index, "client") })),
    tax,
  );
  // A VM that has just given memory may have no more than it kept.
  const limits = vms.map(({ memoryBytes }, index) => {
    const gave = elementAt(pages, index, "client") < elementAt(clients, index, "client").pages;
    return Math.min(memoryBytes, elementAt(gave ? pages : mostPages, index, "client") * PAGE);
  });
  const least = 1 - settings.balloonShare;
  return {
    allocations: new Map(short ? vms.map((vm, index) => [vm.vm, elementAt(limits, index, "limit")]) : []),
    targets: vms.flatMap((vm, index) => {
      const change = elementAt(pages, index, "client") - pagesOf(vm);
      const bytes = sizeAfter(vm, change, short, least);
      return vm.hasDriver && bytes !== vm.targetBytes ? [{ vm: vm.vm, bytes }] : [];
    }),
  };
}

function pagesOf(vm: VmView): number {
  return Math.floor(vm.backedBytes / PAGE);
}

/** Only a ballooned VM wants more memory. */
function clientOf(vm: VmView, active: number, settings: EsxSettings): Client {
  const pages = pagesOf(vm);
  const leastBytes = vm.hasDriver ? vm.minimumBytes : settings.reservation * vm.memoryBytes;
  const perMb = settings.sharesBy === "memory" ? (NORMAL_SHARES_PER_MB * vm.memoryBytes) / MB / 1000 : 1;
  return {
    shares: Math.round(vm.shares * perMb),
    pages,
    least: Math.min(pages, Math.ceil(leastBytes / PAGE)),
    most: isBallooned(vm) ? Math.max(pages, Math.floor(vm.memoryBytes / PAGE)) : pages,
    active: fractionOf(active),
  };
}

function isBallooned(vm: VmView): boolean {
  return vm.hasDriver && vm.targetBytes < vm.memoryBytes;
}

/** Pages that ballooned VMs may still touch within their sizes. */
function promisedPages(vms: readonly VmView[]): number {
  return vms
    .filter(isBallooned)
    .reduce((sum, vm) => sum + Math.max(0, Math.ceil((vm.actualBytes - vm.backedBytes) / PAGE)), 0);
}

/** A VM's size when its pages change by `change`; without a shortage no VM shrinks by itself. */
function sizeAfter(vm: VmView, change: number, short: boolean, leastShare: number): number {
  const smallest = Math.max(vm.minimumBytes, Math.ceil(leastShare * vm.memoryBytes));
  if (change < 0) return Math.max(smallest, vm.backedBytes + change * PAGE);
  if (change > 0) return Math.min(vm.memoryBytes, vm.targetBytes + change * PAGE);
  return short ? vm.targetBytes : Math.max(vm.targetBytes, vm.actualBytes);
}
