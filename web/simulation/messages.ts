import type { FigureSheet, Override, SimulationState } from "ballonet";
import type { HostSettings } from "../settings/settings.ts";

/** Where traces are, by file: at an address, or in a file that was given to the page. */
export type TracePlaces = Readonly<Record<string, string | File>>;

/** The scenario that the settings are about: plain data, or a text that has yet to be read; and where the traces are that it may name. */
export interface BaseScenario {
  readonly name: string;
  readonly written: unknown;
  readonly text: string | null;
  readonly traces: TracePlaces;
}

/** A manager put in charge in mid-run. */
export interface ManagerChange {
  readonly atNs: number;
  readonly manager: string;
}

/** A machine to build. */
export interface Wish {
  readonly base: BaseScenario;
  readonly settings: HostSettings;
  /** `null`: the scenario's. */
  readonly manager: string | null;
}

/** The stretch of the host's frames that the page wants to see, in how many cells, and how many of them stand in a row. */
export interface MapWindow {
  readonly firstFrame: number;
  readonly frames: number;
  readonly cells: number;
  readonly columns: number;
}

/** Builds the machine again and runs it to a moment in one go; managers change on the way as they did. */
export interface OpenCommand {
  readonly kind: "open";
  readonly wish: Wish;
  readonly toNs: number;
  readonly changes: readonly ManagerChange[];
}

/** A result as a file. */
export type SavedForm = "json" | "html" | "svg";

/** What a page tells the worker of its simulation. */
export type Command =
  | OpenCommand
  /** Runs on, so many seconds of simulated time for each second. */
  | { readonly kind: "play"; readonly speed: number }
  /** Plays no further than this moment, for as long as nothing else is said. */
  | { readonly kind: "limit"; readonly ns: number }
  /** Stands still: at this moment, or as soon as possible if it is over. */
  | { readonly kind: "rest"; readonly atNs: number }
  | { readonly kind: "manager"; readonly manager: string }
  | { readonly kind: "map"; readonly window: MapWindow }
  /** Asks for the result so far. */
  | { readonly kind: "result"; readonly form: SavedForm };

/** The scenario as it is written, before anything is set over it: where the controls begin. */
export interface BaseFacts {
  readonly hostMemoryMiB: number;
  readonly vmCount: number;
  readonly groupCount: number;
  readonly manager: string;
  readonly seed: number;
  /** Whether there is swap or a disk of file-backed pages. */
  readonly usesDisk: boolean;
}

/** What does not change while a simulation is open. */
export interface Opened {
  readonly kind: "opened";
  readonly name: string;
  readonly durationNs: number;
  readonly samplePeriodNs: number;
  readonly pageBytes: number;
  readonly hostFrames: number;
  readonly manager: string;
  readonly vms: readonly { readonly name: string; readonly memoryPages: number }[];
  /** Traces it replays. */
  readonly traceFiles: readonly string[];
  readonly overrides: readonly Override[];
  readonly base: BaseFacts;
  /** Names to choose from. */
  readonly managers: readonly string[];
  readonly devices: readonly string[];
}

/** What is seen of a machine at a moment. */
export interface View {
  readonly state: SimulationState;
  readonly targetPages: readonly number[];
  readonly map: Uint16Array<ArrayBuffer>;
  readonly window: MapWindow;
}

/** A machine whose guests are booting: nothing has been run yet. */
export interface Booting extends View {
  readonly kind: "booting";
}

/** A moment of a simulation. */
export interface Moment extends View {
  readonly kind: "moment";
  /** The moment it is running to in one go; `null`: none. */
  readonly goalNs: number | null;
  readonly finished: boolean;
  /** Simulated seconds for each second, lately. */
  readonly pace: number;
}

/** What a worker tells its page. */
export type Report =
  | Opened
  | Booting
  | Moment
  /** The diagrams so far. */
  | { readonly kind: "figures"; readonly sheet: FigureSheet; readonly troubles: readonly string[] }
  | { readonly kind: "result"; readonly form: SavedForm; readonly text: string }
  /** All managers put in charge in mid-run so far. */
  | { readonly kind: "changed"; readonly changes: readonly ManagerChange[] }
  /** The scenario cannot be run, or the run failed: one sentence each. */
  | { readonly kind: "problem"; readonly sentences: readonly string[] };
