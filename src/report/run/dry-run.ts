import type { Parameters } from "../../parameter/parameter.ts";
import { writeScale } from "../../scenario/scale.ts";
import type { Demand, DriverBehaviour, Pattern, Scenario, Vm } from "../../scenario/scenario.ts";
import { formatBytes, formatDuration, formatShare } from "../../words/units.ts";
import { escapeControls, hangBeside, padToWidth, wrapToWidth } from "../../words/width.ts";
import { neverDecides } from "../words/never-decides.ts";
import { settingInWords } from "../words/setting.ts";
import { formatRatio } from "./headline.ts";

/**
 * What a scenario would simulate, in words: its host, its manager and its VMs (a group is told once). `parameters` are those
 * of its manager: they say in which units its settings are; `engineBytes` is the memory that the engine takes for it.
 */
export function planInWords(
  scenario: Scenario,
  columns: number,
  parameters: Parameters,
  engineBytes: number | null = null,
): string {
  const size = (pages: number) => formatBytes(pages * scenario.pageBytes, 3);
  const sampled = scenario.scale === 1 ? "" : `, ${writeScale(scenario.scale)} of them simulated`;
  const lines = [
    ...wrapToWidth(
      `${escapeControls(scenario.name)}: ${formatDuration(scenario.durationNs)} with seed ${scenario.seed}, pages of ${formatBytes(scenario.pageBytes)}${sampled}.`,
      columns,
    ),
    "",
    ...hangBeside("host     ", hostInWords(scenario, size), columns),
    ...hangBeside("manager  ", managerInWords(scenario, parameters), columns),
    ...scenario.devices.flatMap((device) => {
      const rate = `${formatBytes(device.bytesPerSecond)}/s, ${device.channels} at a time`;
      return hangBeside(
        "device   ",
        `${escapeControls(device.name)}: ${formatDuration(device.latencyNs)}, ${rate}`,
        columns,
      );
    }),
    ...(engineBytes === null
      ? []
      : hangBeside("engine   ", `${formatBytes(engineBytes, 3)} of memory, of 4 GiB that it can have`, columns)),
    "",
    ...groups(scenario).flatMap(([name, vm]) => {
      return hangBeside(padToWidth(`${name}  `, 9, "left"), vmInWords(vm, scenario.durationNs, size), columns);
    }),
  ];
  return `${lines.join("\n")}\n`;
}

type Size = (pages: number) => string;

function hostInWords({ host, vms }: Scenario, size: Size): string {
  const usable = host.memoryPages - host.reservedPages;
  const share = host.reservedPages === 0 ? "all of it" : `${size(usable)} of it`;
  const promised = vms.reduce((sum, vm) => sum + vm.memoryPages, 0);
  const ratio = usable > 0 ? ` (${formatRatio(promised / usable)})` : "";
  const swap =
    host.swap.pages > 0 ? `swap of ${size(host.swap.pages)} on ${escapeControls(host.swap.device)}` : "no swap";
  return `${size(host.memoryPages)}, ${share} for VMs with ${size(promised)}${ratio}; ${swap}; policy ${host.policy.kind}`;
}

function managerInWords(scenario: Scenario, parameters: Parameters): string {
  const { manager } = scenario;
  const never = neverDecides(scenario);
  const settings = Object.entries(manager.parameters).map(([name, value]) => {
    return `${name} ${settingInWords(value, parameters[name] ?? { unit: "text" })}`;
  });
  return [
    `${escapeControls(manager.kind)} every ${formatDuration(manager.periodNs)}`,
    ...(manager.startNs > 0 ? [`from ${formatDuration(manager.startNs)} on`] : []),
    ...settings,
    ...(never === null ? [] : [`never decides: ${never}`]),
  ].join(", ");
}

function groups({ vms }: Scenario): [string, Vm][] {
  return [...new Set(vms.map(({ group }) => group))].flatMap((group): [string, Vm][] => {
    const [first, ...others] = vms.filter((vm) => vm.group === group);
    if (first === undefined) return [];
    return [[escapeControls(others.length > 0 ? `${group} ×${others.length + 1}` : first.name), first]];
  });
}

function vmInWords(vm: Vm, durationNs: number, size: Size): string {
  const on = "kind" in vm.swap ? "in memory, compressed" : `on ${escapeControls(vm.swap.device)}`;
  const swap = vm.swap.pages > 0 ? `swap of ${size(vm.swap.pages)} ${on}` : "no swap";
  const { series } = vm.workload;
  const warmPages = vm.workload.warmPages + vm.workload.warmFilePages;
  const patterns = vm.workload.phases.map(({ pattern, durationNs }) => {
    return patternInWords(pattern) + (durationNs === null ? "" : ` for ${formatDuration(durationNs)}`);
  });
  const life = [
    ...(vm.bootNs > 0 ? [`boots at ${formatDuration(vm.bootNs)}`] : []),
    ...(vm.shutdownNs !== null && vm.shutdownNs < durationNs ? [`shuts down at ${formatDuration(vm.shutdownNs)}`] : []),
  ];
  return [
    `${size(vm.memoryPages)}, ${vm.vcpus} vCPU${vm.vcpus === 1 ? "" : "s"}`,
    swap,
    `policy ${vm.policy.kind}`,
    balloonInWords(vm, size),
    ...reportingInWords(vm, size),
    ...life,
    `workload of ${size(vm.workload.pages)}, ${warmPages > 0 ? `${size(warmPages)} of it warm` : "cold"}: ${patterns.join(", then ") || (series === null ? "nothing" : seriesInWords(series))}`,
  ].join("; ");
}

function balloonInWords({ balloon }: Vm, size: Size): string {
  if (balloon === null) return "no balloon driver";
  const kind = balloon.kind === "virtio" ? "" : `${balloon.kind} `;
  return `${kind}balloon down to ${size(balloon.minimumPages)}${driverInWords(balloon.driver, size)}`;
}

function reportingInWords({ reporting }: Vm, size: Size): string[] {
  if (reporting === null) return [];
  return [`reports free blocks from ${size(2 ** reporting.order)} every ${formatDuration(reporting.delayNs)}`];
}

function driverInWords(driver: DriverBehaviour, size: Size): string {
  switch (driver.kind) {
    case "normal":
      return "";
    case "slow":
      return `, slow (${formatBytes(driver.bytesPerSecond)}/s)`;
    case "limited":
      return `, limited to ${size(driver.mostPages)}`;
    case "stuck":
      return ", stuck";
    case "intermittent":
      return `, stuck for ${formatDuration(driver.stuckNs)} after every ${formatDuration(driver.workingNs)}`;
  }
}

function seriesInWords({ anonymous, shape, loopNs }: Demand): string {
  const points = anonymous.timesNs.length;
  const loop = loopNs === null ? "" : `, again after ${formatDuration(loopNs)}`;
  return `series of ${points} point${points === 1 ? "" : "s"}, ${shape}${loop}`;
}

function patternInWords({ kind, parts }: Pattern): string {
  if (parts.length === 0) return kind;
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0);
  const inWords = parts.map(({ weight, pattern }) => `${formatShare(weight / weights)} ${patternInWords(pattern)}`);
  return `${kind} of ${inWords.join(", ")}`;
}
