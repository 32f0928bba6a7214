import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { loadManager } from "../../own-manager/load.node.ts";
import { checkModule } from "../../own-manager/thread.node.ts";
import type { Catalogue } from "../../scenario/catalogue.ts";
import { moduleOf } from "../../scenario/manager/own-manager.ts";
import { openScenario, type ReadScenario } from "../../scenario/text/read.ts";
import { ScenarioTraces } from "./scenario-traces.node.ts";
import {
  type LoadedScenario,
  type LoadSettings,
  moduleError,
  type OwnManagers,
  type ScenarioSource,
} from "./source.ts";

/** What goes with a scenario's file. */
export interface FileSourceOptions {
  /** The scenario's text, when it is not to be read from the file. */
  readonly text?: string | undefined;
  readonly managers?: OwnManagers | undefined;
}

/** A scenario from a file; the traces and the module it names are found from its folder, or, when its text is given, from the present one. */
export async function fileSource(
  file: string,
  catalogue: Catalogue,
  { text, managers }: FileSourceOptions = {},
): Promise<ScenarioSource> {
  const folder = text === undefined ? dirname(file) : ".";
  const opened = openScenario(text ?? (await readFile(file, "utf8")), file, catalogue);
  const traces = new ScenarioTraces(folder);
  const checked = new Map<string, Promise<string | null>>();
  const check = (address: string, signal: AbortSignal | undefined): Promise<string | null> => {
    const known = checked.get(address) ?? checkModule(address, signal);
    checked.set(address, known);
    return known;
  };
  return {
    async load(overrides, settings = {}) {
      const read = opened.read(overrides);
      const manager = () => managerOf(read, folder, { managers, check, ...settings });
      const { scenario, withoutEffect } = read;
      return { scenario, traces: await traces.of(read), ...(await manager()), withoutEffect };
    },
  };
}

interface ManagerSettings extends LoadSettings {
  readonly managers: OwnManagers | undefined;
  /** What is wrong with the module at an address, if anything is. */
  check(address: string, signal: AbortSignal | undefined): Promise<string | null>;
}

/** The manager's module, where the scenario names one; throws a `ScenarioError` for one that cannot serve. */
async function managerOf(
  read: ReadScenario,
  folder: string,
  { managers, check, managerHere, signal }: ManagerSettings,
): Promise<Pick<LoadedScenario, "manager" | "managerModule">> {
  const module = moduleOf(read.scenario.manager);
  if (module === null) return {};
  const make = managers?.get(module);
  if (make !== undefined) return { manager: make() };
  const address = pathToFileURL(resolve(folder, module)).href;
  const problem = (text: string) => moduleError(read, `the module ${module} ${text}`);
  if (managerHere === false) {
    const wrong = await check(address, signal);
    if (wrong !== null) throw problem(wrong);
    return { managerModule: address };
  }
  const loaded = await loadManager(address);
  if ("problem" in loaded) throw problem(loaded.problem);
  return { manager: loaded.manager, managerModule: address };
}
