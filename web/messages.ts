import type { FigureSheet, Override, SimulationState } from "ballonet";
import type { HostSettings } from "./host/settings.ts";

/** The scenario that the settings are about: its text, its name, and where the traces it names are found, by file. */
export interface ScenarioText {
  readonly text: string;
  readonly name: string;
  readonly traces: Readonly<Record<string, string>>;
}

/** A manager put in charge in mid-run. */
export interface ManagerChange {
  readonly atNs: number;
  readonly manager: string;
}

/** A machine to build. */
export interface Wish {
  readonly base: ScenarioText;
  readonly settings: HostSettings;
  /** `null`: the scenario's. */
  readonly manager: string | null;
}

/** The stretch of the host's frames that the page wants to see, and in how many cells. */
export interface MapWindow {
  readonly firstFrame: number;
  readonly frames: number;
  readonly cells: number;
}

/** What a page tells the worker of its simulation. */
export type Command =
  /** Builds the machine anew and runs it, without being seen, to a moment; managers change on the way as they did. */
  | {
      readonly kind: "open";
      readonly wish: Wish;
      readonly toNs: number;
      readonly changes: readonly ManagerChange[];
    }
  /** Runs on, so many seconds of simulated time for each second; 0: stands still. */
  | { readonly kind: "speed"; readonly speed: number }
  /** Stands still, but for this much. */
  | { readonly kind: "step"; readonly ns: number }
  | { readonly kind: "manager"; readonly manager: string }
  | { readonly kind: "map"; readonly window: MapWindow }
  /** Asks for the result so far. */
  | { readonly kind: "result" };

/** The scenario as it is written, before anything is set over it: where the controls begin. */
export interface BaseFacts {
  readonly hostMemoryMiB: number;
  readonly vmCount: number;
  readonly groupCount: number;
  readonly manager: string;
  readonly seed: number;
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
  readonly overrides: readonly Override[];
  readonly base: BaseFacts;
  /** Names to choose from. */
  readonly managers: readonly string[];
  readonly devices: readonly string[];
}

/** A moment of a simulation. */
export interface Moment {
  readonly kind: "moment";
  readonly state: SimulationState;
  readonly targetPages: readonly number[];
  readonly map: Uint16Array<ArrayBuffer>;
  readonly window: MapWindow;
  readonly finished: boolean;
  /** Simulated seconds for each second, lately. */
  readonly pace: number;
}

/** What a worker tells its page. */
export type Report =
  | Opened
  | Moment
  /** The diagrams so far. */
  | { readonly kind: "figures"; readonly sheet: FigureSheet }
  | { readonly kind: "result"; readonly json: string; readonly html: string; readonly svg: string }
  /** The scenario cannot be run, or the run failed: one sentence each. */
  | { readonly kind: "problem"; readonly sentences: readonly string[] };
