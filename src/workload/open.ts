import type { Pattern, Phase, Workload } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { WorkloadError } from "./error.ts";
import type { PageSource, PatternKind, Purpose } from "./pattern/pattern.ts";
import { patterns } from "./pattern/registry.ts";
import { Random } from "./random/random.ts";
import { GrowingSource, RegionStream } from "./region.ts";
import type { ReferenceStream, StreamPlace } from "./stream.ts";
import { DrawnWrites } from "./writes.ts";

const PURPOSES: readonly Purpose[] = ["pages", "writes", "choices", "refinements"];

/** Opens the references of one vCPU in one phase. They depend only on the arguments. `traces`: by file as the scenario names it. */
export function openStream(
  phase: Phase,
  workload: Workload,
  place: StreamPlace,
  traces: ReadonlyMap<string, Trace>,
): ReferenceStream {
  const { firstPage, pages, growFromPages } = phase;
  if (pages < 1 || firstPage + pages > workload.pages) {
    throw new WorkloadError(
      `the phase works in ${pages} pages from page ${firstPage}, but the workload has ${workload.pages}: the region must lie within it`,
    );
  }
  const source = openSource(phase.pattern, phase, place, traces, []);
  if (growFromPages >= pages) return new RegionStream(source, firstPage, pages);
  const growing = new GrowingSource(source, {
    fromPages: growFromPages,
    toPages: pages,
    references: expectedReferences(phase),
    vcpu: place.vcpu,
    vcpus: place.vcpus,
  });
  return new RegionStream(growing, firstPage, pages);
}

/** Computing time between two references, in nanoseconds: the pattern's own if it sets one, otherwise the phase's. */
export function thinkNs(phase: Phase): number {
  const { kind, parameters } = phase.pattern;
  return kindNamed(kind).thinkNs?.(parameters) ?? phase.thinkNs;
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
    vcpu: place.vcpu,
    vcpus: place.vcpus,
    parts: pattern.parts.map((part, index) => ({
      weight: part.weight,
      source: openSource(part.pattern, phase, place, traces, [...path, index]),
    })),
    draws,
    trace: (file) => traceOf(file, traces),
  });
  return kind.writes === "own" ? source : new DrawnWrites(source, phase.writeShare, draws("writes"));
}

function kindNamed(name: string): PatternKind {
  const kind = patterns.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    const known = patterns.map((candidate) => candidate.name).join(", ");
    throw new WorkloadError(`"${name}" is not a workload pattern: there are ${known}`);
  }
  return kind;
}

function traceOf(file: string, traces: ReadonlyMap<string, Trace>): Trace {
  const trace = traces.get(file);
  if (trace === undefined)
    throw new WorkloadError(`the trace ${file} has not been read: read it before the workload starts`);
  return trace;
}

function expectedReferences(phase: Phase): number {
  if (phase.durationNs === null) throw new WorkloadError("a phase whose region grows needs a duration");
  return Math.max(1, Math.floor(phase.durationNs / thinkNs(phase)));
}
