import type { Pattern, Phase, Workload } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { WorkloadError } from "./error.ts";
import type { PageSource, Purpose } from "./pattern/pattern.ts";
import { Random } from "./random/random.ts";
import { GrowingSource, RegionStream } from "./region.ts";
import { kindNamed, type SampledPhase, sampledPhase, traceOf } from "./sampled-phase.ts";
import type { ReferenceStream, StreamPlace } from "./stream.ts";
import { DrawnWrites } from "./writes.ts";

const PURPOSES: readonly Purpose[] = ["pages", "writes", "choices", "refinements"];

/**
 * Opens the references of one vCPU in one phase: those to sampled pages, numbered in their order, where only a sample is wanted. They depend
 * only on the arguments. `traces`: by file as the scenario names it.
 */
export function openStream(
  phase: Phase,
  workload: Workload,
  place: StreamPlace,
  traces: ReadonlyMap<string, Trace>,
): ReferenceStream {
  if (phase.pages < 1 || phase.firstPage + phase.pages > workload.pages) {
    throw new WorkloadError(
      `the phase works in ${phase.pages} pages from page ${phase.firstPage}, but the workload has ${workload.pages}: the region must lie within it`,
    );
  }
  const sampled = sampledPhase(phase, place.scale, traces);
  const { firstPage, pages, growFromPages } = sampled.phase;
  const source = openSource(sampled.phase.pattern, sampled.phase, place, traces, []);
  if (growFromPages >= pages) return new RegionStream(source, firstPage, pages);
  const growing = new GrowingSource(source, {
    fromPages: growFromPages,
    toPages: pages,
    references: expectedReferences(sampled),
    vcpu: place.vcpu,
    vcpus: place.vcpus,
  });
  return new RegionStream(growing, firstPage, pages);
}

function openSource(
  pattern: Pattern,
  phase: Phase,
  place: StreamPlace,
  traces: ReadonlyMap<string, Trace>,
  path: readonly number[],
): PageSource {
  const kind = kindNamed(pattern.kind);
  const draws = (purpose: Purpose) =>
    new Random([place.seed, place.vm, place.vcpu, place.phase, ...path, PURPOSES.indexOf(purpose)]);
  const source = kind.open({
    parameters: pattern.parameters,
    pages: phase.pages,
    scale: place.scale,
    vcpu: place.vcpu,
    vcpus: place.vcpus,
    parts: pattern.parts.map((part, index) => ({
      weight: part.weight,
      source: openSource(part.pattern, phase, place, traces, [...path, index]),
    })),
    step: pattern.step ?? null,
    draws,
    commonDraws: (number) => new Random([place.seed, place.vm, number]),
    trace: (file) => traceOf(file, traces),
  });
  return kind.writes === "own" ? source : new DrawnWrites(source, phase.writeShare, draws("writes"));
}

function expectedReferences({ phase, thinkNs }: SampledPhase): number {
  if (phase.durationNs === null) throw new WorkloadError("a phase whose region grows needs a duration");
  return Math.max(1, Math.floor(phase.durationNs / thinkNs));
}
