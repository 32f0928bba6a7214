import type { Document, YAMLMap } from "yaml";
import type { ImportedVm } from "../model/host.ts";
import { assumed, type Told, told } from "../model/told.ts";
import { newMap, set, sizeOf, time } from "./entry.ts";
import type { Lived } from "./lived.ts";
import { lines, remark } from "./remark.ts";
import { workloadOf } from "./workload.ts";

const MIB = 2 ** 20;

/** The entry of one VM under `vms`. */
export function vmEntry(document: Document, lived: Lived): YAMLMap {
  const { vm, life, name, beginning, seconds } = lived;
  const entry = newMap(document);
  set(document, entry, "name", name, ` ${vm.from}`);
  set(document, entry, "memory", sizeOf(vm.memoryBytes.value), remark(vm.memoryBytes));
  if (vm.vcpus !== null) set(document, entry, "vcpus", vm.vcpus.value, remark(vm.vcpus));
  if (vm.kernelBytes !== null) set(document, entry, "kernel", sizeOf(vm.kernelBytes.value), remark(vm.kernelBytes));
  const swap = guestSwap(vm);
  set(document, entry, "swap", sizeOf(swap.value), remark(swap));
  setBalloon(document, entry, lived);
  if (vm.reporting?.value === true) set(document, entry, "reporting", true, remark(vm.reporting));
  const { statisticsSeconds: period, shares } = vm;
  if (period !== null)
    set(document, entry, "statistics", period.value === 0 ? false : { period: `${period.value}s` }, remark(period));
  if (shares !== null) set(document, entry, "shares", shares.value, remark(shares));
  if (life?.boot != null) {
    const boot = life.boot - beginning;
    if (boot > 0) set(document, entry, "boot", time(boot), " told: not there before");
  }
  if (life?.shutdown != null) {
    const shutdown = life.shutdown - beginning;
    if (shutdown < seconds) set(document, entry, "shutdown", time(shutdown), " told: not there from here on");
  }
  entry.set("workload", workloadOf(document, lived));
  const notes = [
    ...vm.notes,
    ...(life?.restarts.map((at) => `It restarted at ${time(at - beginning)}: here it runs on.`) ?? []),
  ];
  if (notes.length > 0) entry.commentBefore = notes.map(lines).join("\n");
  return entry;
}

function guestSwap({ swaps, memoryBytes }: ImportedVm): Told<number> {
  return swaps
    ? assumed(memoryBytes.value, "it swaps, as large as its memory")
    : assumed(1024 * MIB, "in the guest ask swapon --show");
}

function setBalloon(document: Document, entry: YAMLMap, { vm, life }: Lived): void {
  const { balloon, minimumBytes, memoryBytes, deflateOnOom } = vm;
  if (!balloon.value) {
    set(document, entry, "balloon", false, remark(balloon));
    return;
  }
  if (deflateOnOom !== null) set(document, entry, "deflateOnOom", deflateOnOom.value, remark(deflateOnOom));
  const keys = newMap(document);
  if (minimumBytes !== null) {
    const isAll = minimumBytes.value >= memoryBytes.value;
    set(document, keys, "minimum", isAll ? "100%" : sizeOf(minimumBytes.value), remark(minimumBytes));
  }
  const size = life?.samples.find(({ sizeBytes }) => sizeBytes !== null)?.sizeBytes ?? null;
  const startBytes = size === null ? vm.startBytes : told(size, "memory less its size when its recording begins");
  if (startBytes !== null && startBytes.value < memoryBytes.value)
    set(document, keys, "start", sizeOf(memoryBytes.value - startBytes.value), remark(startBytes));
  if (keys.items.length > 0) entry.set("balloon", keys);
}
