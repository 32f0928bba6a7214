import { readFile } from "node:fs/promises";
import { takenFrom } from "./ahead/taken.ts";
import { makeAhead } from "./ahead/thread.node.ts";
import { catalogue } from "./catalogue.ts";
import { EngineError } from "./engine/error.ts";
import { type EngineSource, laboratory, machine } from "./engine/modules.ts";
import type { ImportedScenario, ImportSource } from "./import/import.ts";
import { loadEngine as load } from "./index.ts";
import { type CurveOptions, type CurveReport, missRatioCurveWith } from "./lab/curve/curve.ts";
import type { TraceSource } from "./lab/many.ts";
import { type Cores, openCores, runOnCores } from "./lab/pool.node.ts";
import { type ReplayOptions, type ReplayReport, replayWith } from "./lab/replay.ts";
import {
  type CurveStudyOptions,
  curveStudyWith,
  type ReplayStudyOptions,
  replayStudyWith,
  type StudyReport,
} from "./lab/study.ts";
import { simulateModule } from "./own-manager/thread.node.ts";
import { numberArgument } from "./parameter/argument.ts";
import { checkScenario } from "./scenario/check.ts";
import type { Scenario } from "./scenario/scenario.ts";
import type { Override } from "./scenario/text/override.ts";
import type { Result } from "./simulation/result.ts";
import { type SimulateOptions, simulateWith } from "./simulation/simulate.ts";
import { type CompareOptions, type Comparison, compareWith } from "./study/compare.ts";
import { type Plan, type PlanOptions, planWith } from "./study/plan.ts";
import { runsOnCores } from "./study/pool.node.ts";
import { type FileSourceOptions, fileSource } from "./study/source/file-source.node.ts";
import type { LoadedScenario, ScenarioSource } from "./study/source/source.ts";
import type { TraceOptions } from "./trace/read.ts";
import { allShared } from "./trace/shared.ts";
import type { Trace } from "./trace/trace.ts";

export type { ImportedScenario, ImportSource } from "./import/import.ts";
export type { ImportedHost, ImportedManager, ImportedVm } from "./import/model/host.ts";
export type { Sample } from "./import/model/sample.ts";
export type { Sureness, Told } from "./import/model/told.ts";
export * from "./index.ts";
export { findTraceFiles } from "./lab/files.node.ts";
export { curveParquet } from "./report/lab/curve-data.ts";
export { replayParquet } from "./report/lab/replay-data.ts";
export type { FileSourceOptions } from "./study/source/file-source.node.ts";
export { readTraceFile } from "./trace/file.node.ts";

/** How to run a scenario in Node. */
export interface NodeSimulateOptions extends SimulateOptions {
  /**
   * Address of a module whose default export is the manager; ignored if `manager` is given. The module is loaded and the run is made in a
   * separate thread, so a module that ends or blocks its thread does not affect the program. Its standard output goes to standard error.
   */
  readonly managerModule?: string | undefined;
}

/** Time a manager has to return from `decide` after the run is stopped. */
const GRACE_MS = 1000;

/** Like `simulate` elsewhere; a second thread generates references ahead where that is faster. */
export async function simulate(scenario: Scenario, options: NodeSimulateOptions = {}): Promise<Result> {
  checkScenario(scenario);
  const { traces = new Map<string, Trace>(), manager, managerModule, onProgress, onStopped, signal } = options;
  const ahead = makeAhead(scenario, traces);
  try {
    const module = await machine();
    if (manager === undefined && managerModule !== undefined) {
      const run = { module, scenario, traces: allShared(traces), ahead: ahead?.rings ?? null };
      const { result } = await simulateModule(managerModule, run, { onProgress, onStopped, signal, graceMs: GRACE_MS });
      return result;
    }
    const open = ahead === null ? undefined : takenFrom(ahead.rings, scenario, traces);
    return await simulateWith(module, scenario, options, open);
  } finally {
    await ahead?.close();
  }
}

/** Like `loadEngine` elsewhere; an address may also be a `file:` URL. */
export async function loadEngine(...sources: readonly EngineSource[]): Promise<void> {
  await load(...(await Promise.all(sources.map(fromFile))));
}

async function fromFile(source: EngineSource): Promise<EngineSource> {
  const address = source instanceof URL ? source.href : source;
  if (typeof address !== "string" || !address.startsWith("file:")) return source;
  return readFile(new URL(address)).catch(() => {
    throw new EngineError(`the engine cannot be read from ${address}: there is no such file`);
  });
}

