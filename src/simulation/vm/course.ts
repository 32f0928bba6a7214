import type { Machine } from "../../engine/machine/machine.ts";
import { elementAt } from "../../list/element-at.ts";
import type { Scenario, Vm } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import { PhaseSteps } from "../../workload/phases.ts";
import type { OpenStream, ReferenceStream } from "../../workload/stream.ts";
import { type Agenda, order } from "../agenda.ts";
import { vcpuTotals } from "./pace.ts";
import { Represented } from "./represented.ts";

/** A VM's way through its phases: which references its vCPUs get, and when. */
export class Course {
  readonly #machine: Machine;
  readonly #vm: Vm;
  readonly #index: number;
  readonly #agenda: Agenda;
  readonly #phaseBegins: (nowNs: number) => void;
  readonly #phases: PhaseSteps;
  /** By vCPU; `null`: at the end of its references. */
  readonly #streams: (ReferenceStream | null)[];
  #vcpusAtWork = 0;
  #thinkNs = 0;
  /** By vCPU: thinking that its references lack so far, as each thinks for whole nanoseconds only. */
  readonly #owedNs: number[];
  readonly #represented = new Represented();

  constructor(
    machine: Machine,
    scenario: Scenario,
    index: number,
    vm: Vm,
    traces: ReadonlyMap<string, Trace>,
    open: OpenStream,
    agenda: Agenda,
    phaseBegins: (nowNs: number) => void,
  ) {
    this.#machine = machine;
    this.#vm = vm;
    this.#index = index;
    this.#agenda = agenda;
    this.#phaseBegins = phaseBegins;
    this.#phases = new PhaseSteps(scenario, index, traces, open);
    this.#streams = Array.from({ length: vm.vcpus }, () => null);
    this.#owedNs = this.#streams.map(() => 0);
  }

  /** Whether all vCPUs are at the end of their references and no phase is left. */
  get finished(): boolean {
    return this.#phases.begun > 0 && this.#vcpusAtWork === 0 && this.#phases.endNs === Number.POSITIVE_INFINITY;
  }

  /** How many phases have begun. */
  get phasesBegun(): number {
    return this.#phases.begun;
  }

  /** Computing time per reference in the current or latest phase. */
  get thinkNs(): number {
    return this.#thinkNs;
  }

  /** The references that those stand for which its vCPUs have made. */
  represented(made: number): number {
    return this.#represented.by(made);
  }

  /** Begins the next phase of the workload, if there is one, and notes when it ends. */
  beginPhase(nowNs: number): void {
    if (this.#machine.status(this.#index) !== "running") return;
    this.#phaseBegins(nowNs);
    const begun = this.#phases.begin(nowNs);
    if (begun === null) {
      this.#rest();
      return;
    }
    const { phase, thinkNs, standsFor, streams } = begun;
    this.#represented.from(vcpuTotals(this.#machine, this.#index, this.#vm.vcpus, nowNs).references, standsFor);
    if (phase.free !== null) this.#machine.freePages(this.#index, phase.free.firstPage, phase.free.pages, nowNs);
    this.#vcpusAtWork = this.#vm.vcpus;
    this.#thinkNs = thinkNs;
    for (const [vcpu, stream] of streams.entries()) this.#streams[vcpu] = stream;
    const { endNs } = this.#phases;
    if (phase.durationNs !== null) this.#agenda.note(endNs, order.phase, () => this.beginPhase(endNs));
    for (let vcpu = 0; vcpu < this.#vm.vcpus; vcpu++) this.refill(vcpu, nowNs);
  }

  /** Gives a vCPU its next references, at most as many as it can make in this phase; without any it goes to sleep. */
  refill(vcpu: number, nowNs: number): void {
    const stream = this.#streams[vcpu] ?? null;
    if (stream === null) return;
    const global = this.#machine.firstVcpu(this.#index) + vcpu;
    const references = this.#machine.streamOf(global);
    const left = Math.ceil((this.#phases.endNs - Math.max(nowNs, this.#machine.clockNs(global))) / this.#thinkNs);
    const wanted = Math.max(1, Math.min(references.length, left));
    const count = stream.fill(references.subarray(0, wanted));
    if (count > 0) this.#machine.give(global, count, this.#wholeThinkNs(vcpu, count), nowNs);
    else this.#stop(vcpu);
  }

  /** What each of a vCPU's next references thinks; rounding up and down evens out. */
  #wholeThinkNs(vcpu: number, count: number): number {
    if (Number.isInteger(this.#thinkNs)) return this.#thinkNs;
    const owedNs = elementAt(this.#owedNs, vcpu, "vCPU") + this.#thinkNs * count;
    const wholeNs = Math.max(1, Math.round(owedNs / count));
    this.#owedNs[vcpu] = owedNs - wholeNs * count;
    return wholeNs;
  }

  #stop(vcpu: number): void {
    this.#machine.finish(this.#machine.firstVcpu(this.#index) + vcpu);
    this.#streams[vcpu] = null;
    this.#vcpusAtWork--;
  }

  #rest(): void {
    for (const [vcpu, stream] of this.#streams.entries()) if (stream !== null) this.#stop(vcpu);
  }
}
