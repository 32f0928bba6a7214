import type { Demand, Phase, Workload } from "../../../src/scenario/scenario.ts";
import { curvesOf, mostOf } from "../../../src/scenario/series/series.ts";
import { openStream } from "../../../src/workload/open.ts";
import { phaseAfter } from "../../../src/workload/phases.ts";

/** A point in seconds and pages; what is left out is not known. */
export interface Given {
  readonly at: number;
  readonly anonymous?: number;
  readonly cache?: number;
  readonly touched?: number;
  readonly faults?: number;
}

export function demandOf(points: readonly Given[], more: Partial<Demand> = {}): Demand {
  const counted = points.map(({ at, anonymous = null, cache = null, touched = null, faults = null }) => {
    return { atNs: at * 1e9, anonymous, cache, touched, faults };
  });
  return {
    ...curvesOf(counted),
    shape: "linear",
    loopNs: null,
    beginNs: 0,
    hotShare: 0.5,
    intervalNs: 10e9,
    writeShare: 0,
    vcpus: 1,
    ...more,
  };
}

export function workloadOf(series: Demand): Workload {
  const filePages = mostOf(series.cache);
  return {
    pages: mostOf(series.anonymous) + filePages,
    filePages,
    warmPages: 0,
    warmFilePages: 0,
    phases: [],
    repeat: false,
    content: { image: null, zeroShare: 0, volatileShare: 0 },
    series,
  };
}

/** A phase as it begins, and what its vCPUs touch in its time when they never wait. */
export interface Played {
  readonly phase: Phase;
  readonly beginNs: number;
  readonly touched: readonly number[];
}

/** The phases of a series that begin before a moment. */
export function* play(series: Demand, untilNs: number): Generator<Played> {
  const workload = workloadOf(series);
  let beginNs = 0;
  for (let begun = 0; beginNs < untilNs; begun++) {
    const phase = phaseAfter(workload, begun);
    if (phase === undefined) return;
    const spanNs = phase.durationNs ?? untilNs - beginNs;
    const touched: number[] = [];
    for (let vcpu = 0; vcpu < series.vcpus; vcpu++) {
      const place = { seed: 1, vm: 0, vcpu, vcpus: series.vcpus, phase: begun, scale: 1 };
      const references = new Uint32Array(Math.ceil(spanNs / phase.thinkNs));
      const made = openStream(phase, workload, place, new Map()).fill(references);
      for (const reference of references.subarray(0, made)) touched.push(reference & 0x7fff_ffff);
    }
    yield { phase, beginNs, touched };
    beginNs += spanNs;
  }
}

/** Plays a series, and says after each phase which pages are in use: touched, and not freed since. */
export function* playInUse(
  series: Demand,
  untilNs: number,
): Generator<Played & { readonly inUse: ReadonlySet<number> }> {
  const { pages } = workloadOf(series);
  const first = phaseAfter(workloadOf(series), 0)?.pattern.step;
  const inUse = new Set<number>();
  for (let page = 0; page < (first?.anonymous.fromPages ?? 0); page++) inUse.add(page);
  for (let page = 0; page < (first?.cache.fromPages ?? 0); page++) inUse.add(pages - 1 - page);
  for (const played of play(series, untilNs)) {
    const { free } = played.phase;
    if (free !== null) for (let page = free.firstPage; page < free.firstPage + free.pages; page++) inUse.delete(page);
    for (const page of played.touched) inUse.add(page);
    yield { ...played, inUse: new Set(inUse) };
  }
}