/** Like `replay` elsewhere, on all cores. */
export async function replay(trace: Trace, options: ReplayOptions): Promise<ReplayReport> {
  return replayWith(await laboratory(), runOnCores, trace, options);
}

/** Like `missRatioCurve` elsewhere; policies are simulated on all cores. */
export async function missRatioCurve(trace: Trace, options: CurveOptions = {}): Promise<CurveReport> {
  return missRatioCurveWith(await laboratory(), runOnCores, trace, options);
}

/** How to read traces given as files. */
type Reading = Pick<TraceOptions, "format" | "pageBytes">;

/** Like `replayTraces` elsewhere, on all cores; a trace may also be a file's path. `findTraceFiles` finds the files of folders and patterns. */
export async function replayTraces(
  sources: readonly (string | TraceSource)[],
  options: ReplayStudyOptions & Reading & CoreOptions,
): Promise<StudyReport<ReplayReport>> {
  return withCores(options.jobs, async (cores) =>
    replayStudyWith(await laboratory(), cores, opened(sources, options, cores), options, { atOnce: cores.threads }),
  );
}

/** Like `missRatioCurves` elsewhere, on all cores; a trace may also be a file's path. */
export async function missRatioCurves(
  sources: readonly (string | TraceSource)[],
  options: CurveStudyOptions & Reading & CoreOptions = {},
): Promise<StudyReport<CurveReport>> {
  return withCores(options.jobs, async (cores) =>
    curveStudyWith(await laboratory(), cores, opened(sources, options, cores), options, { atOnce: cores.threads }),
  );
}

async function withCores<T>(threads: number | undefined, work: (cores: Cores) => Promise<T>): Promise<T> {
  const cores = openCores(threads);
  try {
    return await work(cores);
  } finally {
    await cores.close();
  }
}

function opened(
  sources: readonly (string | TraceSource)[],
  { format, pageBytes }: Reading,
  cores: Cores,
): readonly TraceSource[] {
  return sources.map((source) =>
    typeof source === "string"
      ? {
          name: source,
          read: async () => ({ ...(await cores.readTrace(source, { format, pageBytes })), name: source }),
        }
      : source,
  );
}

/** Number of cores to use. */
export interface CoreOptions {
  /** Number of threads; default: all cores. */
  readonly jobs?: number | undefined;
}

function coresOf({ jobs }: CoreOptions): number | undefined {
  return jobs === undefined ? undefined : numberArgument("jobs", jobs, { least: 1, whole: true });
}

/** Like `compare` elsewhere, on all cores. */
export async function compare(source: ScenarioSource, options: CompareOptions & CoreOptions): Promise<Comparison> {
  return compareWith(await machine(), runsOnCores(coresOf(options)), managerNames(), source, options);
}

/** Like `plan` elsewhere, on all cores. */
export async function plan(source: ScenarioSource, options: PlanOptions & CoreOptions): Promise<Plan> {
  return planWith(await machine(), runsOnCores(coresOf(options)), managerNames(), source, options);
}

function managerNames(): readonly string[] {
  return catalogue.managers.map(({ name }) => name);
}

/** How to load a scenario. */
export interface LoadOptions extends FileSourceOptions {
  /** Values that replace values of the file, applied in order. */
  readonly overrides?: readonly Override[];
}

/** Reads a scenario and its traces; trace paths are relative to the scenario's folder. Throws a `ScenarioError` with all problems. */
export async function loadScenario(file: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  return (await openScenarioFile(file, options)).load(options.overrides ?? []);
}

/** Reads what hosts tell, from files and folders: a scenario for each host. Rejects with an `ImportError` of one sentence. */
export async function importHosts(source: ImportSource, paths: readonly string[]): Promise<ImportedScenario[]> {
  const [{ filesOfHosts }, { importFiles }] = await Promise.all([
    import("./import/files.node.ts"),
    import("./import/import.ts"),
  ]);
  return importFiles(source, await filesOfHosts(source, paths));
}

/** Reads a scenario's file for `compare` and `plan`. */
export async function openScenarioFile(file: string, options: FileSourceOptions = {}): Promise<ScenarioSource> {
  return fileSource(file, catalogue, options);
}
