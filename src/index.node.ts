import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { labModule } from "#engine";
import { catalogue } from "./catalogue.ts";
import { type CurveOptions, type CurveReport, missRatioCurveWith } from "./lab/curve.ts";
import { runOnCores } from "./lab/pool.node.ts";
import { type ReplayOptions, type ReplayReport, replayWith } from "./lab/replay.ts";
import type { Override } from "./scenario/override.ts";
import { ScenarioError, type ScenarioProblem } from "./scenario/problem.ts";
import { readScenario } from "./scenario/read.ts";
import type { Pattern, Scenario } from "./scenario/scenario.ts";
import { TraceError } from "./trace/error.ts";
import { readTraceFile } from "./trace/file.node.ts";
import type { Trace } from "./trace/trace.ts";

export * from "./index.ts";
export { readTraceFile } from "./trace/file.node.ts";

/** Replays a trace as everywhere else, but on all cores. */
export async function replay(trace: Trace, options: ReplayOptions): Promise<ReplayReport> {
  return replayWith(await labModule(), runOnCores, trace, options);
}

/** A miss-ratio curve as everywhere else, but policies are simulated on all cores. */
export async function missRatioCurve(trace: Trace, options: CurveOptions = {}): Promise<CurveReport> {
  return missRatioCurveWith(await labModule(), runOnCores, trace, options);
}

/** A scenario with the traces it names, ready to be simulated. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** By file, as the scenario names it. */
  readonly traces: ReadonlyMap<string, Trace>;
}

/** How to load a scenario. */
export interface LoadOptions {
  /** Values set over those of the file, one after the other. */
  readonly overrides?: readonly Override[];
  /** The scenario's text, when it is not to be read from the file; traces are then found from the present folder. */
  readonly text?: string;
}

/** Reads a scenario and the traces it names, which are found from the scenario's folder. Throws a `ScenarioError` with everything that is wrong. */
export async function loadScenario(file: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  const text = options.text ?? (await readFile(file, "utf8"));
  const folder = options.text === undefined ? dirname(file) : ".";
  const { scenario, locate } = readScenario(text, file, catalogue, options.overrides ?? []);
  const traces = new Map<string, Trace>();
  const problems: ScenarioProblem[] = [];
  for (const { group, workload } of scenario.vms) {
    for (const [index, phase] of workload.phases.entries()) {
      for (const name of traceFiles(phase.pattern)) {
        const problem = await readInto(traces, folder, name, workload.pages, scenario.pageBytes);
        if (problem === null) continue;
        const path = ["vms", group, "workload", "phases", index, "file"];
        const { line, column } = locate(path);
        problems.push({ path, line, column, where: `${file}:${line}:${column}`, message: problem });
      }
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return { scenario, traces };
}

function traceFiles({ kind, parameters, parts }: Pattern): string[] {
  const own = kind === "trace" && typeof parameters.file === "string" ? [parameters.file] : [];
  return [...own, ...parts.flatMap((part) => traceFiles(part.pattern))];
}

/** Reads a trace unless it is there already; returns what is wrong with it for a workload of so many pages, if anything is. */
async function readInto(
  traces: Map<string, Trace>,
  folder: string,
  name: string,
  pages: number,
  pageBytes: number,
): Promise<string | null> {
  try {
    const trace = traces.get(name) ?? (await readTraceFile(resolve(folder, name), { pageBytes }));
    traces.set(name, trace);
    if (trace.distinctPages <= pages) return null;
    return `the trace ${name} touches ${trace.distinctPages} pages and the workload has ${pages}: give it memory for at least ${trace.distinctPages} pages`;
  } catch (error) {
    if (error instanceof TraceError) return error.message;
    throw error;
  }
}
