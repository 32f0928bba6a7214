import type { CatalogueEntry } from "../parameter/parameter.ts";

/** What a scenario may name: the memory managers, workload patterns and replacement policies there are. */
export interface Catalogue {
  readonly managers: readonly ManagerEntry[];
  readonly patterns: readonly CatalogueEntry[];
  readonly policies: readonly PolicyEntry[];
}

/** A memory manager, and how often the real one decides. */
export interface ManagerEntry extends CatalogueEntry {
  readonly defaultPeriodNs: number;
  /** How often its guests' driver reports by itself; left out: the host polls as it likes. */
  readonly reportPeriodNs?: number;
}

/** A replacement policy, and where it can see what it needs. */
export interface PolicyEntry extends CatalogueEntry {
  readonly guest: boolean;
  readonly host: boolean;
}

/** The pattern whose parts are patterns themselves: the only one a scenario treats in its own way. */
export const MIX = "mix";
