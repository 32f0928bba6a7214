import { managers } from "../../manager/registry.ts";
import { firstDecisionNs } from "../../scenario/manager/manager.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../words/units.ts";

/** When a manager would first decide, if the run ends before that; `null`: it decides, or it is one that never does. */
export function neverDecides({ manager, durationNs }: Scenario): string | null {
  const firstNs = firstDecisionNs(managers.find(({ name }) => name === manager.kind) ?? {}, manager);
  if (manager.kind === "none" || firstNs <= durationNs) return null;
  return `its first decision would be at ${formatDuration(firstNs)}, after the end of the run`;
}
