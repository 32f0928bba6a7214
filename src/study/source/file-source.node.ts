import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { loadManager } from "../../own-manager/load.node.ts";
import { checkModule } from "../../own-manager/thread.node.ts";
import type { Catalogue } from "../../scenario/catalogue.ts";
import { moduleOf } from "../../scenario/manager/own-manager.ts";
import { openScenario, type ReadScenario } from "../../scenario/text/read.ts";
import { readPointsFrom } from "./read-points.node.ts";
import { ScenarioTraces } from "./scenario-traces.node.ts";
import {
  type LoadedScenario,
  type LoadSettings,
  moduleError,
  type OwnManagers,
  type ScenarioSource,
} from "./source.ts";

/** Options for a scenario's file. */
export interface FileSourceOptions {
  /** The scenario's text, instead of the file's contents. */
  readonly text?: string | undefined;
  readonly managers?: OwnManagers | undefined;
}

/** A scenario from a file. Paths of traces and modules are relative to its folder or, when `text` is given, to the working directory. */
export async function fileSource(
  file: string,
  catalogue: Catalogue,
  { text, managers }: FileSourceOptions = {},
): Promise<ScenarioSource> {
  const folder = text === undefined ? dirname(file) : ".";
  const opened = openScenario(text ?? (await readFile(file, "utf8")), file, catalogue, readPointsFrom(folder));
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
  /** The error in the module at a URL, if any. */
  check(address: string, signal: AbortSignal | undefined): Promise<string | null>;
}

/** The manager's module, if the scenario names one; throws a `ScenarioError` for an unusable module. */
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
