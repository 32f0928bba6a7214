/** A manager that was put in charge in mid-run. */
export interface SavedChange {
  readonly atNs: number;
  readonly manager: string;
}

/** What is chosen for the host tab, and all that a link must hold to run the same again. `null`: as the scenario has it. */
export interface HostSettings {
  /** The name of an example, or `own`. */
  readonly example: string;
  /** The text of a scenario of one's own. */
  readonly own: string | null;
  readonly hostMemoryMiB: number | null;
  /** All VMs together; groups keep their shares. */
  readonly vmCount: number | null;
  readonly work: string | null;
  readonly manager: string | null;
  /** The manager of the second host in split view; `null`: there is no second host. */
  readonly versus: string | null;
  readonly disk: string | null;
  readonly seed: number | null;
  /** The moment shown, and the managers put in charge in mid-run. */
  readonly atNs: number;
  readonly changes: readonly SavedChange[];
  /** Those of the second host. */
  readonly versusChanges: readonly SavedChange[];
}

/** What a first visitor sees. */
export const firstSettings: HostSettings = {
  example: "overcommit",
  own: null,
  hostMemoryMiB: null,
  vmCount: null,
  work: null,
  manager: null,
  versus: null,
  disk: null,
  seed: null,
  atNs: 0,
  changes: [],
  versusChanges: [],
};

/** Work that every VM can be given instead of its own: on 60 % of its memory, of which half has been touched before. */
export const works: Readonly<Record<string, object>> = {
  idle: { memory: "60%", warm: "50%", pattern: "idle" },
  "working set": { memory: "60%", warm: "50%", pattern: "working-set", set: "30%", think: "10us" },
  skewed: { memory: "60%", warm: "50%", pattern: "zipf", think: "10us" },
  everything: { memory: "60%", warm: "50%", pattern: "uniform", think: "10us" },
};
