/** A change of the memory manager during the run. */
export interface SavedChange {
  readonly atNs: number;
  readonly manager: string;
}

/** Settings of the host tab: everything a link needs to reproduce the run. `null`: the scenario's value. */
export interface HostSettings {
  /** Name of an example, or `own` for the user's scenario. */
  readonly example: string;
  /** Text of the user's scenario. */
  readonly own: string | null;
  readonly hostMemoryMiB: number | null;
  /** Total number of VMs; groups keep their proportions. */
  readonly vmCount: number | null;
  readonly work: string | null;
  readonly manager: string | null;
  /** Manager of the second host in split view; `null`: no second host. */
  readonly versus: string | null;
  readonly disk: string | null;
  readonly seed: number | null;
  /** Simulated time shown, and the changes of the manager up to then. */
  readonly atNs: number;
  readonly changes: readonly SavedChange[];
  /** Changes of the second host's manager. */
  readonly versusChanges: readonly SavedChange[];
}

/** Default settings. */
export const defaultSettings: HostSettings = {
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

/** Workloads that can replace every VM's own. Each uses 60 % of the VM's memory, half of it touched at the start. */
export const works: Readonly<Record<string, object>> = {
  idle: { memory: "60%", warm: "50%", pattern: "idle" },
  "working set": { memory: "60%", warm: "50%", pattern: "working-set", set: "30%", think: "10us" },
  skewed: { memory: "60%", warm: "50%", pattern: "zipf", think: "10us" },
  everything: { memory: "60%", warm: "50%", pattern: "uniform", think: "10us" },
};
