import { type ResultJson, rulesOf, SimulatedVm, SqueezedHost, type StepJson, type VmJson } from "./squeezed-host.ts";

/** A scenario of squeezed's own test program. */
export interface Scenario {
  name: string;
  fistpoints: string[];
  free: number;
  required: number;
  step_seconds: number;
  vms: VmJson[];
}

/** What a scenario came to. */
export interface ScenarioOutcome {
  result: ResultJson;
  phases: { phase: string; steps: StepJson[] }[];
}

/** Scenarios of one process: written out, or by the names of those that stand alone. */
export interface Sequence {
  scenarios: (Scenario | string)[];
}

/** Whose VMs a scenario of the test program takes over as they were left, clocks included, when it comes after it in one process. */
const TAKEN_OVER: { readonly [name: string]: string } = { f: "e", g: "a" };

/** Runs a scenario, with VMs of its own unless it is given others. */
export function runScenario(
  { vms, free, required, fistpoints, step_seconds }: Scenario,
  simulated: readonly SimulatedVm[] = vms.map((vm) => new SimulatedVm(vm)),
): ScenarioOutcome {
  const host = new SqueezedHost(simulated, free, rulesOf(fistpoints), step_seconds);
  const phases: ScenarioOutcome["phases"] = [];
  const phase = (name: string, wanted: number, isEnough: (free: number) => boolean): ResultJson => {
    const result = host.change(wanted, required, isEnough);
    phases.push({ phase: name, steps: host.close() });
    host.steps = [];
    if ("ok" in result && host.guaranteed < wanted) return { error: "memory not guaranteed free" };
    return result;
  };
  let result = phase("free", required, (now) => now >= required);
  if ("ok" in result) {
    host.free -= 500;
    result = phase("give-back", 0, (now) => now <= 32);
  }
  return { result, phases };
}

/** Runs scenarios one after the other; `named` are those that stand alone, by name. */
export function runSequence(
  { scenarios }: Sequence,
  named: ReadonlyMap<string, Scenario> = new Map(),
): (ScenarioOutcome & { readonly name: string })[] {
  const left = new Map<string, readonly SimulatedVm[]>();
  return scenarios.map((written) => {
    const scenario = typeof written === "string" ? named.get(written) : written;
    if (scenario === undefined) throw new Error(`there is no scenario ${written}`);
    const { name } = scenario;
    const vms = left.get(TAKEN_OVER[name] ?? "") ?? scenario.vms.map((vm) => new SimulatedVm(vm));
    left.set(name, vms);
    return { name, ...runScenario(scenario, vms) };
  });
}

/**
 * The outcomes in the form in which a vector has them: a list, scenarios by name, or one of them under some key; each with those of its
 * parts that the vector has. Throws when that is none of what a scenario comes to.
 */
export function inFormOf(given: unknown, outcomes: readonly (ScenarioOutcome & { readonly name: string })[]): unknown {
  const part = (entry: unknown, at: number) => {
    const outcome = outcomes[at];
    if (outcome === undefined || typeof entry !== "object" || entry === null) return outcome;
    const parts = { ...outcome.result, ...outcome, scenario: outcome.name, ok: "ok" in outcome.result };
    const kept = Object.entries(parts).filter(([key]) => key in entry);
    if (!kept.some(([key]) => ["result", "phases", "ok", "error"].includes(key)))
      throw new Error(`a scenario comes to none of ${Object.keys(entry).join(", ")}`);
    return Object.fromEntries(kept);
  };
  if (Array.isArray(given)) return outcomes.map((_, at) => part(given[at], at));
  const entries = Object.entries(given ?? {});
  if (entries.some(([key]) => outcomes.some(({ name }) => name === key))) {
    const byName: Readonly<Record<string, unknown>> = Object.fromEntries(entries);
    return Object.fromEntries(outcomes.map(({ name }, at) => [name, part(byName[name], at)]));
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, inFormOf(inner, outcomes)]));
}
