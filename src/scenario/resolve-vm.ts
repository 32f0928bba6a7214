import type { Catalogue } from "./catalogue.ts";
import { type PageCounting, toPages, writePages } from "./pages.ts";
import type { Path, Report } from "./problem.ts";
import { type DeviceNames, resolveDevice, resolvePolicy, resolveSwap, resolveWatermarks } from "./resolve-part.ts";
import { resolveWorkload } from "./resolve-workload.ts";
import type { Balloon, DriverBehaviour, Statistics, Vm } from "./scenario.ts";
import type { WrittenVm } from "./written-vm.ts";

const STANDARD_RETRY_NS = 200e6;
const STANDARD_BATCH_PAGES = 256;
const STANDARD_STATISTICS_NS = 2e9;
const STANDARD_SHARES = 1000;

/** What the VMs of a scenario have in common. */
export interface VmSurroundings {
  readonly pageBytes: number;
  readonly devices: DeviceNames;
  readonly catalogue: Catalogue;
  /** How often the driver of the scenario's manager reports; `null`: the host polls. */
  readonly reportPeriodNs: number | null;
  readonly report: Report;
}

/** One VM with all defaults, under the name of its group. */
export function resolveVm(
  written: WrittenVm,
  path: Path,
  { pageBytes, devices, catalogue, reportPeriodNs, report }: VmSurroundings,
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
    swap: resolveSwap(written.swap, devices, [...path, "swap"], counting),
    disk: resolveDevice(written.disk, devices, [...path, "disk"], report),
    watermarks: resolveWatermarks(written.watermarks, memoryPages - kernelPages, [...path, "watermarks"], counting),
    deflateOnOom: written.deflateOnOom ?? true,
    balloon: resolveBalloon(written.balloon ?? true, kernelPages, [...path, "balloon"], counting),
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

function resolveBalloon(
  balloon: NonNullable<WrittenVm["balloon"]>,
  kernelPages: number,
  path: Path,
  counting: PageCounting,
): Balloon | null {
  if (balloon === false) return null;
  const { report, pageBytes, wholePages: memoryPages } = counting;
  const written = balloon === true ? {} : balloon;
  const minimumPages =
    written.minimum === undefined
      ? Math.min(kernelPages + Math.floor(memoryPages / 10), memoryPages)
      : toPages(written.minimum, [...path, "minimum"], counting);
  const startPages = written.start === undefined ? 0 : toPages(written.start, [...path, "start"], counting);
  const [memory, kernel] = [writePages(memoryPages, pageBytes), writePages(kernelPages, pageBytes)];
  if (minimumPages > memoryPages)
    report([...path, "minimum"], `the minimum is more than the VM's ${memory}: write less`);
  else if (minimumPages < kernelPages)
    report([...path, "minimum"], `the minimum is less than the ${kernel} of the VM's kernel: write at least that`);
  else if (startPages > memoryPages - minimumPages) {
    report(
      [...path, "start"],
      `the balloon can hold ${writePages(memoryPages - minimumPages, pageBytes)} at most, the VM's memory less its minimum: write no more than that`,
    );
  }
  return {
    minimumPages,
    startPages,
    batchPages:
      written.batch === undefined
        ? STANDARD_BATCH_PAGES
        : toPages(written.batch, [...path, "batch"], counting, 1, 65536),
    retryNs: written.retry ?? STANDARD_RETRY_NS,
    driver: resolveDriver(written.driver ?? "normal", [...path, "driver"], counting),
  };
}

function resolveDriver(
  written: NonNullable<Exclude<NonNullable<WrittenVm["balloon"]>, boolean>["driver"]>,
  path: Path,
  counting: PageCounting,
): DriverBehaviour {
  if (typeof written === "string") return { kind: written };
  switch (written.kind) {
    case "slow":
      return { kind: "slow", bytesPerSecond: written.rate };
    case "limited":
      return { kind: "limited", mostPages: toPages(written.most, [...path, "most"], counting) };
    case "intermittent":
      return { kind: "intermittent", workingNs: written.working, stuckNs: written.stuck };
    default:
      return written;
  }
}
