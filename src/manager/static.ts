import { partOf } from "../parameter/share.ts";
import { defineManager, type Snapshot, type Target, type VmView } from "./manager.ts";

/** The VMs that have been given their target. */
type Told = readonly number[];

/** Sets each VM to a fixed size at the first tick at which it runs, and never again. */
export const fixed = defineManager({
  name: "static",
  about: "Sets every VM to a fixed share of its memory once, when it first runs.",
  source: "`virsh setmem`, or TrueNAS's minimum memory: a balloon set at boot that no controller watches.",
  parameters: {
    share: {
      unit: "share",
      default: 1,
      least: 0,
      most: 1,
      about: "Share of its memory that a VM keeps, at least its minimum.",
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
