import { inWords } from "../parameter/argument.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Refuses what is not a `Scenario`: a TypeError for data as a person writes it and for anything else, a RangeError for a scenario with
 * a number that makes no sense. What `buildScenario` and `parseScenario` give passes.
 */
export function checkScenario(scenario: unknown): asserts scenario is Scenario {
  if (!isRecord(scenario))
    throw new TypeError(`a scenario is needed, not ${inWords(scenario)}: make one with buildScenario or parseScenario`);
  const { durationNs, samplePeriodNs, quantumNs, pageBytes, host, manager, vms } = scenario;
  const isMade =
    durationNs !== undefined && isRecord(host) && "memoryPages" in host && isRecord(manager) && Array.isArray(vms);
  if (!isMade)
    throw new TypeError(
      "this is not a scenario that can be run: make one with buildScenario from plain data, or with parseScenario from text",
    );
  // Without them time or memory stands still.
  const steps = { durationNs, samplePeriodNs, quantumNs, pageBytes, "manager.periodNs": manager.periodNs };
  for (const [name, value] of Object.entries(steps)) checkPositive(`scenario.${name}`, value);
  checkPositive("scenario.host.memoryPages", host.memoryPages);
  checkNumbers(scenario, "scenario");
}

function checkPositive(name: string, value: unknown): void {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number above 0, not ${inWords(value)}`);
  if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name} must be a number above 0, not ${value}`);
}

/** Every number of it: none is NaN, and what counts or lasts is not negative. */
function checkNumbers(node: object, path: string): void {
  for (const [key, value] of Object.entries(node)) {
    const name = `${path}.${key}`;
    if (typeof value === "object" && value !== null) checkNumbers(value, name);
    else if (Number.isNaN(value) || (typeof value === "number" && value < 0 && /(Ns|Pages|Bytes)$/.test(key)))
      throw new RangeError(`${name} must be a number from 0 on, not ${value}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
