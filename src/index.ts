import { scenarioCatalogue } from "./catalogue.ts";
import { Machine } from "./engine/machine/machine.ts";
import { type EngineSource, laboratory, machine, takeModule } from "./engine/modules.ts";
import { type CurveOptions, type CurveReport, missRatioCurveWith } from "./lab/curve/curve.ts";
import { runHere } from "./lab/job.ts";
import type { TraceSource } from "./lab/many.ts";
import { type ReplayOptions, type ReplayReport, replayWith } from "./lab/replay.ts";
import { replayStepsWith, type StepsOptions, type StepsReport } from "./lab/steps.ts";
import {
  type CurveStudyOptions,
  curveStudyWith,
  type ReplayStudyOptions,
  replayStudyWith,
  type StudyReport,
  workersHere,
} from "./lab/study.ts";
import type { OwnManager } from "./manager/own/own.ts";
import { buildScenario as build } from "./scenario/build.ts";
import { checkScenario } from "./scenario/check.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { layoutOf } from "./simulation/layout.ts";
import type { Result } from "./simulation/result.ts";
import { type SimulateOptions, simulateWith } from "./simulation/simulate.ts";
import { type OnBoot, Simulation } from "./simulation/simulation.ts";
import { type CompareOptions, type Comparison, compareWith } from "./study/compare.ts";
import { type Plan, type PlanOptions, planWith } from "./study/plan.ts";
import { runsHere } from "./study/runs.ts";
import { type ScenarioSource, type TextSourceOptions, textSource } from "./study/source/source.ts";
import type { Trace } from "./trace/trace.ts";

export { catalogue, type FormatEntry, type FullCatalogue, scenarioCatalogue } from "./catalogue.ts";
export { EngineError } from "./engine/error.ts";
export type { GuestCounters, HostCounters } from "./engine/machine/counters.ts";
export { FREE_CELL, POOL_CELL, SHARED_CELL } from "./engine/machine/frame-map.ts";
export type { GuestStatus } from "./engine/machine/machine.generated.ts";
export type { EngineSource } from "./engine/modules.ts";
export type { PolicyEntry, Visibility } from "./engine/policies.ts";
export type { CurveOptions, CurveReport, SampleFacts } from "./lab/curve/curve.ts";
export type { Knee } from "./lab/curve/knee.ts";
export type { WorkingSet } from "./lab/curve/working-set.ts";
export { LabError } from "./lab/error.ts";
export type { NamedSize } from "./lab/frames.ts";
export type { FailedTrace, ManyProgress, TraceSource } from "./lab/many.ts";
export type { LabProgress, ReplayOptions, ReplayReport, ReplayResult } from "./lab/replay.ts";
export type { Spread, Summary } from "./lab/spread.ts";
export type { TraceFacts } from "./lab/standing.ts";
export type { ReplayStep, SteppedReplay, StepsOptions, StepsReport } from "./lab/steps.ts";
export type { CurveStudyOptions, ReplayStudyOptions, StudyReport } from "./lab/study.ts";
export type * from "./manager/manager.ts";
export { ManagerError, type OwnManager, type OwnManagerObject } from "./manager/own/own.ts";
export type * from "./parameter/parameter.ts";
export { parseScenario } from "./parse-scenario.ts";
export type * from "./report/figure/figure.ts";
export { colourAt, densityAt } from "./report/figure/palette.ts";
export { formatFigureValue, formatMoment } from "./report/figure/scale.ts";
export { curveCsv } from "./report/lab/curve-data.ts";
export { curveSvg } from "./report/lab/curve-svg.ts";
export { curvesSvg } from "./report/lab/curves-svg.ts";
export { replayCsv } from "./report/lab/replay-data.ts";
export { replayStudySvg, replaySvg } from "./report/lab/replay-svg.ts";
export { csvReports } from "./report/run/csv.ts";
export { figuresOf } from "./report/run/figures.ts";
export { jsonReport } from "./report/run/json.ts";
export { runSvg } from "./report/run/svg.ts";
export { type TextReportOptions, textReport } from "./report/run/text.ts";
export { capacityCsv, capacityJson } from "./report/study/capacity-data.ts";
export { capacityText } from "./report/study/capacity-text.ts";
export { comparisonCsv, comparisonJson } from "./report/study/comparison-data.ts";
export { comparisonSvg } from "./report/study/comparison-svg.ts";
export { comparisonText } from "./report/study/comparison-text.ts";
export { MOST_SEED } from "./scenario/limits.ts";
export { ScenarioError, type ScenarioProblem } from "./scenario/problem.ts";
export type * from "./scenario/scenario.ts";
export { scenarioJsonSchema } from "./scenario/schema.ts";
export type { Override } from "./scenario/text/override.ts";
export { devicesInUse } from "./scenario/uses/devices.ts";
export { traceFilesOf, traceFormatsOf } from "./scenario/uses/trace-files.ts";
export type { ByCause, Cause } from "./simulation/cause.ts";
export type { DeviceLoad, Reason } from "./simulation/reason.ts";
export type * from "./simulation/result.ts";
export type { Progress, SimulateOptions } from "./simulation/simulate.ts";
export type { OnBoot, Simulation, SimulationState } from "./simulation/simulation.ts";
export type { CompareOptions, Comparison, ComparisonRow } from "./study/compare.ts";
export { StudyError } from "./study/error.ts";
export type { Plan, PlanOptions, PlanRow, Searched, Trial } from "./study/plan.ts";
export type { Failed, Outcome } from "./study/runs.ts";
export type {
  LoadedScenario,
  LoadSettings,
  OwnManagers,
  ScenarioSource,
  TextSourceOptions,
} from "./study/source/source.ts";
export type { StudyProgress } from "./study/tally.ts";
export type { Variation } from "./study/variation.ts";
export type { Measures } from "./study/verdict/measures.ts";
export type { Blame, Verdict } from "./study/verdict/verdict.ts";
export { type Condensing, condensingFileOf, parseCondensing } from "./trace/condensing.ts";
export { type PossibleReading, TraceError, TraceQuestion } from "./trace/error.ts";
export type { FormatObject } from "./trace/format/written.ts";
export { readTrace, type TraceOptions } from "./trace/read.ts";
export { readingInWords, type TraceReading } from "./trace/reading.ts";
export type { Trace } from "./trace/trace.ts";
export { WorkloadError } from "./workload/error.ts";

