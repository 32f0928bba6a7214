import type { OwnManager } from "../../manager/own/own.ts";
import type { Catalogue } from "../../scenario/catalogue.ts";
import { moduleOf } from "../../scenario/manager/own-manager.ts";
import { ScenarioError } from "../../scenario/problem.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Override } from "../../scenario/text/override.ts";
import { openScenario, type ReadScenario, type WithoutEffect } from "../../scenario/text/read.ts";
import type { Trace } from "../../trace/trace.ts";

/** A scenario with its traces, ready to simulate. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Traces by file, as the scenario names it. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** The manager from the module that the scenario names, if any. */
  readonly manager?: OwnManager;
  /** URL of the manager's module, from which another thread can load it, as `simulate` does; missing when the program passed a manager object. */
  readonly managerModule?: string;
  /** Overrides that later ones replace, and keys of the scenario that overrides switch off. */
  readonly withoutEffect?: WithoutEffect;
}

/**
 * The program's managers by module, as the scenario names it (`manager: ./mine.mjs`), instead of files. Each run creates a new manager, so that
 * a manager may keep state.
 */
export type OwnManagers = ReadonlyMap<string, () => OwnManager>;

/** Options of loading a scenario. */
export interface LoadSettings {
  /**
   * Whether to load the manager's module in this thread and set `manager`; default: true. Otherwise the module is only checked in a separate
   * thread, where it cannot end or block the program.
   */
  readonly managerHere?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A scenario that is read once and can be loaded with different overrides. */
export interface ScenarioSource {
  /** Throws a `ScenarioError` that lists all problems. The traces are read in the scenario's format and with its page size. */
  load(overrides: readonly Override[], settings?: LoadSettings): Promise<LoadedScenario>;
}

/** Options for a scenario's text. */
export interface TextSourceOptions {
  /** Name of the scenario in messages. */
  readonly file?: string;
  /** The traces by file name as written in the scenario; or a function that reads them, for variations of page size or trace format. */
  readonly traces?: ReadonlyMap<string, Trace> | ((scenario: Scenario) => Promise<ReadonlyMap<string, Trace>>);
  readonly managers?: OwnManagers;
}

/** A scenario from YAML or JSON text. */
export function textSource(text: string, catalogue: Catalogue, options: TextSourceOptions = {}): ScenarioSource {
  const opened = openScenario(text, options.file ?? "scenario", catalogue);
  const { traces: given = new Map<string, Trace>(), managers = new Map<string, () => OwnManager>() } = options;
  return {
    async load(overrides) {
      const read = opened.read(overrides);
      const { scenario, withoutEffect } = read;
      const traces = typeof given === "function" ? await given(scenario) : given;
      const module = moduleOf(scenario.manager);
      if (module === null) return { scenario, traces, withoutEffect };
      const make = managers.get(module);
      if (make !== undefined) return { scenario, traces, manager: make(), withoutEffect };
      throw moduleError(read, `there is no manager for the module ${module}: pass it in managers`);
    },
  };
}

/** An error about the module of a scenario's manager, at the place that names it. */
export function moduleError({ locate }: ReadScenario, message: string): ScenarioError {
  const path = ["manager", "module"];
  // An override may name the module as manager.kind.
  const place = [path, ["manager", "kind"]].map(locate).find(({ line }) => line === 0) ?? locate(path);
  return new ScenarioError([{ path, message, ...place }]);
}
