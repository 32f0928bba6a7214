import { scenarioCatalogue } from "./catalogue.ts";
import type { Scenario } from "./scenario/scenario.ts";
import type { Override } from "./scenario/text/override.ts";
import { readScenario } from "./scenario/text/read.ts";

/**
 * Reads a scenario from YAML or JSON text; throws a `ScenarioError` with everything that is wrong. `file` is its name for messages; overrides
 * are set over what the text says, one after the other.
 */
export function parseScenario(text: string, file = "scenario", overrides: readonly Override[] = []): Scenario {
  return readScenario(text, file, scenarioCatalogue, overrides).scenario;
}
