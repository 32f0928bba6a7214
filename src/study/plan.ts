import { inWords, textArgument } from "../parameter/argument.ts";
import { ScenarioError } from "../scenario/problem.ts";
import { type Override, withDots } from "../scenario/text/override.ts";
import { type Capacity, capacityOf } from "./capacity.ts";
import { outcomeOf } from "./compare.ts";
import { StudyError } from "./error.ts";
import { loadInputs } from "./inputs.ts";
import { Roomies } from "./roomies.ts";
import { type Attempt, isMeasured, type OpenRuns, type Outcome } from "./runs.ts";
import { search } from "./search.ts";
import type { LoadedScenario, ScenarioSource } from "./source/source.ts";
import { type StudyProgress, Tally } from "./tally.ts";
import { spellOut, type Variation } from "./variation.ts";

/** Options of a plan. */
export interface PlanOptions {
  /** Place that is changed to raise overcommit: `vms.count`, `vms.NAME.count` or `host.memory`. */
  readonly capacity: string;
  /** Highest 99th-percentile excess slowdown that any VM may have; above 1. */
  readonly maxSlowdown: number;
  /** Further places to vary; every combination is a separate search. */
  readonly vary?: readonly Variation[] | undefined;
  /** Overrides of the scenario in every run. */
  readonly overrides?: readonly Override[] | undefined;
  /** Difference between two sizes of host memory. Default: a 64th of the scenario's. */
  readonly stepBytes?: number | undefined;
  readonly onProgress?: ((progress: StudyProgress) => void) | undefined;
  /** Aborts the plan; `plan` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One run of a search. */
export interface Trial {
  /** Number of VMs, or bytes of host memory. */
  readonly amount: number;
  /** Whether all VMs stayed within the limit and none was killed. */
  readonly passed: boolean;
  readonly outcome: Outcome;
}

/** Result of the search for one combination. */
export interface PlanRow {
  readonly values: readonly string[];
  /** The highest overcommit that passes; `null` when not even the lowest does. */
  readonly best: Trial | null;
  /** The next step, which does not pass: its outcome says which VM is slowed down first, from when and why. `null` when all steps pass. */
  readonly next: Trial | null;
  /** Trials above `next` that pass nevertheless. */
  readonly passingAbove: readonly Trial[];
  /** In order of increasing overcommit. */
  readonly trials: readonly Trial[];
}

/** Result of a plan: the highest overcommit of each combination. */
export interface Plan {
  /** The scenario's name. */
  readonly scenario: string;
  readonly capacity: string;
  readonly unit: Capacity["unit"];
  readonly maxSlowdown: number;
  readonly variations: readonly Variation[];
  readonly rows: readonly PlanRow[];
}

/** Searches, for every combination, the highest overcommit at which every VM's 99th-percentile excess slowdown is within the limit and no VM is killed. */
export async function planWith(
  module: WebAssembly.Module,
  openRuns: OpenRuns,
  managers: readonly string[],
  source: ScenarioSource,
  options: PlanOptions,
): Promise<Plan> {
  const { overrides = [], vary = [], capacity: path, maxSlowdown, stepBytes, signal } = options;
  textArgument("capacity", path);
  if (typeof maxSlowdown !== "number")
    throw new TypeError(`maxSlowdown must be a number above 1, not ${inWords(maxSlowdown)}`);
  if (!(maxSlowdown > 1) || !Number.isFinite(maxSlowdown))
    throw new StudyError(
      `a limit of ${maxSlowdown} can never be met, because a slowdown is at least 1: write for example 1.05`,
    );
  const variations = spellOut(vary, managers);
  if (variations.some((variation) => withDots(variation.path) === withDots(path)))
    throw new StudyError(`${path} is the key to search: give it no values`);
  const settings = { managerHere: false, signal };
  const { base, runs: asked } = await loadInputs(source, variations, overrides, settings);
  const searches = asked.map(({ values, overrides: over, input }) => {
    return { values, overrides: over, capacity: capacityOf(input.scenario, path, stepBytes) };
  });
  const runs = openRuns(module, { atOnce: 4 * searches.length, signal });
  const tally = new Tally(options.onProgress, null);
  const run = (input: LoadedScenario) => tally.count(input.scenario.durationNs, (told) => runs.run(input, told));
  const roomies = new Roomies(run, MOST_ROOMIES);
  try {
    const rows = await Promise.all(
      searches.map((one) => {
        const load = async (rung: number) => source.load([...one.overrides, ...one.capacity.overrides(rung)], settings);
        return searchRow(one.values, one.capacity, load, maxSlowdown, { run, roomies });
      }),
    );
    const unit = searches[0]?.capacity.unit ?? "VMs";
    return { scenario: base.scenario.name, capacity: path, unit, maxSlowdown, variations, rows };
  } finally {
    await runs.close();
  }
}

/** Number of cached runs on roomy hosts: parallel searches need the same ones. */
const MOST_ROOMIES = 8;

interface Trying {
  readonly run: (input: LoadedScenario) => Promise<Attempt>;
  readonly roomies: Roomies;
}

async function searchRow(
  values: readonly string[],
  capacity: Capacity,
  inputAt: (rung: number) => Promise<LoadedScenario>,
  maxSlowdown: number,
  place: Trying,
): Promise<PlanRow> {
  const trials = new Map<number, Trial>();
  const found = await search(capacity, async (rung) => {
    const outcome = await tryOut(() => inputAt(rung), maxSlowdown, place);
    const passed = isMeasured(outcome) && outcome.p99Excess <= maxSlowdown && outcome.excessKills === 0;
    trials.set(rung, { amount: capacity.amount(rung), passed, outcome });
    return passed;
  });
  const trial = (rung: number | null) => (rung === null ? null : (trials.get(rung) ?? null));
  const all = (rungs: readonly number[]) => rungs.flatMap((rung) => trials.get(rung) ?? []);
  return {
    values,
    best: trial(found.best),
    next: trial(found.next),
    passingAbove: all(found.passingAbove),
    trials: all(found.tried),
  };
}

/** Runs one rung. A rung whose scenario is invalid (too many VMs, or a reserve above the host's memory) does not pass. */
async function tryOut(
  inputOf: () => Promise<LoadedScenario>,
  limit: number,
  { run, roomies }: Trying,
): Promise<Outcome> {
  let input: LoadedScenario;
  try {
    input = await inputOf();
  } catch (error) {
    if (error instanceof ScenarioError) return { problem: error.message, blame: "scenario" };
    throw error;
  }
  return outcomeOf(run(input), roomies.of(input), limit);
}
