import { fitAll, misfit } from "../parameter/fit.ts";
import type { CatalogueEntry, Parameters, ParameterValues, ValuesOf } from "../parameter/parameter.ts";
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
export interface Opening<Values = ParameterValues> {
  readonly parameters: Values;
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

interface Declaration<Declared extends Parameters> extends CatalogueEntry {
  readonly parameters: Declared;
  readonly writes: PatternKind["writes"];
  open(opening: Opening<ValuesOf<Declared>>): PageSource;
  thinkNs?(parameters: ValuesOf<Declared>): number;
}

/** Declares a kind of workload; the types of the parameters it is given follow from their declaration. */
export function definePattern<const Declared extends Parameters>(pattern: Declaration<Declared>): PatternKind {
  const { name, parameters, thinkNs } = pattern;
  const checked = (values: ParameterValues): ValuesOf<Declared> => {
    if (fitAll(values, parameters)) return values;
    const wrong = misfit(values, parameters) ?? "";
    throw new WorkloadError(
      `the parameter ${wrong} of the pattern ${name} is ${values[wrong]}: take the phase of a scenario that buildScenario made`,
    );
  };
  return {
    ...pattern,
    open: (opening) => pattern.open({ ...opening, parameters: checked(opening.parameters) }),
    ...(thinkNs === undefined ? {} : { thinkNs: (values) => thinkNs(checked(values)) }),
  };
}
