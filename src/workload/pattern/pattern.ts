import { fitAll, misfit } from "../../parameter/fit.ts";
import type { CatalogueEntry, Parameters, ParameterValues, ValuesOf } from "../../parameter/parameter.ts";
import type { SeriesStep } from "../../scenario/scenario.ts";
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
  /** Each of these pages stands for so many; 1: for itself. */
  readonly scale: number;
  readonly vcpu: number;
  /** Number of vCPUs that share the pattern. */
  readonly vcpus: number;
  /** Parts of a `mix`, opened on the same region, each with its own random draws. */
  readonly parts: readonly { readonly weight: number; readonly source: PageSource }[];
  /** The step of a `series`; `null` for other patterns. */
  readonly step: SeriesStep | null;
  draws(purpose: Purpose): Random;
  /** Draws that all vCPUs have in common, whatever the phase, by their number. */
  commonDraws(number: number): Random;
  /** Returns the trace of a file, as the scenario names it. */
  trace(file: string): Trace;
}

/** What a sample is drawn from: the pattern on a whole region. */
export interface Sampling<Values = ParameterValues> {
  readonly parameters: Values;
  /** Size of the whole region, in pages. */
  readonly pages: number;
  /** Parts of a `mix` with the samples of their own. */
  readonly parts: readonly { readonly weight: number; readonly sample: Sample }[];
  /** Returns the trace of a file, as the scenario names it. */
  trace(file: string): Trace;
}

/** A pattern's references to a sample of its pages. */
export interface Sample {
  /** References that one to the sample stands for: all there are ÷ those to sampled pages. */
  readonly standsFor: number;
  /** Its parameters on the sampled pages, where they are not the same. */
  readonly parameters?: ParameterValues;
}

/** How many of these pages are sampled, one in `scale`, but at least one. */
export function sampledPages(pages: number, scale: number): number {
  return Math.max(1, Math.floor(pages / scale));
}

/** A workload pattern: which pages it touches, in which order. */
export interface PatternKind extends CatalogueEntry {
  /** `drawn`: bit 31 (write) is drawn with the phase's share of writes; `own`: the pattern sets it itself. */
  readonly writes: "drawn" | "own";
  open(opening: Opening): PageSource;
  /** For a pattern that sets its own rate: time between two references, in nanoseconds. */
  thinkNs?(parameters: ParameterValues): number;
  /** The sample of one page in `scale`, where it is more than sizes in proportion and as many fewer references. */
  sample?(sampling: Sampling, scale: number): Sample;
}

interface Declaration<Declared extends Parameters> extends CatalogueEntry {
  readonly parameters: Declared;
  readonly writes: PatternKind["writes"];
  open(opening: Opening<ValuesOf<Declared>>): PageSource;
  thinkNs?(parameters: ValuesOf<Declared>): number;
  sample?(sampling: Sampling<ValuesOf<Declared>>, scale: number): Sample;
}

/** Declares a workload pattern; the types of its parameters follow from their declaration. */
export function definePattern<const Declared extends Parameters>(pattern: Declaration<Declared>): PatternKind {
  const { name, parameters, thinkNs, sample } = pattern;
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
    ...(sample === undefined
      ? {}
      : { sample: (whole, scale) => sample({ ...whole, parameters: checked(whole.parameters) }, scale) }),
  };
}
