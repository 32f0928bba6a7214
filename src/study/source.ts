import type { OwnManager } from "../manager/own.ts";
import type { Catalogue } from "../scenario/catalogue.ts";
import type { Override } from "../scenario/override.ts";
import { openScenario } from "../scenario/read.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";

/** A scenario with the traces it names, ready to be simulated. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** By file, as the scenario names it. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** The manager of the module it names, if it names one. */
  readonly manager?: OwnManager;
}

/** A scenario that is read once and can be had with different values over it. */
export interface ScenarioSource {
  /** Throws a `ScenarioError` with everything that is wrong. The traces are those of all scenarios loaded so far. */
  load(overrides: readonly Override[]): Promise<LoadedScenario>;
}

/** What goes with a scenario's text. */
export interface TextSourceOptions {
  /** Its name for messages. */
  readonly file?: string;
  /** The traces it names, by file as it names them. */
  readonly traces?: ReadonlyMap<string, Trace>;
}

/** A scenario from YAML or JSON text. */
export function textSource(text: string, catalogue: Catalogue, options: TextSourceOptions = {}): ScenarioSource {
  const opened = openScenario(text, options.file ?? "scenario", catalogue);
  const traces = options.traces ?? new Map<string, Trace>();
  return { load: async (overrides) => ({ scenario: opened.read(overrides).scenario, traces }) };
}
