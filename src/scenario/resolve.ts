import * as v from "valibot";
import type { ParameterValues } from "../parameter/parameter.ts";
import type { Catalogue } from "./catalogue.ts";
import { devicePresets, STANDARD_PRESET } from "./device/presets.ts";
import { resolveCompression } from "./host/resolve-compression.ts";
import { resolveSharing } from "./host/resolve-sharing.ts";
import { type Choice, entryOf } from "./key/choice.ts";
import { writeDuration } from "./key/duration.ts";
import { type PageCounting, toPages, writePages } from "./key/pages.ts";
import { isSection } from "./key/section.ts";
import {
  type DeviceNames,
  parameterValues,
  resolvePolicy,
  resolveSwap,
  resolveWatermarks,
} from "./memory/resolve-part.ts";
import { isWithin, type Path, type Problem, type Report } from "./problem.ts";
import type { Costs, Device, Host, ManagerChoice, Scenario } from "./scenario.ts";
import { reportUnused } from "./unused/unused.ts";
import { expandGroups } from "./vm/group.ts";
import { resolveVm } from "./vm/resolve-vm.ts";
import { vmSchema } from "./vm/written-vm.ts";
import {
  costsSchema,
  devicesSchema,
  headSchema,
  hostSchema,
  managerEntry,
  managerSchema,
  scenarioSchema,
  type WrittenCosts,
  type WrittenDevice,
  type WrittenHead,
  type WrittenHost,
  withPeriod,
} from "./written.ts";

const MOST_POINTS = 100_000;
const STANDARD_POINTS = 2000;
const LONGEST_SAMPLE_NS = 7200e9;
const STANDARD_SAMPLES_NS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200].map(
  (seconds) => seconds * 1e9,
);

/** What became of a written scenario: `null` when there are problems. */
export interface Resolution {
  readonly scenario: Scenario | null;
  readonly problems: readonly Problem[];
  /** What was written of a sound scenario and cannot change anything. */
  readonly unused: readonly Problem[];
}

/**
 * Checks a scenario as it was written and fills in all defaults. A part with a problem of its own is not checked against the
 * others, and all other parts are, so that every problem is found and none is a consequence of another.
 */
export function resolveScenario(value: unknown, catalogue: Catalogue, standardName: string): Resolution {
  const written = isSection(value) ? value : {};
  const whole = v.safeParse(scenarioSchema(catalogue), value);
  const problems: Problem[] = whole.success ? [] : whole.issues.map(problemOf);
  const report: Report = (path, message) => problems.push({ path, message });
  const given = <Schema extends v.GenericSchema>(schema: Schema, part: unknown): v.InferOutput<Schema> | null => {
    const parsed = v.safeParse(schema, part);
    return parsed.success ? parsed.output : null;
  };

  const keys = Object.keys(headSchema().entries);
  const head = given(headSchema(), Object.fromEntries(Object.entries(written).filter(([key]) => keys.includes(key))));
  if (head !== null) checkTimes(head, report);
  const writtenDevices = given(devicesSchema, written.devices ?? { swap: STANDARD_PRESET });
  const devices =
    writtenDevices === null
      ? null
      : Object.entries(writtenDevices).map(([name, device]) => resolveDeviceItself(name, device));
  const names = devices?.map(({ name }) => name) ?? null;
  const pageBytes = given(headSchema().entries.pageSize, written.pageSize);
  const counting = { pageBytes: pageBytes ?? 4096, wholePages: Number.NaN, report };
  const pagesKnown = pageBytes !== null;

  const writtenHost = pagesKnown ? given(hostSchema(catalogue), written.host) : null;
  const host = writtenHost && resolveHost(writtenHost, names, catalogue, counting);
  const writtenManager = given(managerSchema(catalogue), written.manager ?? "none");
  const manager =
    writtenManager &&
    resolveManager(writtenManager, catalogue, { ...counting, wholePages: host?.memoryPages ?? Number.NaN });
  const writtenCosts = given(costsSchema, written.costs ?? {});
  const costs = resolveCosts(writtenCosts ?? {});

  const vmItself = vmSchema(catalogue);
  const reportPeriodNs = (writtenManager && managerEntry(catalogue, writtenManager).reportPeriodNs) ?? null;
  const surroundings = { pageBytes: counting.pageBytes, devices: names, catalogue, reportPeriodNs, report, costs };
  const writtenVms = Array.isArray(written.vms) ? written.vms : [];
  const groups = writtenVms.map((item, index) => {
    const vm = pagesKnown ? given(vmItself, item) : null;
    return vm && { written: vm, vm: resolveVm(vm, ["vms", index], surroundings), count: vm.count, index };
  });
  const soundGroups = groups.filter((group) => group !== null);
  const vms = expandGroups(soundGroups, report);

  if (
    problems.length > 0 ||
    head === null ||
    devices === null ||
    writtenHost === null ||
    host === null ||
    writtenManager === null ||
    manager === null ||
    writtenCosts === null
  ) {
    return { scenario: null, problems: withoutRepeats(problems), unused: [] };
  }
  const scenario: Scenario = {
    version: 1,
    name: head.name ?? standardName,
    description: head.description ?? "",
    seed: head.seed ?? 1,
    durationNs: head.duration,
    pageBytes: counting.pageBytes,
    quantumNs: head.quantum ?? 100e3,
    samplePeriodNs: samplePeriod(head),
    costs,
    devices,
    host,
    manager,
    vms,
  };
  const unused: Problem[] = [];
  const parts = {
    host: writtenHost,
    manager: writtenManager,
    costs: writtenCosts,
    devices: written.devices === undefined ? [] : devices.map(({ name }) => name),
    groups: soundGroups,
  };
  reportUnused(parts, scenario, catalogue, (path, message) => unused.push({ path, message }));
  return { scenario, problems, unused };
}

