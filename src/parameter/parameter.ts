/** How a value is written, and what it becomes. */
export type Unit =
  /** A size (`4GiB`), a count (`1000 pages`) or a share of the memory at hand (`50%`); becomes a number of pages. */
  | "pages"
  /** A size (`100MiB`); becomes bytes. */
  | "bytes"
  /** A duration (`250ms`); becomes nanoseconds. */
  | "ns"
  /** A share (`80%` or `0.8`); becomes a number from 0 to 1. */
  | "share"
  /** A rate of data (`500MB/s`); becomes bytes per second. */
  | "bytesPerSecond"
  /** A whole number. */
  | "count"
  /** A whole number of references or faults: as many fewer where each stands for others. */
  | "references"
  /** Any finite number. */
  | "number"
  /** `true` or `false`. */
  | "switch"
  /** Any text, or one of `choices`. */
  | "text"
  /** A trace's format in one line (`csv:place=offset:unit=sector`) or as a group of keys; becomes the line. */
  | "traceFormat";

/** The value of a parameter once it has been read: `null` only where the default is `null` ("not set"). */
export type ParameterValue = number | boolean | string | null;

/** A parameter of a manager, a workload pattern or a replacement policy. */
export interface Parameter {
  readonly unit: Unit;
  /** The value when nothing is written, in the unit's own terms; `required` when something must be written. */
  readonly default: ParameterValue | { readonly required: true };
  /** Smallest and largest value accepted, in the unit's own terms. */
  readonly least?: number;
  readonly most?: number;
  /** The words accepted, for `text`. */
  readonly choices?: readonly string[];
  /** The only numbers accepted, for `number`. */
  readonly numbers?: readonly number[];
  /** Words for the numbers from 0 on, where a number stands for a choice. */
  readonly words?: readonly string[];
  /** What it does, in one sentence. */
  readonly about: string;
  /** Where the default comes from: a paper, a product's document, or `unpublished`. */
  readonly source?: string;
  /** It has no effect without this, and is then refused. */
  readonly needs?: Need;
}

/** A condition for a parameter to have an effect: another parameter that is on or set, or a feature of the host. */
export type Need =
  | { readonly parameter: string }
  | "sharing"
  | "transcendent memory"
  | "kill requests"
  | "requests for memory";

/** The parameters of one thing, by name. */
export type Parameters = { readonly [name: string]: Parameter };

/** The values of a thing's parameters, by name, all filled in. */
export type ParameterValues = { readonly [name: string]: ParameterValue };

/** The type of the values that declared parameters can have, by name. */
export type ValuesOf<Declared extends Parameters> = { readonly [Name in keyof Declared]: ValueOf<Declared[Name]> };

type ValueOf<Declared extends Parameter> = SetValueOf<Declared> | Extract<Declared["default"], null>;

type SetValueOf<Declared extends Parameter> = Declared["unit"] extends "switch"
  ? boolean
  : Declared extends { readonly unit: "text"; readonly choices: readonly (infer Choice)[] }
    ? Choice
    : Declared["unit"] extends "text" | "traceFormat"
      ? string
      : number;

/** One entry of a catalogue: what `ballonet list` prints and what a scenario may name. */
export interface CatalogueEntry {
  readonly name: string;
  /** Names in earlier versions; an error for such a name gives the new one. */
  readonly formerly?: readonly string[];
  /** Names in other literature and tools, which are accepted too; results have `name`. */
  readonly otherNames?: readonly string[];
  /** What it is, in one sentence. */
  readonly about: string;
  /** The paper or product it follows, with a link where there is one. */
  readonly source: string;
  readonly parameters: Parameters;
}
