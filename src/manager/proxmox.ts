import { defineManager, type Snapshot, type VmView } from "./manager.ts";

const MIB = 1024 * 1024;

/** The numbers that steer one round. */
export interface ProxmoxLimits {
  /** Maximum change of a VM's size per round, in bytes. */
  readonly stepBytes: number;
  /** Goals up to this size, positive or negative, are ignored. */
  readonly deadZoneBytes: number;
  /** A VM is comfortable when its free memory exceeds this share of its minimum. */
  readonly comfort: number;
}

/** New sizes in bytes by VM index; other VMs keep their size. */
export type ProxmoxTargets = ReadonlyMap<number, number>;

/**
 * Proxmox VE's automatic ballooning: every 10 s it compares the host's used memory with a target and hands the difference
 * out (or takes it back) by shares. Follows `PVE::AutoBalloon` and `pvestatd` of
 * https://git.proxmox.com/?p=pve-manager.git.
 */
export const proxmox = defineManager({
  name: "proxmox",
  about: "Keeps the host's used memory at a target: gives and takes memory in proportion to the VMs' shares.",
  source: "Proxmox VE pve-manager, PVE/AutoBalloon.pm and PVE/Service/pvestatd.pm",
  parameters: {
    target: {
      unit: "share",
      default: 0.8,
      least: 0,
      most: 1,
      about: "Share of the host's memory to keep in use.",
      source: "Proxmox VE node option ballooning-target",
    },
    step: {
      unit: "bytes",
      default: 100 * MIB,
      least: 1,
      about: "Maximum change of a VM's size per round.",
      source: "PVE/Service/pvestatd.pm",
    },
    deadZone: {
      unit: "bytes",
      default: 10 * MIB,
      least: 0,
      about: "Smaller differences from the target are ignored.",
      source: "PVE/AutoBalloon.pm",
    },
    comfort: {
      unit: "share",
      default: 0.25,
      least: 0,
      most: 1,
      about: "A VM whose free memory exceeds this share of its minimum gives memory first.",
      source: "PVE/AutoBalloon.pm",
    },
  },
  defaultPeriodNs: 10e9,
  start: () => null,
  decide(snapshot, state, { target, step, deadZone, comfort }) {
    const limits = { stepBytes: step, deadZoneBytes: deadZone, comfort };
    const sizes = proxmoxTargets(snapshot.vms, proxmoxGoal(snapshot, target), limits);
    const targets = snapshot.vms.flatMap(({ vm, actualBytes }) => {
      const bytes = sizes.get(vm);
      return bytes === undefined || bytes === actualBytes ? [] : [{ vm, bytes }];
    });
    return { targets, state };
  },
});

/** Bytes that the VMs together should gain (> 0) or give back (< 0) so that `share` of the host's memory is in use. */
export function proxmoxGoal({ host }: Snapshot, share: number): number {
  // The option is written in percent: 0.29 × 100 must be 29 again, or the cut to whole bytes goes wrong by one.
  const percent = Math.floor(share * 1e6 + 0.5) / 1e4;
  return Math.trunc((host.memoryBytes * percent) / 100 - (host.memoryBytes - host.freeBytes));
}

/** One round of the share algorithm for a goal in bytes. */
export function proxmoxTargets(vms: readonly VmView[], goal: number, limits: ProxmoxLimits): ProxmoxTargets {
  const managed = vms.filter(isManaged);
  const targets = new Map<number, number>();
  if (goal > limits.deadZoneBytes) {
    const pressed = managed.filter((vm) => !isComfortable(vm, limits.comfort));
    const left = distribute(pressed, goal, limits.stepBytes, targets);
    if (left >= goal) distribute(managed, left, limits.stepBytes, targets);
  } else if (goal < -limits.deadZoneBytes) {
    const comfortable = managed.filter((vm) => isComfortable(vm, limits.comfort));
    const left = distribute(comfortable, goal, limits.stepBytes, targets);
    if (left <= goal) distribute(managed, left, limits.stepBytes, targets);
  }
  return targets;
}

function isManaged(vm: VmView): boolean {
  return vm.running && vm.hasDriver && vm.actualBytes > 0 && vm.minimumBytes > 0 && vm.shares !== 0;
}

function isComfortable(vm: VmView, comfort: number): boolean {
  const free = vm.statistics?.freeBytes ?? 0;
  return free > 0 && free > comfort * vm.minimumBytes && vm.actualBytes >= vm.minimumBytes;
}

/** Hands `bytes` out by shares, writes the new sizes into `targets` and returns what is left. */
function distribute(vms: readonly VmView[], bytes: number, stepBytes: number, targets: Map<number, number>): number {
  const current = (vm: VmView): number => targets.get(vm.vm) ?? vm.actualBytes;
  let rest = bytes;
  let taking = vms;
  for (;;) {
    const pool = taking.reduce((sum, vm) => sum + (current(vm) - vm.minimumBytes), rest);
    const total = taking.reduce((sum, vm) => sum + vm.shares, 0);
    const moves = taking.flatMap((vm) => {
      const wish = vm.minimumBytes + Math.trunc((pool / total) * vm.shares);
      const desired = Math.max(vm.minimumBytes, Math.min(vm.memoryBytes, wish));
      const size = step(vm.actualBytes, desired, stepBytes, bytes > 0);
      return size === null ? [] : [{ vm, size, change: size - current(vm) }];
    });
    for (const { vm, size } of moves) targets.set(vm.vm, size);
    for (const { change } of moves) rest -= change;
    if (rest === 0 || moves.every(({ change }) => change === 0)) return rest;
    taking = moves.map(({ vm }) => vm);
  }
}

/** The size one step from `balloon` towards `desired`; `null` when there is nothing to do (only a request to grow grows). */
function step(balloon: number, desired: number, stepBytes: number, mayGrow: boolean): number | null {
  if (mayGrow && desired > balloon) return Math.min(balloon + stepBytes, desired);
  if (desired < balloon) return Math.max(balloon - stepBytes, desired);
  return null;
}