function problemOf(issue: v.BaseIssue<unknown>): Problem {
  const path: Path = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
  return { path, message: issue.message, atKey: issue.path?.at(-1)?.origin === "key" };
}

/** Of problems at the same place the first says enough. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(
    (problem, index) =>
      !problems.some(
        (other, at) => at < index && isWithin(other.path, problem.path) && isWithin(problem.path, other.path),
      ),
  );
}

/** Without a word the points are as far apart as a diagram or a table can take them. */
function samplePeriod({ sample, duration }: WrittenHead): number {
  const standard = STANDARD_SAMPLES_NS.find((periodNs) => duration / periodNs <= STANDARD_POINTS);
  return sample ?? Math.min(standard ?? LONGEST_SAMPLE_NS, duration);
}

function checkTimes(head: WrittenHead, report: Report): void {
  const period = samplePeriod(head);
  const { duration } = head;
  if (period > duration)
    report(["sample"], `no point would be sampled: write at most the duration, ${writeDuration(duration)}`);
  if (duration / period > MOST_POINTS) {
    const least = Math.ceil(duration / MOST_POINTS / 1e6) * 1e6;
    report(
      ["sample"],
      `${Math.floor(duration / period)} points are too many, at most ${MOST_POINTS}: write at least ${writeDuration(least)}`,
    );
  }
}

function resolveDeviceItself(name: string, written: WrittenDevice): Device {
  const preset = "device" in written ? written.device : (written.preset ?? presetNamed(STANDARD_PRESET)).device;
  if ("device" in written) return { name, ...preset };
  const latencyNs = written.latency ?? preset.latencyNs;
  return {
    name,
    latencyNs,
    sequentialLatencyNs: written.sequentialLatency ?? Math.min(preset.sequentialLatencyNs, latencyNs),
    bytesPerSecond: written.bandwidth ?? preset.bytesPerSecond,
    channels: written.channels ?? preset.channels,
    writeQueue: written.writeQueue ?? preset.writeQueue,
  };
}

function presetNamed(name: string) {
  return entryOf(devicePresets, { kind: name });
}

function resolveHost(written: WrittenHost, devices: DeviceNames, catalogue: Catalogue, plain: PageCounting): Host {
  const memoryPages = toPages(written.memory, ["host", "memory"], plain, 1);
  const counting = { ...plain, wholePages: memoryPages };
  const reservedPages = written.reserved === undefined ? 0 : toPages(written.reserved, ["host", "reserved"], counting);
  if (reservedPages >= memoryPages) {
    counting.report(
      ["host", "reserved"],
      `the host keeps all of its ${writePages(memoryPages, plain.pageBytes)} for itself: write less`,
    );
  }
  const usable = { ...counting, wholePages: memoryPages - reservedPages };
  return {
    memoryPages,
    reservedPages,
    policy: resolvePolicy(written.policy, catalogue.policies, ["host", "policy"], counting),
    swap: resolveSwap(written.swap, devices, ["host", "swap"], counting),
    watermarks: resolveWatermarks(written.watermarks, usable.wholePages, ["host", "watermarks"], usable),
    sharing: resolveSharing(written.sharing, ["host", "sharing"], counting),
    compression: resolveCompression(written.compression, usable.wholePages, ["host", "compression"], counting),
  };
}

/** A share among a manager's parameters is one of the host's memory. */
function resolveManager(written: Choice, catalogue: Catalogue, counting: PageCounting): ManagerChoice {
  const entry = managerEntry(catalogue, written);
  const { period, ...parameters }: ParameterValues = parameterValues(
    withPeriod(entry).parameters,
    written,
    ["manager"],
    counting,
  );
  return { kind: written.kind, periodNs: typeof period === "number" ? period : entry.defaultPeriodNs, parameters };
}

function resolveCosts(written: WrittenCosts): Costs {
  return {
    minorFaultNs: written.minorFault ?? 1000,
    majorFaultNs: written.majorFault ?? 5000,
    hostFaultNs: written.hostFault ?? 3500,
    hostFaultHugeNs: written.hostFaultHuge ?? 490,
    scanNs: written.scan ?? 100,
    evictNs: written.evict ?? 270,
    inflateTouchedNs: written.inflateTouched ?? 4455,
    inflateUntouchedNs: written.inflateUntouched ?? 2537,
    deflateNs: written.deflate ?? 1808,
    reportRangeNs: written.reportRange ?? 4432,
    reportPageNs: written.reportPage ?? 23,
  };
}
