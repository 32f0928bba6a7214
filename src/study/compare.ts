import type { Override } from "../scenario/override.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { thinkNs } from "../workload/open.ts";
import { distancesToBest } from "./distance.ts";
import { StudyError } from "./error.ts";
import { measuresOf } from "./measures.ts";
import { Roomies } from "./roomies.ts";
import { type Attempt, isMade, type OpenRuns, type Outcome, type RunInput, type Runs } from "./runs.ts";
import type { ScenarioSource } from "./source.ts";
import { combinations, overridesFor, spellOut, type Variation } from "./variation.ts";
import { judge, type Roomy } from "./verdict.ts";

/** How far a study has come. */
export interface StudyProgress {
  readonly runsDone: number;
  /** Runs there will be; of a search, those begun so far. */
  readonly runs: number;
  readonly simulatedNs: number;
  /** Simulated time of all the runs; `null`: it shows while they go on. */
  readonly totalNs: number | null;
  readonly wallSeconds: number;
}

/** What to compare. */
export interface CompareOptions {
  /** What is to be different; every combination of the values is a run. */
  readonly vary: readonly Variation[];
  /** Values set over those of the scenario in every run. */
  readonly overrides?: readonly Override[] | undefined;
  readonly onProgress?: ((progress: StudyProgress) => void) | undefined;
  /** Stops everything; `compare` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A run of a comparison. */
export interface ComparisonRow {
  /** What was different: a value for each variation. */
  readonly values: readonly string[];
  readonly outcome: Outcome;
  /** 1 − throughput ÷ the highest throughput of the runs that differ only in the manager, itself included; `null` when no other was measured. */
  readonly distanceToBest: number | null;
}

/** Runs side by side, in the order of their combinations. */
export interface Comparison {
  /** The scenario's name. */
  readonly scenario: string;
  readonly variations: readonly Variation[];
  readonly rows: readonly ComparisonRow[];
}

/**
 * Runs every combination. Throws a `ScenarioError` or a `StudyError` before anything is run when a combination is not a scenario;
 * a run for which there is not enough memory is a row that says so.
 */
export async function compareWith(
  module: WebAssembly.Module,
  openRuns: OpenRuns,
  managers: readonly string[],
  source: ScenarioSource,
  options: CompareOptions,
): Promise<Comparison> {
  const { overrides = [], signal } = options;
  const variations = spellOut(options.vary, managers);
  if (variations.length === 0) throw new StudyError("nothing is varied: vary one place at least");
  const settings = { managerHere: false, signal };
  const base = await source.load(overrides, settings);
  const asked = combinations(variations);
  const inputs: RunInput[] = [];
  for (const combination of asked) {
    const own = overridesFor(variations, combination, base.scenario.manager);
    inputs.push(await source.load([...overrides, ...own], settings));
  }
  const runs = openRuns(module, { traces: base.traces, atOnce: 2 * inputs.length, signal });
  try {
    const outcomes = await runAll(inputs, runs.run, options.onProgress);
    return { scenario: base.scenario.name, variations, rows: rowsOf(variations, asked, outcomes) };
  } finally {
    await runs.close();
  }
}

async function runAll(
  inputs: readonly RunInput[],
  run: Runs["run"],
  onProgress: CompareOptions["onProgress"],
): Promise<readonly Outcome[]> {
  const began = performance.now();
  const totalNs = inputs.reduce((sum, { scenario }) => sum + scenario.durationNs, 0);
  const reachedNs = inputs.map(() => 0);
  let runsDone = 0;
  const tell = () => {
    const simulatedNs = reachedNs.reduce((sum, ns) => sum + ns, 0);
    const wallSeconds = (performance.now() - began) / 1000;
    onProgress?.({ runsDone, runs: inputs.length, simulatedNs, totalNs, wallSeconds });
  };
  const roomies = new Roomies(run, Number.POSITIVE_INFINITY);
  const outcomes = new Array<Outcome>(inputs.length);
  // The longest first: what is left at the end is short, and no core waits long for the others.
  const works = inputs.map(({ scenario }) => work(scenario));
  const order = inputs.map((_, index) => index).sort((a, b) => (works[b] ?? 0) - (works[a] ?? 0));
  await Promise.all(
    order.map(async (index) => {
      const input = inputs[index];
      if (input === undefined) return;
      const made = run(input, (simulatedNs) => {
        reachedNs[index] = simulatedNs;
        tell();
      });
      outcomes[index] = await outcomeOf(made, roomies.of(input.scenario));
      reachedNs[index] = input.scenario.durationNs;
      runsDone++;
      tell();
    }),
  );
  return outcomes;
}

/** The measures of a run beside the one on a roomy host; `limit`: the slowdown from which on a VM is named. */
export async function outcomeOf(run: Promise<Attempt>, roomy: Promise<Roomy | null>, limit?: number): Promise<Outcome> {
  const [made, against] = await Promise.all([run, roomy]);
  return isMade(made) ? measuresOf(made.result, judge(made, against, limit)) : made;
}

/** About how much there is to compute: references when nobody ever waits, and pages to be set up. */
function work({ vms, durationNs }: Scenario): number {
  return vms.reduce((sum, { vcpus, memoryPages, workload: { phases } }) => {
    const least = phases.reduce((fewest, phase) => Math.min(fewest, thinkNs(phase)), Number.POSITIVE_INFINITY);
    return sum + memoryPages + (vcpus * durationNs) / least;
  }, 0);
}

function rowsOf(
  variations: readonly Variation[],
  asked: readonly (readonly string[])[],
  outcomes: readonly Outcome[],
): readonly ComparisonRow[] {
  const distances = distancesToBest(variations, asked, outcomes);
  return outcomes.map((outcome, index) => ({
    values: asked[index] ?? [],
    outcome,
    distanceToBest: distances[index] ?? null,
  }));
}
