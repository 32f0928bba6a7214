import type { Machine } from "../engine/machine.ts";
import type { Scenario, Vm } from "../scenario/scenario.ts";
import { thinkNs } from "../workload/open.ts";
import type { OpenStream, ReferenceStream } from "../workload/stream.ts";
import { type Agenda, order } from "./agenda.ts";

interface Feed {
  readonly stream: ReferenceStream;
  readonly thinkNs: number;
}

/** A VM's way through its phases: which references its vCPUs get, and when. */
export class Course {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #vm: Vm;
  readonly #index: number;
  readonly #open: OpenStream;
  readonly #agenda: Agenda;
  readonly #phaseBegins: (nowNs: number) => void;
  readonly #feeds: Feed[] = [];
  #phasesBegun = 0;
  #phaseEndNs = Number.POSITIVE_INFINITY;
  #vcpusAtWork = 0;
  #thinkNs = 0;

  constructor(
    machine: Machine,
    scenario: Scenario,
    index: number,
    vm: Vm,
    open: OpenStream,
    agenda: Agenda,
    phaseBegins: (nowNs: number) => void,
  ) {
    this.#machine = machine;
    this.#scenario = scenario;
    this.#vm = vm;
    this.#index = index;
    this.#open = open;
    this.#agenda = agenda;
    this.#phaseBegins = phaseBegins;
  }

  /** Whether every vCPU has come to the end of its references, and no phase is to come. */
  get finished(): boolean {
    return this.#phasesBegun > 0 && this.#vcpusAtWork === 0 && this.#phaseEndNs === Number.POSITIVE_INFINITY;
  }

  /** How many phases have begun. */
  get phasesBegun(): number {
    return this.#phasesBegun;
  }

  /** Computing time of a reference in the phase under way, or in the latest there was. */
  get thinkNs(): number {
    return this.#thinkNs;
  }

  /** Begins the next phase of the workload, if there is one, and notes when it ends. */
  beginPhase(nowNs: number): void {
    if (this.#machine.status(this.#index) !== "running") return;
    this.#phaseBegins(nowNs);
    const { phases, repeat } = this.#vm.workload;
    const phase = phases[repeat ? this.#phasesBegun % phases.length : this.#phasesBegun];
    this.#phaseEndNs = Number.POSITIVE_INFINITY;
    if (phase === undefined) {
      this.#rest();
      return;
    }
    if (phase.free !== null) this.#machine.freePages(this.#index, phase.free.firstPage, phase.free.pages, nowNs);
    this.#vcpusAtWork = this.#vm.vcpus;
    this.#thinkNs = thinkNs(phase);
    for (let vcpu = 0; vcpu < this.#vm.vcpus; vcpu++) {
      const { seed } = this.#scenario;
      const place = { seed, vm: this.#index, vcpu, vcpus: this.#vm.vcpus, phase: this.#phasesBegun };
      const stream = this.#open(phase, this.#vm.workload, place);
      this.#feeds[vcpu] = { stream, thinkNs: this.#thinkNs };
    }
    this.#phasesBegun++;
    if (phase.durationNs !== null) {
      this.#phaseEndNs = nowNs + phase.durationNs;
      this.#agenda.note(this.#phaseEndNs, order.phase, () => this.beginPhase(this.#phaseEndNs));
    }
    for (let vcpu = 0; vcpu < this.#vm.vcpus; vcpu++) this.refill(vcpu, nowNs);
  }

  /** Hands a vCPU its next references, no more than it can make in this phase; without any it goes to sleep. */
  refill(vcpu: number, nowNs: number): void {
    const feed = this.#feeds[vcpu];
    if (feed === undefined) return;
    const global = this.#machine.firstVcpu(this.#index) + vcpu;
    const references = this.#machine.streamOf(global);
    const left = Math.ceil((this.#phaseEndNs - Math.max(nowNs, this.#machine.clockNs(global))) / feed.thinkNs);
    const wanted = Math.max(1, Math.min(references.length, left));
    const count = feed.stream.fill(references.subarray(0, wanted));
    if (count > 0) this.#machine.give(global, count, feed.thinkNs, nowNs);
    else this.#stop(vcpu);
  }

  #stop(vcpu: number): void {
    this.#machine.finish(this.#machine.firstVcpu(this.#index) + vcpu);
    delete this.#feeds[vcpu];
    this.#vcpusAtWork--;
  }

  #rest(): void {
    for (let vcpu = 0; vcpu < this.#vm.vcpus; vcpu++) if (this.#feeds[vcpu] !== undefined) this.#stop(vcpu);
  }
}
