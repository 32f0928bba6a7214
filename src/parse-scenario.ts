import { scenarioCatalogue } from "./catalogue.ts";
import type { Scenario } from "./scenario/scenario.ts";
import type { Override } from "./scenario/text/override.ts";
import { readScenario } from "./scenario/text/read.ts";

/**
 * Reads a scenario from YAML or JSON text; throws a `ScenarioError` with all problems. `file` is its name in messages; overrides replace
 * values of the text, applied in order.
 */
export function parseScenario(text: string, file = "scenario", overrides: readonly Override[] = []): Scenario {
  return readScenario(text, file, scenarioCatalogue, overrides).scenario;
}
