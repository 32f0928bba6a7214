import {
  beginSimulation,
  buildScenario,
  devicesInUse,
  type ManagerChoice,
  type OnBoot,
  type Scenario,
  type Simulation,
  scenarioCatalogue,
  type Trace,
  traceFilesOf,
} from "ballonet";
import {
  asOverride,
  groupsOf,
  managerSetting,
  overridesOf,
  type Setting,
  withSettings,
} from "../settings/overrides.ts";
import type { BaseScenario, HostRequest, Opened, TraceSources } from "./messages.ts";

/** The requested host: facts for the page, available at once, and the simulation, which takes time to build. */
export interface Built {
  readonly facts: Opened;
  readonly simulation: (onBoot: OnBoot) => Promise<Simulation>;
  /** Resolves a manager by name, with the scenario's defaults; throws a `ScenarioError` for an unknown name. */
  readonly managerNamed: (name: string) => ManagerChoice;
}

/** Reads the scenario and applies the settings. Reading and building throw the library's errors. */
export async function build({ base: given, settings, manager }: HostRequest): Promise<Built> {
  const read = await readerOf(given);
  const base = read([]);
  const overrides = overridesOf(settings, base, manager);
  const scenario = overrides.length === 0 ? base : read(overrides);
  const simulation = async (onBoot: OnBoot) =>
    beginSimulation(scenario, await readTraces(scenario, given.traces), undefined, onBoot);
  const facts: Opened = {
    kind: "opened",
    name: scenario.name,
    durationNs: scenario.durationNs,
    samplePeriodNs: scenario.samplePeriodNs,
    pageBytes: scenario.pageBytes,
    hostFrames: scenario.host.memoryPages - scenario.host.reservedPages,
    manager: scenario.manager.kind,
    vms: scenario.vms.map(({ name, memoryPages }) => ({ name, memoryPages })),
    traceFiles: traceFilesOf(scenario),
    overrides: overrides.map(asOverride),
    base: {
      hostMemoryMiB: (base.host.memoryPages * base.pageBytes) / 2 ** 20,
      vmCount: base.vms.length,
      groupCount: groupsOf(base).size,
      manager: base.manager.kind,
      seed: base.seed,
      usesDisk: devicesInUse(base).length > 0,
    },
    managers: scenarioCatalogue.managers.map(({ name }) => name),
    devices: scenarioCatalogue.devices.map(({ name }) => name),
  };
  const managerNamed = (name: string) => read([...overrides, managerSetting(name)]).manager;
  return { facts, simulation, managerNamed };
}

/** Returns a function that reads the scenario with overrides applied. */
async function readerOf({ name, text, written }: BaseScenario): Promise<(overrides: readonly Setting[]) => Scenario> {
  if (text === null) return (overrides) => buildScenario(withSettings(written, overrides));
  // The YAML reader is large and only needed for the user's own files.
  const { parseScenario } = await import("./texts.ts");
  return (overrides) => parseScenario(text, `${name}.yaml`, overrides.map(asOverride));
}

async function readTraces(scenario: Scenario, places: TraceSources): Promise<Map<string, Trace>> {
  if (traceFilesOf(scenario).length === 0) return new Map();
  // Most scenarios have no traces: the trace readers are loaded on demand.
  const { tracesOf } = await import("./traces.ts");
  return tracesOf(scenario, places);
}
