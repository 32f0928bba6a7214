import type { CatalogueEntry, ParameterValues } from "../parameter/parameter.ts";
import type { Trace } from "../trace/trace.ts";
import { WorkloadError } from "./error.ts";
import type { Random } from "./random.ts";

/** A pattern at work: which page of the region 0 … `regionPages` − 1 comes next. */
export interface PageSource {
  /**
   * Writes pages to `references[from]` … `references[to − 1]` and returns where it stopped: before `to` only at its end.
   * `regionPages`: 1 … the pages it was opened for, never fewer than in the call before.
   */
  fill(references: Uint32Array, from: number, to: number, regionPages: number): number;
}

/** What draws are for: those of one purpose do not move when another's are used differently. */
export type Purpose = "pages" | "writes" | "choices" | "refinements";

/** All that a pattern gets to begin with. */
export interface Opening {
  readonly parameters: ParameterValues;
  /** The most pages the region will have. */
  readonly pages: number;
  readonly vcpu: number;
  /** How many vCPUs share the pattern. */
  readonly vcpus: number;
  /** Of `mix`: its parts, opened over the same region, with draws of their own. */
  readonly parts: readonly { readonly weight: number; readonly source: PageSource }[];
  draws(purpose: Purpose): Random;
  /** The trace of a file as the scenario names it. */
  trace(file: string): Trace;
}

/** A kind of workload: which pages it touches, in what order. */
export interface PatternKind extends CatalogueEntry {
  /** `drawn`: bit 31 is drawn with the phase's share of writes; `own`: the pattern sets it. */
  readonly writes: "drawn" | "own";
  open(opening: Opening): PageSource;
  /** Of a pattern that sets its own pace: nanoseconds from one reference to the next. */
  thinkNs?(parameters: ParameterValues): number;
}

/** A number among the values of a pattern's parameters; `whenNull` where nothing is set. */
export function numberOf(parameters: ParameterValues, name: string, whenNull?: number): number {
  const value = parameters[name] ?? whenNull;
  if (typeof value !== "number")
    throw new WorkloadError(`the pattern's parameter ${name} is ${value}: it must be a number`);
  return value;
}
