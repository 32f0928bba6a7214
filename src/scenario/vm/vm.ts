import type * as v from "valibot";
import type { Catalogue } from "../catalogue.ts";
import type { Costs } from "../costs.ts";
import * as key from "../key/keys.ts";
import { type PageCounting, writePages } from "../key/pages.ts";
import { section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import { MOST_VMS } from "../limits.ts";
import { type PolicyChoice, policyKey, resolvePolicy } from "../memory/policy.ts";
import { checkDevice, type DeviceNames, deviceKey, type Swap } from "../memory/swap.ts";
import { resolveWatermarks, type Watermarks, watermarksSchema } from "../memory/watermarks.ts";
import type { Path, Report } from "../problem.ts";
import type { ReadPoints } from "../series/files.ts";
import { resolveWorkload, type Workload, workloadKey } from "../workload/workload.ts";
import { type Balloon, balloonKey, resolveBalloon } from "./balloon.ts";
import { guestSwapKey, resolveGuestSwap, type ZramSwap } from "./guest-swap.ts";
import { name } from "./name.ts";
import { type Reporting, reportingKey, resolveReporting } from "./reporting.ts";
import { resolveStatistics, type Statistics, statisticsKey } from "./statistics.ts";

/** One virtual machine; its name is unique: `web-1` … `web-8` for a group of eight. */
export interface Vm extends Settled<typeof memoryKey>, Settled<typeof kernelKey>, Settled<typeof otherKeys> {
  /** The name it was written under. */
  readonly group: string;
  readonly policy: PolicyChoice;
  readonly swap: Swap | ZramSwap;
  readonly watermarks: Watermarks;
  /** `null`: no driver. */
  readonly balloon: Balloon | null;
  /** `null`: free pages are not reported. */
  readonly reporting: Reporting | null;
  readonly statistics: Statistics;
  readonly workload: Workload;
}

/** A VM, or a group of identical ones, as it was written. */
export type WrittenVm = v.InferOutput<ReturnType<typeof vmSchema>>;

/** What the VMs of a scenario have in common. */
export interface VmSurroundings {
  readonly pageBytes: number;
  readonly devices: DeviceNames;
  readonly catalogue: Catalogue;
  /** How often the driver of the scenario's manager reports; `null`: the host polls. */
  readonly reportPeriodNs: number | null;
  /** The platform of the scenario's manager lets balloons deflate before a guest runs out of memory. */
  readonly deflatesOnOom: boolean;
  readonly report: Report;
  readonly costs: Costs;
  /** Share of hot memory where a series does not tell. */
  readonly heatShare: number;
  readonly readPoints: ReadPoints;
}

const countKey = {
  count: key.count({
    about: "How many identical VMs; a single one keeps its name as it is.",
    default: 1,
    least: 1,
    most: MOST_VMS,
    example: 8,
  }),
};
const memoryKey = { memory: key.size({ about: "Memory of the VM.", least: 1, example: "8GiB" }) };
const kernelKey = {
  kernel: key.sizeOrShare({
    about: "Memory of the guest's kernel, which nothing reclaims; a share is relative to the VM's memory.",
    default: "3%",
    example: "256MiB",
  }),
};
const otherKeys = {
  name: key.read(name)({ about: "Unique name; a group of eight gets web-1 … web-8.", example: "web" }),
  vcpus: key.count({
    about: "Virtual processors; each has a reference stream of its own.",
    default: 1,
    least: 1,
    most: 256,
    example: 2,
  }),
  swap: guestSwapKey,
  disk: deviceKey("Name of the device of its file-backed pages."),
  watermarks: key.part(watermarksSchema, {
    about:
      "Free memory at which the guest reclaims: linux (as Linux sets it), linux-no-thp (without transparent huge pages), off, or a group of keys.",
    default: "linux",
  }),
  deflateOnOom: key.flag({
    about: "The balloon gives memory back before the guest runs out of it (deflate-on-oom).",
    default: key.rule(
      "true with ChromeOS's managers, otherwise false",
      ({ deflatesOnOom }: { readonly deflatesOnOom: boolean }) => deflatesOnOom,
    ),
  }),
  balloon: balloonKey,
  reporting: reportingKey,
  statistics: statisticsKey,
  shares: key.count({
    about: "Weight when memory is scarce, against the other VMs. A balloon.minimum of 100% leaves a VM out.",
    default: 1000,
    least: 1,
    most: 1e6,
    instead: "to leave a VM out, write balloon: { minimum: 100% }",
  }),
  boot: key.duration({ about: "When it boots.", default: "0s", example: "10s" }),
  shutdown: key.duration({
    about: "When it shuts down.",
    default: key.rule("never", () => null),
    example: "90s",
  }),
};

/** One VM, or `count` identical ones. */
export function vmSchema(catalogue: Catalogue) {
  const { name, vcpus, ...others } = otherKeys;
  return section({
    name,
    ...countKey,
    ...memoryKey,
    ...kernelKey,
    vcpus,
    policy: policyKey(catalogue, "guest", "Replacement policy of the guest."),
    ...others,
    workload: workloadKey(catalogue),
  });
}

/** One VM with all defaults, under the name of its group. */
export function resolveVm(written: WrittenVm, path: Path, surroundings: VmSurroundings): Vm {
  const { pageBytes, devices, catalogue, reportPeriodNs, deflatesOnOom, report, costs } = surroundings;
  const { heatShare, readPoints } = surroundings;
  const plain = { pageBytes, wholePages: Number.NaN, report };
  const { memoryPages } = settle(memoryKey, written, path, plain);
  const counting: PageCounting = { ...plain, wholePages: memoryPages };
  const kernelPages = checkedKernel(settle(kernelKey, written, path, counting).kernelPages, path, counting);
  const others = settle(otherKeys, written, path, counting, { devices, deflatesOnOom });
  const { disk, bootNs, shutdownNs, vcpus } = others;
  checkDevice(disk, devices, [...path, "disk"], report);
  if (shutdownNs !== null && shutdownNs <= bootNs)
    report([...path, "shutdown"], "the VM would shut down before it has booted: write a time after boot");
  const watermarks = resolveWatermarks(
    written.watermarks,
    { memoryPages, keptPages: kernelPages },
    [...path, "watermarks"],
    counting,
  );
  const fittingPages = memoryPages - kernelPages - watermarks.highPages;
  return {
    ...others,
    group: written.name,
    memoryPages,
    kernelPages,
    policy: resolvePolicy(written.policy, catalogue.policies, [...path, "policy"], counting),
    swap: resolveGuestSwap(written.swap, devices, [...path, "swap"], counting),
    watermarks,
    balloon: resolveBalloon(written.balloon, kernelPages, costs, [...path, "balloon"], counting),
    reporting: resolveReporting(written.reporting, [...path, "reporting"], plain),
    statistics: resolveStatistics(written.statistics, reportPeriodNs, [...path, "statistics"], plain),
    workload: resolveWorkload(
      written.workload,
      { fittingPages, kernelPages, vcpus, heatShare, readPoints },
      catalogue,
      [...path, "workload"],
      counting,
    ),
  };
}

function checkedKernel(kernelPages: number, path: Path, { report, pageBytes, wholePages }: PageCounting): number {
  if (!(kernelPages >= wholePages)) return kernelPages;
  report(
    [...path, "kernel"],
    `the kernel takes ${writePages(kernelPages, pageBytes)} of a VM that has ${writePages(wholePages, pageBytes)}: write less`,
  );
  return Number.NaN;
}
