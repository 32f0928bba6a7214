import { inWords, textArgument } from "../parameter/argument.ts";
import { ScenarioError } from "../scenario/problem.ts";
import { type Override, withDots } from "../scenario/text/override.ts";
import { type Capacity, capacityOf } from "./capacity.ts";
import { outcomeOf } from "./compare.ts";
import { confirm } from "./confirm.ts";
import { StudyError } from "./error.ts";
import { loadInputs } from "./inputs.ts";
import { Roomies } from "./roomies.ts";
import { type Attempt, isMeasured, type OpenRuns, type Outcome } from "./runs.ts";
import { type Found, search } from "./search.ts";
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
  /** In those trials one page in so many was simulated. */
  readonly scale: number;
  /** The search with a smaller sample of the pages, which they confirm or correct; `null`: there was none. */
  readonly searched: Searched | null;
}

/** A search with a sample of the pages. */
export type Searched = Pick<PlanRow, "best" | "next" | "trials" | "scale">;

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
    const { scenario } = input;
    return { values, overrides: over, scale: scenario.scale, capacity: capacityOf(scenario, path, stepBytes) };
  });
  const runs = openRuns(module, { atOnce: 4 * searches.length, signal });
  const tally = new Tally(options.onProgress, null);
  const run = (input: LoadedScenario) => tally.count(input.scenario.durationNs, (told) => runs.run(input, told));
  const roomies = new Roomies(run, MOST_ROOMIES);
  try {
    const rows = await Promise.all(
      searches.map((one) => {
        const load = (rung: number, more: readonly Override[] = []) =>
          source.load([...one.overrides, ...one.capacity.overrides(rung), ...more], settings);
        const isCompared = variations.some((variation) => variation.path === "scale");
        return planRow(one, load, isCompared, maxSlowdown, { run, roomies });
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

interface OneSearch {
  readonly values: readonly string[];
  readonly scale: number;
  readonly capacity: Capacity;
}

type LoadRung = (rung: number, more?: readonly Override[]) => Promise<LoadedScenario>;

/** Searches with the pages that the scenario simulates, and if they are a sample, confirms what it finds with all, or as many as fit. */
async function planRow(
  { values, scale, capacity }: OneSearch,
  load: LoadRung,
  isCompared: boolean,
  maxSlowdown: number,
  place: Trying,
): Promise<PlanRow> {
  const trials = new Map<number, Trial>();
  const tryRung = async (into: Map<number, Trial>, rung: number, more: readonly Override[] = []) => {
    const outcome = await tryOut(() => load(rung, more), maxSlowdown, place);
    const passed = isMeasured(outcome) && outcome.p99Excess <= maxSlowdown && outcome.excessKills === 0;
    into.set(rung, { amount: capacity.amount(rung), passed, outcome });
    return { passed, outcome };
  };
  const found = await search(capacity, async (rung) => (await tryRung(trials, rung)).passed);
  const alone = { values, ...rowOf(found, trials), scale, searched: null };
  for (let larger = 1; larger < scale && !isCompared; larger *= 2) {
    const confirming = new Map<number, Trial>();
    const confirmed = await confirm(capacity, found.best, async (rung) => {
      const { passed, outcome } = await tryRung(confirming, rung, [{ path: "scale", value: `1/${larger}` }]);
      if (!isMeasured(outcome) && outcome.blame === "memory") throw new TooLarge();
      return passed;
    }).catch((error: unknown) => {
      if (error instanceof TooLarge) return null;
      throw error;
    });
    if (confirmed === null) continue;
    const { best, next, trials: all } = alone;
    return {
      values,
      ...rowOf(confirmed, confirming),
      scale: larger,
      searched: { best, next, trials: all, scale },
    };
  }
  return alone;
}

/** So many pages do not fit into the engine. */
class TooLarge extends Error {}

function rowOf(
  { best, next, passingAbove, tried }: Found,
  trials: ReadonlyMap<number, Trial>,
): Pick<PlanRow, "best" | "next" | "passingAbove" | "trials"> {
  const trial = (rung: number | null) => (rung === null ? null : (trials.get(rung) ?? null));
  const all = (rungs: readonly number[]) => rungs.flatMap((rung) => trials.get(rung) ?? []);
  return { best: trial(best), next: trial(next), passingAbove: all(passingAbove), trials: all(tried) };
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
