import { ManagerError, type OwnManager, startOwn } from "../../manager/own/own.ts";
import { type RunningManager, startManager } from "../../manager/registry.ts";
import type { Scenario } from "../../scenario/scenario.ts";

/** The user's own manager, or the one that the scenario names. */
export function inCharge({ manager }: Scenario, own: OwnManager | undefined): RunningManager {
  const { module } = manager.parameters;
  if (own !== undefined) return startOwn(own, typeof module === "string" ? module : manager.kind);
  if (manager.kind !== "module") return startManager(manager);
  throw new ManagerError(
    `${module}: the module has not been loaded: read the scenario with loadScenario, and hand its manager on`,
  );
}

/** The scenario with the name of the manager that is in charge in place of the one it names. */
export function withOwnName(scenario: Scenario, own: OwnManager): Scenario {
  const { manager } = scenario;
  if (manager.kind === "module") return scenario;
  return { ...scenario, manager: { ...manager, kind: own.name ?? "own", parameters: {} } };
}
