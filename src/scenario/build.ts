import type { Catalogue } from "./catalogue.ts";
import { ScenarioError } from "./problem.ts";
import { resolveScenario } from "./resolve.ts";
import type { Scenario } from "./scenario.ts";
import { measure } from "./text/measure.ts";

/** Builds a scenario from plain data in the written form. Throws a {@link ScenarioError} with everything that is wrong. */
export function buildScenario(value: unknown, catalogue: Catalogue): Scenario {
  const oversized = measure(value);
  const { scenario, problems, unused } =
    oversized === null
      ? resolveScenario(value, catalogue, "scenario")
      : { scenario: null, problems: [{ path: [], message: oversized }], unused: [] };
  if (scenario === null || unused.length > 0)
    throw new ScenarioError([...problems, ...unused].map((problem) => ({ ...problem, line: 0, column: 0, where: "" })));
  return scenario;
}
