import { fitAll, misfit } from "../../parameter/fit.ts";
import type { CatalogueEntry, Parameters, ParameterValues, ValuesOf } from "../../parameter/parameter.ts";
import type { Trace } from "../../trace/trace.ts";
import { WorkloadError } from "../error.ts";
import type { Random } from "../random/random.ts";

/** A running pattern: generates pages of the region, 0 … `regionPages` − 1. */
export interface PageSource {
  /**
   * Writes pages to `references[from]` … `references[to − 1]` and returns where it stopped, which is `to` unless the pattern has ended.
   * `regionPages`: at least 1, at most the pages it was opened for, and never fewer than in the last call.
   */
  fill(references: Uint32Array, from: number, to: number, regionPages: number): number;
}

/** Purpose of random draws. Each purpose has its own generator, so that using more draws for one does not change the others. */
export type Purpose = "pages" | "writes" | "choices" | "refinements";

/** Everything a pattern is opened with. */
export interface Opening<Values = ParameterValues> {
  readonly parameters: Values;
  /** Largest size of the region, in pages. */
  readonly pages: number;
  readonly vcpu: number;
  /** Number of vCPUs that share the pattern. */
  readonly vcpus: number;
  /** Parts of a `mix`, opened on the same region, each with its own random draws. */
  readonly parts: readonly { readonly weight: number; readonly source: PageSource }[];
  draws(purpose: Purpose): Random;
  /** Returns the trace of a file, as the scenario names it. */
  trace(file: string): Trace;
}

/** A workload pattern: which pages it touches, in which order. */
export interface PatternKind extends CatalogueEntry {
  /** `drawn`: bit 31 (write) is drawn with the phase's share of writes; `own`: the pattern sets it itself. */
  readonly writes: "drawn" | "own";
  open(opening: Opening): PageSource;
  /** For a pattern that sets its own rate: time between two references, in nanoseconds. */
  thinkNs?(parameters: ParameterValues): number;
}

interface Declaration<Declared extends Parameters> extends CatalogueEntry {
  readonly parameters: Declared;
  readonly writes: PatternKind["writes"];
  open(opening: Opening<ValuesOf<Declared>>): PageSource;
  thinkNs?(parameters: ValuesOf<Declared>): number;
}

/** Declares a workload pattern; the types of its parameters follow from their declaration. */
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
