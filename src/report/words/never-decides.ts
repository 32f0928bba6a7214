import { managers } from "../../manager/registry.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../words/units.ts";

/** When a manager would first decide, if the run ends before that; `null`: it decides, or it is one that never does. */
export function neverDecides({ manager, durationNs }: Scenario): string | null {
  const decidesAtBoots = managers.find(({ name }) => name === manager.kind)?.decidesAtBoots === true;
  if (manager.kind === "none" || decidesAtBoots || manager.periodNs <= durationNs) return null;
  return `its first decision would be at ${formatDuration(manager.periodNs)}, after the end of the run`;
}
