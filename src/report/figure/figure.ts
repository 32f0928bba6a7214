/** What the values of a figure count; or the names that 0, 1, 2, … stand for. */
export type FigureUnit =
  | "bytes"
  | "bytesPerSecond"
  | "perSecond"
  | "share"
  | "slowdown"
  | { readonly names: readonly string[] };

/** One line of a figure, or one layer of a stack: a value for every moment of the sheet. */
export interface FigureLine {
  readonly label: string;
  /** `null`: without end, beyond any figure. */
  readonly values: readonly (number | null)[];
  /** Its place in the palette: lines about the same VM have the same in every figure. `null`: no VM's. */
  readonly colour: number | null;
  /** What was asked for, against what is: drawn thin and dashed. */
  readonly wanted: boolean;
}

/** One diagram over the time of a run. */
export interface Figure {
  /** Unique on its sheet, of letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  readonly unit: FigureUnit;
  /** `stack`: the lines are layers, the first at the bottom. */
  readonly shape: "lines" | "stack";
  /** Where the value axis begins, and where it ends at the least. */
  readonly least: number;
  readonly most: number;
  readonly lines: readonly FigureLine[];
  /** One of many of its kind, drawn small beside the others. */
  readonly small: boolean;
}

/** A mark on the time axis of every figure. */
export interface FigureEvent {
  readonly seconds: number;
  readonly text: string;
}

/** The diagrams of a run, which share their time axis. */
export interface FigureSheet {
  /** The moments of every line's values, in seconds of simulated time. */
  readonly seconds: readonly number[];
  readonly figures: readonly Figure[];
  readonly events: readonly FigureEvent[];
}
