import type { ParameterValues } from "../../src/parameter/parameter.ts";
import type { Pattern, Phase, Workload } from "../../src/scenario/scenario.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { openStream } from "../../src/workload/open.ts";
import { patterns } from "../../src/workload/pattern/registry.ts";
import type { ReferenceStream, StreamPlace } from "../../src/workload/stream.ts";

/** A pattern with its defaults filled in. */
export function pattern(kind: string, parameters: ParameterValues = {}, parts: Pattern["parts"] = []): Pattern {
  const entry = patterns.find((candidate) => candidate.name === kind);
  if (entry === undefined) throw new Error(`there is no pattern ${kind}`);
  const defaults: { [name: string]: ParameterValues[string] } = {};
  for (const [name, { default: value }] of Object.entries(entry.parameters)) {
    if (typeof value !== "object" || value === null) defaults[name] = value;
  }
  return { kind, parameters: { ...defaults, ...parameters }, parts };
}

export interface Wanted {
  readonly phase?: Partial<Phase>;
  readonly place?: Partial<StreamPlace>;
  readonly workloadPages?: number;
  readonly traces?: ReadonlyMap<string, Trace>;
}

/** The phase of a pattern over a region of `pages`, reading only, and whatever else is wanted. */
export function phaseOf(what: Pattern, pages: number, phase: Partial<Phase> = {}): Phase {
  return {
    durationNs: null,
    thinkNs: 1000,
    writeShare: 0,
    firstPage: 0,
    pages,
    growFromPages: pages,
    free: null,
    pattern: what,
    ...phase,
  };
}

export function open(what: Pattern, pages: number, wanted: Wanted = {}): ReferenceStream {
  const phase = phaseOf(what, pages, wanted.phase);
  const workload: Workload = {
    pages: wanted.workloadPages ?? phase.firstPage + phase.pages,
    filePages: 0,
    warmPages: 0,
    warmFilePages: 0,
    series: null,
    phases: [phase],
    repeat: false,
    content: { image: null, zeroShare: 0, volatileShare: 0 },
  };
  const place: StreamPlace = { seed: 1, vm: 0, vcpu: 0, vcpus: 1, phase: 0, scale: 1, ...wanted.place };
  return openStream(phase, workload, place, wanted.traces ?? new Map());
}

/** The next references of a stream: fewer than `count` at its end. */
export function take(stream: ReferenceStream, count: number): Uint32Array {
  const references = new Uint32Array(count);
  return references.subarray(0, stream.fill(references));
}

/** How often each of `count` pages occurs. */
export function frequencies(references: Uint32Array, count: number): Float64Array {
  const seen = new Float64Array(count);
  for (const reference of references) {
    const page = reference & 0x7fff_ffff;
    seen[page] = (seen[page] ?? 0) + 1;
  }
  return seen;
}

/** Pearson's χ² as a number of standard deviations from its mean (Wilson and Hilferty): beyond 5 never by chance. */
export function chiSquareDeviations(seen: ArrayLike<number>, expected: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < expected.length; at++) {
    const wanted = expected[at] ?? 0;
    sum += ((seen[at] ?? 0) - wanted) ** 2 / wanted;
  }
  const freedom = expected.length - 1;
  const variance = 2 / (9 * freedom);
  return (Math.cbrt(sum / freedom) - (1 - variance)) / Math.sqrt(variance);
}
