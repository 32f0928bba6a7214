import { partOf } from "../parameter/share.ts";
import { defineManager, type Snapshot, type Target, type VmView } from "./manager.ts";

/** The VMs that have been given their target. */
type Told = readonly number[];

/** Gives each VM one fixed size at the first tick that sees it running, and never speaks to it again. */
export const fixed = defineManager({
  name: "static",
  about: "Sets every VM to a fixed share of its memory when it is first seen running, and never again.",
  source: "`virsh setmem`, or TrueNAS's minimum memory: a balloon set at boot that no controller watches.",
  parameters: {
    share: {
      unit: "share",
      default: 1,
      least: 0,
      most: 1,
      about: "The share of its memory that a VM keeps, never less than its minimum.",
    },
  },
  defaultPeriodNs: 10e9,
  start: (): Told => [],
  decide(snapshot, told, { share }) {
    const targets = newcomers(snapshot, told).map((vm): Target => ({ vm: vm.vm, bytes: size(vm, share) }));
    return { targets, state: [...told, ...targets.map((target) => target.vm)] };
  },
});

function newcomers(snapshot: Snapshot, told: Told): VmView[] {
  return snapshot.vms.filter((vm) => vm.running && vm.hasDriver && !told.includes(vm.vm));
}

function size(vm: VmView, share: number): number {
  return Math.max(vm.minimumBytes, partOf(vm.memoryBytes, share));
}
