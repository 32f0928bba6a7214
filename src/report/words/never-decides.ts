import { managers } from "../../manager/registry.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../words/units.ts";

/** When a manager would first decide, where the run ends before that: `null` where it does decide, or is one that never does. */
export function neverDecides({ manager, durationNs }: Scenario): string | null {
  const decidesAtBoots = managers.find(({ name }) => name === manager.kind)?.decidesAtBoots === true;
  if (manager.kind === "none" || decidesAtBoots || manager.periodNs <= durationNs) return null;
  return `its first time is at ${formatDuration(manager.periodNs)}, after the end of the run`;
}