/** Builds a scenario from plain data in the form of a scenario file; throws a `ScenarioError` with all problems. */
export function buildScenario(written: unknown): Scenario {
  return build(written, scenarioCatalogue);
}

/**
 * Runs a scenario to its end. Yields to the event loop and reports progress several times a second. Rejects with the signal's reason
 * when the signal stops it, and with a TypeError or RangeError when the argument is not a `Scenario`.
 */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<Result> {
  checkScenario(scenario);
  return simulateWith(await machine(), scenario, options);
}

/**
 * Engine memory in bytes that a run of a scenario needs, found by building its machine; untouched memory takes no memory of the process.
 * Throws an `EngineError` that names the smallest possible page size when it exceeds the maximum.
 */
export async function engineBytes(scenario: Scenario): Promise<number> {
  checkScenario(scenario);
  return (await Machine.create(await machine(), layoutOf(scenario), scenario.scale)).bytes;
}

/** Starts a scenario without running it: advance it with `runTo`, inspect it with `state`, end with `result`. `onBoot` is called and awaited repeatedly while VMs boot at the start. */
export async function beginSimulation(
  scenario: Scenario,
  traces: ReadonlyMap<string, Trace> = new Map(),
  manager?: OwnManager,
  onBoot?: OnBoot,
): Promise<Simulation> {
  checkScenario(scenario);
  return Simulation.create(await machine(), scenario, traces, manager, { onBoot });
}

/**
 * Fetches and compiles the engine before the first simulation. With `sources` it uses these modules of the
 * engine instead: `ballonet/engine.wasm`, and `ballonet/laboratory.wasm` for the laboratory, in any order, each as a
 * `WebAssembly.Module`, bytes or an address. Throws an `EngineError` when a module cannot be loaded.
 */
export async function loadEngine(...sources: readonly EngineSource[]): Promise<void> {
  for (const source of sources) await takeModule(source);
  if (sources.length === 0) await machine();
}

/** Replays a trace with replacement policies on memories of fixed sizes; throws a `LabError` for wrong options. */
export async function replay(trace: Trace, options: ReplayOptions): Promise<ReplayReport> {
  return replayWith(await laboratory(), runHere, trace, options);
}

/** Replays a short trace reference by reference: the evicted page and the contents of the frames after each. Throws a `LabError` for wrong options. */
export async function replaySteps(trace: Trace, options: StepsOptions): Promise<StepsReport> {
  return replayStepsWith(await laboratory(), trace, options);
}

/** LRU's miss-ratio curve, exact or sampled, with the curves of other policies and working sets; throws a `LabError` for wrong options. */
export async function missRatioCurve(trace: Trace, options: CurveOptions = {}): Promise<CurveReport> {
  return missRatioCurveWith(await laboratory(), runHere, trace, options);
}

/** Replays many traces, one at a time, and compares the policies over all of them. A trace that cannot be read is reported and does not affect the others. Throws a `LabError` for wrong options. */
export async function replayTraces(
  sources: readonly TraceSource[],
  options: ReplayStudyOptions,
): Promise<StudyReport<ReplayReport>> {
  return replayStudyWith(await laboratory(), workersHere, sources, options, { atOnce: 1 });
}

/** Computes the miss-ratio curves of many traces; errors are handled as in `replayTraces`. */
export async function missRatioCurves(
  sources: readonly TraceSource[],
  options: CurveStudyOptions = {},
): Promise<StudyReport<CurveReport>> {
  return curveStudyWith(await laboratory(), workersHere, sources, options, { atOnce: 1 });
}

/** Parses a scenario's text for `compare` and `plan`; throws a `ScenarioError` when it is not YAML. */
export function openScenario(text: string, options: TextSourceOptions = {}): ScenarioSource {
  return textSource(text, scenarioCatalogue, options);
}

/** Runs every combination of the varied values and compares the results. Throws a `ScenarioError` or a `StudyError` before the first run. */
export async function compare(source: ScenarioSource, options: CompareOptions): Promise<Comparison> {
  return compareWith(await machine(), runsHere, managerNames(), source, options);
}

/** Searches for the highest overcommit that keeps slowdown within a limit. Throws a `ScenarioError` or a `StudyError` before the first run. */
export async function plan(source: ScenarioSource, options: PlanOptions): Promise<Plan> {
  return planWith(await machine(), runsHere, managerNames(), source, options);
}

function managerNames(): readonly string[] {
  return scenarioCatalogue.managers.map(({ name }) => name);
}
