import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { loadManager } from "../own-manager/load.node.ts";
import { checkModule } from "../own-manager/thread.node.ts";
import type { Catalogue } from "../scenario/catalogue.ts";
import { ScenarioError, type ScenarioProblem } from "../scenario/problem.ts";
import { openScenario, type ReadScenario } from "../scenario/read.ts";
import { traceFiles, traceFormats, traceFormatsOf } from "../scenario/trace-files.ts";
import { moduleOf } from "../scenario/written-own-manager.ts";
import { TraceError } from "../trace/error.ts";
import { readTraceFile } from "../trace/file.node.ts";
import type { TraceOptions } from "../trace/read.ts";
import type { Trace } from "../trace/trace.ts";
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
  const traces = new Map<string, Trace>();
  const readings = new Set<string>();
  const checked = new Map<string, Promise<string | null>>();
  const check = (address: string, signal: AbortSignal | undefined): Promise<string | null> => {
    const known = checked.get(address) ?? checkModule(address, signal);
    checked.set(address, known);
    return known;
  };
  return {
    async load(overrides, settings = {}) {
      const read = opened.read(overrides);
      await readTraces(read, folder, { traces, read: readings });
      return { scenario: read.scenario, traces, ...(await managerOf(read, folder, { managers, check, ...settings })) };
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

/** Traces by name, and in which ways they were read, which all came to the same. */
interface KnownTraces {
  readonly traces: Map<string, Trace>;
  readonly read: Set<string>;
}

/** Reads what traces are not there yet; throws a `ScenarioError` for those that cannot serve their workload. */
async function readTraces({ scenario, locate }: ReadScenario, folder: string, known: KnownTraces): Promise<void> {
  const problems: ScenarioProblem[] = [];
  const formats = traceFormatsOf(scenario);
  for (const { group, workload } of scenario.vms) {
    for (const [index, phase] of workload.phases.entries()) {
      for (const [file, format] of traceFormats(phase.pattern)) {
        if (formats.get(file) === format) continue;
        const path = ["vms", group, "workload", "phases", index, "format"];
        const message = `the trace ${file} is in two formats, ${format} and ${formats.get(file)}: a file has one`;
        problems.push({ path, message, ...locate(path) });
      }
      for (const name of traceFiles(phase.pattern)) {
        const reading = { format: formats.get(name), standardPageBytes: scenario.pageBytes };
        const problem = await readInto(known, folder, name, workload.pages, reading);
        if (problem === null) continue;
        const path = ["vms", group, "workload", "phases", index, "file"];
        problems.push({ path, message: problem, ...locate(path) });
      }
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
}

/** Reads a trace unless it is there already; returns what is wrong with it for a workload of so many pages, if anything is. */
async function readInto(
  { traces, read }: KnownTraces,
  folder: string,
  name: string,
  pages: number,
  reading: TraceOptions,
): Promise<string | null> {
  const key = JSON.stringify([name, reading]);
  try {
    const known = traces.get(name);
    const trace = known !== undefined && read.has(key) ? known : await readTraceFile(resolve(folder, name), reading);
    if (known !== undefined && !isSame(known, trace))
      return `the trace ${name} has other pages here than in another of these runs, and runs beside each other share their traces: run them one by one`;
    if (known === undefined) traces.set(name, trace);
    read.add(key);
    if (trace.distinctPages <= pages) return null;
    return `the trace ${name} touches ${trace.distinctPages} pages and the workload has ${pages}: give it memory for at least ${trace.distinctPages} pages`;
  } catch (error) {
    if (error instanceof TraceError) return error.message;
    throw error;
  }
}

function isSame(one: Trace, other: Trace): boolean {
  if (one === other) return true;
  const { references } = other;
  return (
    one.references.length === references.length && one.references.every((word, index) => word === references[index])
  );
}
