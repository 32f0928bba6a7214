import type { Parameters, ParameterValues } from "../parameter/parameter.ts";
import type { Pattern, Phase, SeriesStep } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { WorkloadError } from "./error.ts";
import { type PatternKind, sampledPages } from "./pattern/pattern.ts";
import { patterns } from "./pattern/registry.ts";

/** A phase's references to a sample of its pages, one in so many. */
export interface SampledPhase {
  /** Its sizes and its pattern are those of the sampled pages. */
  readonly phase: Phase;
  /** Computing time between two of these references, in nanoseconds; with a fraction. */
  readonly thinkNs: number;
  /** References of the phase that one of these stands for. */
  readonly standsFor: number;
}

/** The sample of one page in `scale`; with 1 it is the phase itself. */
export function sampledPhase(phase: Phase, scale: number, traces: ReadonlyMap<string, Trace>): SampledPhase {
  if (scale === 1) return { phase, thinkNs: thinkNs(phase), standsFor: 1 };
  const { pattern, standsFor } = sampledPattern(phase.pattern, phase.pages, scale, traces);
  const firstPage = Math.floor(phase.firstPage / scale);
  const pages = Math.max(1, Math.floor((phase.firstPage + phase.pages) / scale) - firstPage);
  const growFromPages =
    phase.growFromPages === phase.pages ? pages : Math.min(pages, sampledPages(phase.growFromPages, scale));
  return {
    phase: { ...phase, firstPage, pages, growFromPages, pattern },
    thinkNs: thinkNs(phase) * standsFor,
    standsFor,
  };
}

/** Computing time between two references, in nanoseconds: the pattern's own if it sets one, otherwise the phase's. */
export function thinkNs(phase: Phase): number {
  const { kind, parameters } = phase.pattern;
  return kindNamed(kind).thinkNs?.(parameters) ?? phase.thinkNs;
}

/** The workload pattern of this name. */
export function kindNamed(name: string): PatternKind {
  const kind = patterns.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    const known = patterns.map((candidate) => candidate.name).join(", ");
    throw new WorkloadError(`"${name}" is not a workload pattern: there are ${known}`);
  }
  return kind;
}

/** The trace of a file, as the scenario names it. */
export function traceOf(file: string, traces: ReadonlyMap<string, Trace>): Trace {
  const trace = traces.get(file);
  if (trace === undefined)
    throw new WorkloadError(`the trace ${file} has not been read: read it before the workload starts`);
  return trace;
}

interface SampledPattern {
  readonly pattern: Pattern;
  readonly standsFor: number;
}

/** A pattern on a region of `pages` pages, sampled. */
function sampledPattern(
  pattern: Pattern,
  pages: number,
  scale: number,
  traces: ReadonlyMap<string, Trace>,
): SampledPattern {
  const kind = kindNamed(pattern.kind);
  const parts = pattern.parts.map(({ weight, pattern: part }) => ({
    weight,
    sample: sampledPattern(part, pages, scale, traces),
  }));
  const whole = { parameters: pattern.parameters, pages, parts, trace: (file: string) => traceOf(file, traces) };
  const { standsFor, parameters = pattern.parameters } = kind.sample?.(whole, scale) ?? { standsFor: scale };
  return {
    standsFor,
    pattern: {
      ...pattern,
      parameters: inProportion(parameters, kind.parameters, scale),
      ...(pattern.step === undefined ? {} : { step: sampledStep(pattern.step, scale) }),
      parts: parts.map(({ weight, sample }) => ({ weight: weight / sample.standsFor, pattern: sample.pattern })),
    },
  };
}

/** A step of a series, its memory and its references those of the sampled pages. */
function sampledStep(step: SeriesStep, scale: number): SeriesStep {
  const part = (pages: number) => Math.floor(pages / scale);
  const growth = ({ againPages, fromPages, toPages }: SeriesStep["cache"]) => ({
    againPages: part(againPages),
    fromPages: part(fromPages),
    toPages: part(toPages),
  });
  return {
    ...step,
    anonymous: growth(step.anonymous),
    cache: growth(step.cache),
    references: Math.floor(step.references / scale),
  };
}

/** Parameters that are sizes become those of the sampled pages. */
function inProportion(values: ParameterValues, declared: Parameters, scale: number): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const isSize = typeof value === "number" && declared[name]?.unit === "pages";
      return [name, isSize ? sampledPages(value, scale) : value];
    }),
  );
}
