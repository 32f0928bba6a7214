import type { Catalogue } from "../catalogue.ts";
import { type PageCounting, toPages, writePages } from "../key/pages.ts";
import { type DeviceNames, resolveDevice, resolvePolicy, resolveWatermarks } from "../memory/resolve-part.ts";
import type { Path, Report } from "../problem.ts";
import type { Costs, Reporting, Statistics, Vm } from "../scenario.ts";
import { resolveWorkload } from "../workload/resolve-workload.ts";
import { resolveBalloon } from "./resolve-balloon.ts";
import { resolveGuestSwap } from "./resolve-guest-swap.ts";
import type { WrittenVm } from "./written-vm.ts";

const STANDARD_STATISTICS_NS = 2e9;
const STANDARD_SHARES = 1000;
const STANDARD_REPORTING_NS = 2e9;
const STANDARD_REPORT_RANGES = 32;

/** What the VMs of a scenario have in common. */
export interface VmSurroundings {
  readonly pageBytes: number;
  readonly devices: DeviceNames;
  readonly catalogue: Catalogue;
  /** How often the driver of the scenario's manager reports; `null`: the host polls. */
  readonly reportPeriodNs: number | null;
  readonly report: Report;
  readonly costs: Costs;
}

/** One VM with all defaults, under the name of its group. */
export function resolveVm(
  written: WrittenVm,
  path: Path,
  { pageBytes, devices, catalogue, reportPeriodNs, report, costs }: VmSurroundings,
): Vm {
  const plain = { pageBytes, wholePages: Number.NaN, report };
  const memoryPages = toPages(written.memory, [...path, "memory"], plain, 1);
  const counting: PageCounting = { ...plain, wholePages: memoryPages };
  const kernelPages = resolveKernel(written.kernel, [...path, "kernel"], counting);
  const bootNs = written.boot ?? 0;
  const shutdownNs = written.shutdown ?? null;
  if (shutdownNs !== null && shutdownNs <= bootNs)
    report([...path, "shutdown"], "the VM would shut down before it has booted: write a time after boot");
  return {
    name: written.name,
    group: written.name,
    memoryPages,
    kernelPages,
    vcpus: written.vcpus ?? 1,
    policy: resolvePolicy(written.policy, catalogue.policies, [...path, "policy"], counting),
    swap: resolveGuestSwap(written.swap, devices, [...path, "swap"], counting),
    disk: resolveDevice(written.disk, devices, [...path, "disk"], report),
    watermarks: resolveWatermarks(written.watermarks, memoryPages - kernelPages, [...path, "watermarks"], counting),
    deflateOnOom: written.deflateOnOom ?? true,
    balloon: resolveBalloon(written.balloon ?? true, kernelPages, costs, [...path, "balloon"], counting),
    reporting: resolveReporting(written.reporting ?? false, [...path, "reporting"], plain),
    statistics: resolveStatistics(written.statistics ?? true, reportPeriodNs ?? STANDARD_STATISTICS_NS),
    shares: written.shares ?? STANDARD_SHARES,
    bootNs,
    shutdownNs,
    workload: resolveWorkload(written.workload, kernelPages, catalogue, [...path, "workload"], counting),
  };
}

function resolveKernel(written: WrittenVm["kernel"], path: Path, counting: PageCounting): number {
  const { report, pageBytes, wholePages: memoryPages } = counting;
  if (written === undefined) return Math.floor((memoryPages * 3) / 100);
  const kernelPages = toPages(written, path, counting);
  if (!(kernelPages >= memoryPages)) return kernelPages;
  report(
    path,
    `the kernel takes ${writePages(kernelPages, pageBytes)} of a VM that has ${writePages(memoryPages, pageBytes)}: write less`,
  );
  return Number.NaN;
}

function resolveStatistics(written: NonNullable<WrittenVm["statistics"]>, standardNs: number): Statistics {
  const { period, delay, missing } = typeof written === "boolean" ? {} : written;
  return { present: written !== false, periodNs: period ?? standardNs, delayNs: delay ?? 0, missing: missing ?? [] };
}

/** Linux: blocks of 2 MiB at least, and the buddy allocator's largest are of 4 MiB. */
function resolveReporting(
  reporting: NonNullable<WrittenVm["reporting"]>,
  path: Path,
  { pageBytes, report }: PageCounting,
): Reporting | null {
  if (reporting === false) return null;
  const largestOrder = Math.log2(2 ** 22 / pageBytes);
  const { order = largestOrder - 1, delay, capacity } = reporting === true ? {} : reporting;
  if (order > largestOrder) {
    report(
      [...path, "order"],
      `2^${order} pages of ${writePages(1, pageBytes)} are more than the largest block there is, 4MiB: write at most ${largestOrder}`,
    );
  }
  return {
    order,
    largestOrder,
    delayNs: delay ?? STANDARD_REPORTING_NS,
    capacity: capacity ?? STANDARD_REPORT_RANGES,
  };
}
