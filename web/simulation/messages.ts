import type { FigureSheet, Override, SimulationState } from "ballonet";
import type { HostSettings } from "../settings/settings.ts";

/** Sources of traces, by file name: a URL, or a file that the user opened. */
export type TraceSources = Readonly<Record<string, string | File>>;

/** The scenario before overrides: plain data in `written`, or YAML or JSON in `text`; and the traces it may replay. */
export interface BaseScenario {
  readonly name: string;
  readonly written: unknown;
  readonly text: string | null;
  readonly traces: TraceSources;
}

/** A change of the memory manager during the run. */
export interface ManagerChange {
  readonly atNs: number;
  readonly manager: string;
}

/** A host to build. */
export interface HostRequest {
  readonly base: BaseScenario;
  readonly settings: HostSettings;
  /** `null`: the scenario's manager. */
  readonly manager: string | null;
}

/** The range of host frames that the map shows, its number of cells, and the cells per row. */
export interface MapWindow {
  readonly firstFrame: number;
  readonly frames: number;
  readonly cells: number;
  readonly columns: number;
}

/** Builds the host and runs it to `toNs` without real-time pacing, replaying the changes of its manager. */
export interface OpenCommand {
  readonly kind: "open";
  readonly request: HostRequest;
  readonly toNs: number;
  readonly changes: readonly ManagerChange[];
}

/** File formats of a result. */
export type SavedForm = "json" | "html" | "svg";

/** Messages from the page to a simulation's worker. */
export type Command =
  | OpenCommand
  /** Runs at `speed` simulated seconds per second. */
  | { readonly kind: "play"; readonly speed: number }
  /** Plays no further than this time, until the next `limit`. */
  | { readonly kind: "limit"; readonly ns: number }
  /** Pauses at `atNs`, or as soon as possible if that is past. */
  | { readonly kind: "pause"; readonly atNs: number }
  | { readonly kind: "manager"; readonly manager: string }
  | { readonly kind: "map"; readonly window: MapWindow }
  /** Requests the result so far. */
  | { readonly kind: "result"; readonly form: SavedForm };

/** The scenario's values before overrides: initial values of the controls. */
export interface BaseFacts {
  readonly hostMemoryMiB: number;
  readonly vmCount: number;
  readonly groupCount: number;
  readonly manager: string;
  readonly seed: number;
  /** Whether there is swap or a disk of file-backed pages. */
  readonly usesDisk: boolean;
}

/** Facts about a simulation that stay the same while it runs. */
export interface Opened {
  readonly kind: "opened";
  readonly name: string;
  readonly durationNs: number;
  readonly samplePeriodNs: number;
  readonly pageBytes: number;
  readonly hostFrames: number;
  readonly manager: string;
  readonly vms: readonly { readonly name: string; readonly memoryPages: number }[];
  /** Traces that the scenario replays. */
  readonly traceFiles: readonly string[];
  readonly overrides: readonly Override[];
  readonly base: BaseFacts;
  /** Names of all managers and disks. */
  readonly managers: readonly string[];
  readonly devices: readonly string[];
}

/** The host's state at one time. */
export interface View {
  readonly state: SimulationState;
  readonly targetPages: readonly number[];
  readonly map: Uint16Array<ArrayBuffer>;
  readonly window: MapWindow;
}

/** A host whose guests are still booting, before the run starts. */
export interface Booting extends View {
  readonly kind: "booting";
}

/** The state of a run. */
export interface Moment extends View {
  readonly kind: "moment";
  /** Time it is running to without real-time pacing; `null`: none. */
  readonly goalNs: number | null;
  readonly finished: boolean;
  /** Recent simulated seconds per second. */
  readonly pace: number;
}

/** Messages from a simulation's worker to the page. */
export type Report =
  | Opened
  | Booting
  | Moment
  /** The diagrams so far. */
  | { readonly kind: "figures"; readonly sheet: FigureSheet; readonly troubles: readonly string[] }
  | { readonly kind: "result"; readonly form: SavedForm; readonly text: string }
  /** All changes of the manager so far. */
  | { readonly kind: "changed"; readonly changes: readonly ManagerChange[] }
  /** The scenario was rejected, or the run failed: one sentence per error. */
  | { readonly kind: "problem"; readonly sentences: readonly string[] };
