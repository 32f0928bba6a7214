import type { Override } from "../scenario/text/override.ts";
import { asWritten } from "../scenario/text/read.ts";
import { StudyError } from "./error.ts";
import type { LoadedScenario, LoadSettings, ScenarioSource } from "./source/source.ts";
import { combinations, overridesFor, type Variation } from "./variation.ts";

/** Input of the run for one combination of values. */
export interface CombinationInput {
  readonly values: readonly string[];
  /** All overrides of the scenario for this run. */
  readonly overrides: readonly Override[];
  readonly input: LoadedScenario;
}

/** The scenario with the overrides of every run, and each combination's input. */
export interface StudyInputs {
  readonly base: LoadedScenario;
  readonly runs: readonly CombinationInput[];
}

/**
 * Loads the scenario for every combination of the variations' values. Throws a {@link StudyError} for a value in `overrides` that
 * other values replace in every run, and for a variation's value that another variation replaces.
 */
export async function loadInputs(
  source: ScenarioSource,
  variations: readonly Variation[],
  overrides: readonly Override[],
  settings: LoadSettings,
): Promise<StudyInputs> {
  const inputs = await load(source, variations, overrides, settings);
  for (const { overrides: all, input } of inputs.runs)
    for (const { override, by } of input.withoutEffect?.replaced ?? [])
      if (!overrides.includes(override) && all.includes(override))
        throw new StudyError(
          `${asWritten(override)} changes nothing, replaced by ${asWritten(by)}: write it after that`,
        );
  for (const override of overrides) {
    const by = replacement(override, inputs);
    if (by === null) continue;
    const others = overrides.filter((one) => one !== override);
    // The override may still decide which of the manager's parameters are kept.
    if (!isSame(inputs, await load(source, variations, others, settings))) continue;
    throw new StudyError(`${asWritten(override)} changes nothing, replaced by ${by}: leave one of them out`);
  }
  return inputs;
}

/** Throws a {@link StudyError} for an override of a single run that a later override replaces. */
export function refuseReplaced({ withoutEffect }: LoadedScenario): void {
  const [first] = withoutEffect?.replaced ?? [];
  if (first === undefined) return;
  const what = `${asWritten(first.override)} changes nothing, replaced by ${asWritten(first.by)}`;
  throw new StudyError(`${what}: leave one of them out`);
}

async function load(
  source: ScenarioSource,
  variations: readonly Variation[],
  overrides: readonly Override[],
  settings: LoadSettings,
): Promise<StudyInputs> {
  const base = await source.load(overrides, settings);
  const runs: CombinationInput[] = [];
  for (const values of combinations(variations)) {
    const all = [...overrides, ...overridesFor(variations, values, base.scenario.manager)];
    runs.push({ values, overrides: all, input: await source.load(all, settings) });
  }
  return { base, runs };
}

/** The override that replaces this one in every run; `null`: none. */
function replacement(override: Override, { runs }: StudyInputs): string | null {
  const replacing = runs.map(({ input }) => input.withoutEffect?.replaced.find((one) => one.override === override)?.by);
  const [first] = replacing;
  if (first === undefined || replacing.includes(undefined)) return null;
  const written = asWritten(first);
  return written.startsWith("--vary ") ? `${written.slice(0, written.indexOf("="))} in every run` : written;
}

function isSame(one: StudyInputs, other: StudyInputs): boolean {
  const scenarios = ({ runs }: StudyInputs) => JSON.stringify(runs.map(({ input }) => input.scenario));
  return scenarios(one) === scenarios(other);
}
