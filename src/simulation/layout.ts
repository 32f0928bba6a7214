import type { GuestLayout, MachineLayout, SwapLayout } from "../engine/machine/layout.ts";
import type { DriverConfig, ZramConfig } from "../engine/machine/machine.generated.ts";
import { policyLayout } from "../engine/policies.ts";
import type { Balloon, PolicyChoice, Scenario, Swap, Vm } from "../scenario/scenario.ts";
import { contentsOf } from "./contents.ts";

/** References handed to a vCPU at a time: enough to make the way into the engine cheap, few enough that those of many vCPUs stay in a core's cache. */
export const STREAM_LENGTH = 4096;

/** The machine a scenario describes. */
export function layoutOf(scenario: Scenario): MachineLayout {
  const device = (name: string) => scenario.devices.findIndex((candidate) => candidate.name === name);
  const contents = contentsOf(scenario);
  const swap = ({ pages, device: name, readaheadPages }: Swap): SwapLayout => ({
    slots: pages,
    device: device(name),
    readahead: readaheadPages,
  });
  const guestSwap = ({ swap: written, memoryPages }: Vm): { swap: SwapLayout; zram: ZramConfig | null } => {
    if (!("kind" in written)) return { swap: swap(written), zram: null };
    const { pages, limitPages, ...compression } = written;
    return {
      swap: { slots: pages, device: 0, readahead: 1 },
      zram: { ...compression, limitPages: Math.min(limitPages ?? memoryPages, memoryPages) },
    };
  };
  const policyOf = ({ kind, parameters }: PolicyChoice) => policyLayout(kind, parameters, scenario.scale);
  const guest = (vm: Vm): GuestLayout => ({
    pages: vm.workload.pages,
    filePages: vm.workload.filePages,
    frames: vm.memoryPages,
    kernelFrames: vm.kernelPages,
    vcpus: vm.vcpus,
    policy: policyOf(vm.policy),
    ...guestSwap(vm),
    disk: device(vm.disk),
    watermarks: vm.watermarks,
    deflateOnOom: vm.deflateOnOom,
    content: contents.of(vm),
    zeroFillNs: vm.balloon?.hostFaultNs ?? scenario.costs.hostFaultNs,
    driver: vm.balloon === null ? null : driverLayout(vm.balloon),
    reporting: vm.reporting,
  });
  const { host } = scenario;
  const { sharing } = host;
  return {
    seed: scenario.seed,
    pageBytes: scenario.pageBytes,
    quantumNs: scenario.quantumNs,
    costs: scenario.costs,
    devices: scenario.devices,
    host: {
      frames: host.memoryPages - host.reservedPages,
      policy: policyOf(host.policy),
      swap: swap(host.swap),
      watermarks: host.watermarks,
      compression: host.compression,
      sharing: sharing && { ...sharing, contents: contents.count, running: sharing.tuning === null },
    },
    guests: scenario.vms.map(guest),
    streamLength: STREAM_LENGTH,
  };
}

function driverLayout(balloon: Balloon): DriverConfig {
  const { driver, batchPages, retryNs, touchedNs, untouchedNs, returnNs, migrateNs } = balloon;
  return {
    behaviour: driver.kind,
    batchPages,
    order: Math.log2(balloon.unitPages),
    migrates: balloon.kind === "virtio-mem",
    touchedNs,
    untouchedNs,
    returnNs,
    migrateNs,
    retryNs,
    mostPages: driver.kind === "limited" ? driver.mostPages : 0,
    bytesPerSecond: driver.kind === "slow" ? driver.bytesPerSecond : 0,
    workingNs: driver.kind === "intermittent" ? driver.workingNs : 0,
    stuckNs: driver.kind === "intermittent" ? driver.stuckNs : 0,
  };
}
