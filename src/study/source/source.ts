import type { OwnManager } from "../../manager/own/own.ts";
import type { Catalogue } from "../../scenario/catalogue.ts";
import { moduleOf } from "../../scenario/manager/own-manager.ts";
import { ScenarioError } from "../../scenario/problem.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Override } from "../../scenario/text/override.ts";
import { openScenario, type ReadScenario, type WithoutEffect } from "../../scenario/text/read.ts";
import type { Trace } from "../../trace/trace.ts";

/** A scenario with the traces it names, ready to be simulated. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** By file, as the scenario names it. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** The manager of the module it names, if it names one. */
  readonly manager?: OwnManager;
  /** The address of the module's file, from which another thread can load it (`simulate` does); left out when a program handed the manager over. */
  readonly managerModule?: string;
  /** Values over the scenario that later ones replace, and keys of it that they switch off. */
  readonly withoutEffect?: WithoutEffect;
}

/**
 * Managers of the program's own, by module as the scenario names it (`manager: ./mine.mjs`), in place of files. Each run gets a new one, so
 * that a manager may keep what it must remember in itself.
 */
export type OwnManagers = ReadonlyMap<string, () => OwnManager>;

/** How a scenario is loaded. */
export interface LoadSettings {
  /**
   * Whether the manager's module is loaded in this thread, so that `manager` is there: it is unless this says false. Then the module is only
   * checked, in a thread of its own, which it may end or hold up without doing so to the program.
   */
  readonly managerHere?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A scenario that is read once and can be had with different values over it. */
export interface ScenarioSource {
  /** Throws a `ScenarioError` with everything that is wrong. The traces are its own, in its format and with its page size. */
  load(overrides: readonly Override[], settings?: LoadSettings): Promise<LoadedScenario>;
}

/** What goes with a scenario's text. */
export interface TextSourceOptions {
  /** Its name for messages. */
  readonly file?: string;
  /** The traces it names, by file as it names them; or what reads those of a scenario, where its page size or a trace's format is varied. */
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
      throw moduleError(read, `there is no manager for the module ${module}: hand it over in managers`);
    },
  };
}

/** What is wrong with the module of a scenario's manager, told where it is named. */
export function moduleError({ locate }: ReadScenario, message: string): ScenarioError {
  const path = ["manager", "module"];
  // A value over the scenario may name it by its kind.
  const place = [path, ["manager", "kind"]].map(locate).find(({ line }) => line === 0) ?? locate(path);
  return new ScenarioError([{ path, message, ...place }]);
}
