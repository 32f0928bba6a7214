import type { CatalogueEntry, Need, ParameterValues } from "../../parameter/parameter.ts";
import { writeSize } from "../../parameter/size.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Choice } from "../key/choice.ts";
import { writeDuration } from "../key/duration.ts";
import { valueAt } from "../key/written.ts";
import { firstDecisionNs, managerEntry, withTimes } from "../manager/manager.ts";
import type { WrittenParts } from "../parts.ts";
import type { Report } from "../problem.ts";
import type { Scenario } from "../scenario.ts";
import { devicesInUse } from "../uses/devices.ts";
import type { Group } from "../vm/group.ts";
import { reportUnusedOfVm } from "./of-vm.ts";
import { reportCodec, reportLate, reportNoSwap, reportSwappiness, type Wrote } from "./part.ts";
import { reportUnreached } from "./phases.ts";
import { reportHeat } from "./series.ts";

/**
 * Reports every key and parameter that was written and cannot change anything, given the other keys. A VM's shares, statistics,
 * minimum and contents are never reported: they describe the VM, whether or not the manager and the host look at them.
 */
export function reportUnused(
  value: unknown,
  { host, manager, vms }: Pick<WrittenParts, "host" | "manager" | "vms">,
  groups: readonly Group[],
  scenario: Scenario,
  catalogue: Catalogue,
  report: Report,
): void {
  const wrote: Wrote = (path) => valueAt(value, path) !== undefined;
  reportSample(scenario, report);
  reportHost(wrote, host?.policy, scenario, report);
  if (manager !== null) reportManager(manager, scenario, catalogue, report);
  reportCosts(wrote, scenario, report);
  reportDevices(wrote, scenario, report);
  for (const { vm, index } of groups) {
    const written = vms[index];
    if (written) reportUnusedOfVm(wrote, written, vm, scenario, catalogue, ["vms", index], report);
  }
  reportHeat(wrote, groups, report);
  reportUnreached(groups, scenario.durationNs, report);
}

/** The default is at most the duration, so a longer period was written. */
function reportSample({ durationNs, samplePeriodNs }: Scenario, report: Report): void {
  if (samplePeriodNs > durationNs)
    report(["sample"], `no point would be sampled: write at most the duration, ${writeDuration(durationNs)}`);
}

function reportHost(wrote: Wrote, policy: Choice | undefined, { host }: Scenario, report: Report): void {
  const why = "the host's page cache is not simulated: leave it out";
  reportSwappiness(policy, ["host", "policy"], why, report);
  reportNoSwap(wrote, host.swap.pages, ["host", "swap"], report);
  if (host.compression !== null && host.swap.pages === 0)
    report(
      ["host", "compression"],
      "only what the host swaps out is compressed, and it has no swap: write host.swap, or leave it out",
    );
  reportCodec(wrote, ["host", "compression"], report);
}

function reportManager(written: Choice, scenario: Scenario, catalogue: Catalogue, report: Report): void {
  const { startNs, parameters } = scenario.manager;
  const manager = managerEntry(catalogue, written);
  const entry = withTimes(manager);
  const firstNs = firstDecisionNs(manager, scenario.manager);
  const late = startNs > 0 ? "start" : written.written.period === undefined ? null : "period";
  if (late !== null) {
    const what = `the manager would never decide: the first time is at ${writeDuration(firstNs)}`;
    reportLate(firstNs, scenario.durationNs, ["manager", late], what, report);
  }
  if (written.kind === "none" && startNs > 0)
    report(["manager", "start"], "there is no manager that could start: leave it out");
  for (const name of Object.keys(entry.parameters)) {
    const need = written.written[name] === undefined ? undefined : entry.parameters[name]?.needs;
    const why = need === undefined ? null : missingNeed(need, entry, parameters, scenario);
    if (why !== null) report(["manager", name], why);
  }
  const { dom0, free, leastFree } = parameters;
  if (typeof free === "number" && typeof leastFree === "number" && leastFree > free)
    report(
      ["manager", written.written.leastFree === undefined ? "free" : "leastFree"],
      `leastFree (${writeSize(leastFree)}) is more than free (${writeSize(free)}): write a leastFree that is no more than free`,
    );
  if (typeof dom0 === "string" && !scenario.vms.some(({ name }) => name === dom0))
    report(["manager", "dom0"], `there is no VM ${dom0}: write the name of one`);
}

function missingNeed(
  need: Need,
  { name, parameters }: CatalogueEntry,
  values: ParameterValues,
  { host }: Scenario,
): string | null {
  if (need === "sharing")
    return host.sharing === null
      ? `${name} paces the sharing of pages, and the host shares none: write host.sharing, or leave it out`
      : null;
  if (need === "transcendent memory")
    return "no simulated host has transcendent memory, in which guests leave pages: leave it out";
  if (need === "requests for memory")
    return `it only decides how ${name} answers requests for memory, and there are none here: leave it out`;
  if (need === "kill requests") return "no simulated guest asks before it kills a process: leave it out";
  const value = values[need.parameter];
  if (value !== null && value !== false) return null;
  const example = parameters[need.parameter]?.unit === "switch" ? "true" : "a name";
  return `it counts with ${need.parameter} only: write ${need.parameter}: ${example}, or leave it out`;
}

/** Costs of what no VM of the scenario does. */
function reportCosts(wrote: Wrote, { vms }: Scenario, report: Report): void {
  const reports = vms.some(({ reporting }) => reporting !== null);
  const blocks = vms.some(({ balloon }) => balloon !== null && balloon.kind !== "virtio");
  const virtio = vms.some(({ balloon }) => balloon?.kind === "virtio");
  const unused = [
    ...(reports ? [] : (["reportRange", "reportPage"] as const).map((key) => [key, "no VM has reporting"] as const)),
    ...(blocks ? [] : [["hostFaultHuge", "no VM has a balloon that moves blocks of 2MiB"] as const]),
    ...(virtio
      ? []
      : (["inflateTouched", "inflateUntouched", "deflate"] as const).map(
          (key) => [key, "no VM has a balloon of kind virtio"] as const,
        )),
  ];
  for (const [key, why] of unused)
    if (wrote(["costs", key])) report(["costs", key], `${why}, and this is what it costs: leave it out`);
}

function reportDevices(wrote: Wrote, scenario: Scenario, report: Report): void {
  const used = devicesInUse(scenario);
  for (const { name } of scenario.devices)
    if (wrote(["devices", name]) && !used.includes(name))
      report(["devices", name], "neither swap nor a disk of files is on it: name it where one is, or leave it out");
}
