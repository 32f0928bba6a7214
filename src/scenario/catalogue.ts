import type { CatalogueEntry, ParameterValues } from "../parameter/parameter.ts";

/** What a scenario may name: the memory managers, workload patterns and replacement policies there are. */
export interface Catalogue {
  readonly managers: readonly ManagerEntry[];
  readonly patterns: readonly PatternEntry[];
  readonly policies: readonly PolicyEntry[];
}

/** A memory manager, and how often the real one decides. */
export interface ManagerEntry extends CatalogueEntry {
  readonly defaultPeriodNs: number;
  /** How often its guests' driver reports by itself; left out: the host polls as it likes. */
  readonly reportPeriodNs?: number;
  /** Its platform lets balloons deflate before a guest runs out of memory; left out: it does not. */
  readonly deflatesOnOom?: boolean;
  /** It decides whenever a VM boots, and not at its period only. */
  readonly decidesAtBoots?: boolean;
}

/** A workload pattern, and what of its phase it does not take. */
export interface PatternEntry extends CatalogueEntry {
  /** `own`: the phase's share of writes is not used. */
  readonly writes?: "drawn" | "own";
  /** There where the pattern sets its own pace: the phase's time to think is not used. */
  thinkNs?(parameters: ParameterValues): number;
}

/** A replacement policy, and where it can see what it needs. */
export interface PolicyEntry extends CatalogueEntry {
  readonly guest: boolean;
  readonly host: boolean;
}

/** The pattern whose parts are patterns themselves. */
export const MIX = "mix";

/** The pattern that is a whole workload. */
export const SERIES = "series";
