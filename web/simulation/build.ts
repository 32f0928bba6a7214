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
  type Setting,
  settingsOver,
  withSettings,
} from "../settings/overrides.ts";
import type { BaseScenario, Opened, TracePlaces, Wish } from "./messages.ts";

/** A machine that was wished for, and what the page must know of it while it is being built. */
export interface Built {
  readonly facts: Opened;
  readonly simulation: (onBoot: OnBoot) => Promise<Simulation>;
  /** A manager that may be put in charge, by name, as the scenario would have it; a `ScenarioError` for a name that is none. */
  readonly managerNamed: (name: string) => ManagerChoice;
}

/** Reads the scenario; this and building its machine throw what the library throws. */
export async function build({ base: given, settings, manager }: Wish): Promise<Built> {
  const read = await readerOf(given);
  const base = read([]);
  const over = settingsOver(settings, base, manager);
  const scenario = over.length === 0 ? base : read(over);
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
    overrides: over.map(asOverride),
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
  const managerNamed = (name: string) => read([...over, managerSetting(name)]).manager;
  return { facts, simulation, managerNamed };
}

/** What makes the scenario with settings over it. */
async function readerOf({ name, text, written }: BaseScenario): Promise<(over: readonly Setting[]) => Scenario> {
  if (text === null) return (over) => buildScenario(withSettings(written, over));
  // What reads YAML is large, and only needed for a file of one's own.
  const { parseScenario } = await import("./texts.ts");
  return (over) => parseScenario(text, `${name}.yaml`, over.map(asOverride));
}

async function readTraces(scenario: Scenario, places: TracePlaces): Promise<Map<string, Trace>> {
  if (traceFilesOf(scenario).length === 0) return new Map();
  // Most scenarios have none: what reads them is fetched with the first.
  const { tracesOf } = await import("./traces.ts");
  return tracesOf(scenario, places);
}
