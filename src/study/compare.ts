import { elementAt } from "../list/element-at.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Override } from "../scenario/text/override.ts";
import { mostReferences } from "../workload/phases.ts";
import { distancesToBest } from "./distance.ts";
import { StudyError } from "./error.ts";
import { loadInputs } from "./inputs.ts";
import { Roomies, roomiesOf } from "./roomies.ts";
import { type Attempt, isMade, type OpenRuns, type Outcome, type Runs } from "./runs.ts";
import type { LoadedScenario, ScenarioSource } from "./source/source.ts";
import { type StudyProgress, Tally } from "./tally.ts";
import { spellOut, type Variation } from "./variation.ts";
import { measuresOf } from "./verdict/measures.ts";
import { judge, type Roomy } from "./verdict/verdict.ts";

/** Options of a comparison. */
export interface CompareOptions {
  /** Places to vary; every combination of their values is one run. */
  readonly vary: readonly Variation[];
  /** Overrides of the scenario in every run. */
  readonly overrides?: readonly Override[] | undefined;
  readonly onProgress?: ((progress: StudyProgress) => void) | undefined;
  /** Aborts the comparison; `compare` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One run of a comparison. */
export interface ComparisonRow {
  /** The run's value of each variation. */
  readonly values: readonly string[];
  readonly outcome: Outcome;
  /** 1 − throughput ÷ the highest throughput of all runs that differ at most in the manager; `null` when no other was measured. */
  readonly distanceToBest: number | null;
}

/** Result of a comparison: runs in the order of their combinations. */
export interface Comparison {
  /** The scenario's name. */
  readonly scenario: string;
  readonly variations: readonly Variation[];
  readonly rows: readonly ComparisonRow[];
}

/**
 * Runs every combination. Throws a `ScenarioError` or a `StudyError` before the first run if a combination is not a valid scenario. A run
 * that does not fit into memory becomes a row with the error.
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
  if (variations.length === 0) throw new StudyError("nothing is varied: vary at least one key");
  const settings = { managerHere: false, signal };
  const { base, runs: asked } = await loadInputs(source, variations, overrides, settings);
  const inputs = asked.map(({ input }) => input);
  const runs = openRuns(module, { atOnce: 2 * inputs.length, signal });
  try {
    const outcomes = await runAll(inputs, runs, options.onProgress);
    return {
      scenario: base.scenario.name,
      variations,
      rows: rowsOf(
        variations,
        asked.map(({ values }) => values),
        outcomes,
      ),
    };
  } finally {
    await runs.close();
  }
}

async function runAll(
  inputs: readonly LoadedScenario[],
  runs: Runs,
  onProgress: CompareOptions["onProgress"],
): Promise<readonly Outcome[]> {
  const scenarios = inputs.map(({ scenario }) => scenario);
  const all = [...scenarios, ...roomiesOf(scenarios)];
  const tally = new Tally(
    onProgress,
    all.map(({ durationNs }) => durationNs),
  );
  const run = (input: LoadedScenario) => tally.count(input.scenario.durationNs, (told) => runs.run(input, told));
  const roomies = new Roomies(run, Number.POSITIVE_INFINITY);
  const outcomes = new Array<Outcome>(inputs.length);
  // Longest runs first, so that no core idles long at the end.
  const works = scenarios.map(work);
  const order = inputs.map((_, index) => index).sort((a, b) => elementAt(works, b, "run") - elementAt(works, a, "run"));
  await Promise.all(
    order.map(async (index) => {
      const input = elementAt(inputs, index, "run");
      outcomes[index] = await outcomeOf(run(input), roomies.of(input));
    }),
  );
  return outcomes;
}

/** The measures of a run, judged against the run on a roomy host. `limit`: slowdown above which a VM is named. */
export async function outcomeOf(run: Promise<Attempt>, roomy: Promise<Roomy | null>, limit?: number): Promise<Outcome> {
  const [made, against] = await Promise.all([run, roomy]);
  return isMade(made) ? measuresOf(made.result, judge(made, against, limit)) : made;
}

/** Estimated work of a run: references to generate and pages to set up. */
function work(scenario: Scenario): number {
  const { vms, scale } = scenario;
  return vms.reduce((sum, vm) => sum + vm.memoryPages / scale + mostReferences(vm, scenario), 0);
}

function rowsOf(
  variations: readonly Variation[],
  asked: readonly (readonly string[])[],
  outcomes: readonly Outcome[],
): readonly ComparisonRow[] {
  const distances = distancesToBest(variations, asked, outcomes);
  return outcomes.map((outcome, index) => ({
    values: elementAt(asked, index, "run"),
    outcome,
    distanceToBest: distances[index] ?? null,
  }));
}
