import { elementAt } from "../list/element-at.ts";
import type { Phase, Scenario, Vm, Workload } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { sampledPhase, thinkNs } from "./sampled-phase.ts";
import { seriesPhase, seriesReferences } from "./series/phases.ts";
import type { OpenStream, ReferenceStream, StreamPlace } from "./stream.ts";

/** The phase after `begun` earlier ones; `undefined`: the workload has ended. */
export function phaseAfter({ phases, repeat, series, pages }: Workload, begun: number): Phase | undefined {
  if (series !== null) return seriesPhase(series, pages, begun);
  return phases[repeat ? begun % phases.length : begun];
}

/** Identifies a vCPU's stream in the phase after `begun` earlier ones. */
export function placeOf({ seed, scale, vms }: Scenario, vm: number, vcpu: number, begun: number): StreamPlace {
  return { seed, vm, vcpu, vcpus: elementAt(vms, vm, "VM").vcpus, phase: begun, scale };
}

/** Upper bound of a VM's references in a time span: those of its fastest counted phase, without waiting; one in `scale` is made. */
export function mostReferences(
  { vcpus, workload }: Vm,
  { durationNs, scale }: Pick<Scenario, "durationNs" | "scale">,
  counts: (phase: Phase) => boolean = () => true,
): number {
  if (workload.series !== null) return seriesReferences(workload.series, workload.pages, durationNs) / scale;
  const leastThinkNs = workload.phases
    .filter(counts)
    .reduce((least, phase) => Math.min(least, thinkNs(phase)), Number.POSITIVE_INFINITY);
  return (vcpus * durationNs) / (leastThinkNs * scale);
}

/** A running phase. */
export interface BegunPhase {
  readonly phase: Phase;
  /** Computing time per reference that is made; with a fraction where only a sample of them is. */
  readonly thinkNs: number;
  /** References that one which is made stands for. */
  readonly standsFor: number;
  /** By vCPU. */
  readonly streams: readonly ReferenceStream[];
}

/** Steps through the phases of a VM's workload. */
export class PhaseSteps {
  readonly #scenario: Scenario;
  readonly #vm: number;
  readonly #traces: ReadonlyMap<string, Trace>;
  readonly #open: OpenStream;
  #begun = 0;
  #endNs = 0;

  constructor(scenario: Scenario, vm: number, traces: ReadonlyMap<string, Trace>, open: OpenStream) {
    this.#scenario = scenario;
    this.#vm = vm;
    this.#traces = traces;
    this.#open = open;
  }

  /** Number of phases that have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Time at which the next phase begins: 0 at first, infinite when the current phase has no end or none is left. */
  get endNs(): number {
    return this.#endNs;
  }

  /** Begins the next phase; `null`: no phase is left. */
  begin(nowNs: number): BegunPhase | null {
    this.#endNs = Number.POSITIVE_INFINITY;
    const vm = this.#scenario.vms[this.#vm];
    const phase = vm && phaseAfter(vm.workload, this.#begun);
    if (vm === undefined || phase === undefined) return null;
    const streams = Array.from({ length: vm.vcpus }, (_, vcpu) =>
      this.#open(phase, vm.workload, placeOf(this.#scenario, this.#vm, vcpu, this.#begun)),
    );
    this.#begun++;
    if (phase.durationNs !== null) this.#endNs = nowNs + phase.durationNs;
    const sampled = sampledPhase(phase, this.#scenario.scale, this.#traces);
    return { phase, thinkNs: sampled.thinkNs, standsFor: sampled.standsFor, streams };
  }
}
