import type { Phase, Scenario, Vm, Workload } from "../scenario/scenario.ts";
import { thinkNs } from "./open.ts";
import type { OpenStream, ReferenceStream, StreamPlace } from "./stream.ts";

/** The phase that begins after so many others; `undefined`: the workload has ended. */
export function phaseAfter({ phases, repeat }: Workload, begun: number): Phase | undefined {
  return phases[repeat ? begun % phases.length : begun];
}

/** The place of a vCPU's references in the phase that begins after so many others of its VM. */
export function placeOf({ seed, vms }: Scenario, vm: number, vcpu: number, begun: number): StreamPlace {
  return { seed, vm, vcpu, vcpus: vms[vm]?.vcpus ?? 0, phase: begun };
}

/** The most references a VM can make in a time: those of its fastest phase, without a wait. */
export function mostReferences(
  { vcpus, workload }: Vm,
  durationNs: number,
  counts: (phase: Phase) => boolean = () => true,
): number {
  const leastThinkNs = workload.phases
    .filter(counts)
    .reduce((least, phase) => Math.min(least, thinkNs(phase)), Number.POSITIVE_INFINITY);
  return (vcpus * durationNs) / leastThinkNs;
}

/** A phase under way. */
export interface BegunPhase {
  readonly phase: Phase;
  /** Computing time of a reference. */
  readonly thinkNs: number;
  /** By vCPU. */
  readonly streams: readonly ReferenceStream[];
}

/** A VM's way through the phases of its workload. */
export class PhaseSteps {
  readonly #scenario: Scenario;
  readonly #vm: number;
  readonly #open: OpenStream;
  #begun = 0;
  #endNs = 0;

  constructor(scenario: Scenario, vm: number, open: OpenStream) {
    this.#scenario = scenario;
    this.#vm = vm;
    this.#open = open;
  }

  /** How many phases have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** When the next phase is to begin: 0 at first, infinite when the one under way has no end, or none is left. */
  get endNs(): number {
    return this.#endNs;
  }

  /** Begins the next phase; `null`: none is left. */
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
    return { phase, thinkNs: thinkNs(phase), streams };
  }
}
