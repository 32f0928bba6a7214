import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { openStream } from "../workload/open.ts";
import { phaseAfter, placeOf } from "../workload/phases.ts";
import { type ReferenceStream, skip } from "../workload/stream.ts";
import { Rings, type SharedRings, SLOT_REFERENCES } from "./ring.ts";

interface Making {
  readonly vm: number;
  readonly vcpu: number;
  phase: number;
  /** `null`: no more references in this phase. */
  stream: ReferenceStream | null;
}

/** Generates references ahead for all vCPUs of a scenario, as they are requested and as long as their rings have room. */
export class Maker {
  readonly #scenario: Scenario;
  readonly #traces: ReadonlyMap<string, Trace>;
  readonly #rings: Rings;
  readonly #makings: readonly Making[];
  /** References are generated in this private buffer: generators also read and modify them, which is slower in shared memory. */
  readonly #made = new Uint32Array(SLOT_REFERENCES);

  constructor(scenario: Scenario, traces: ReadonlyMap<string, Trace>, shared: SharedRings) {
    this.#scenario = scenario;
    this.#traces = traces;
    this.#rings = new Rings(shared);
    this.#makings = scenario.vms.flatMap(({ vcpus }, vm) =>
      Array.from({ length: vcpus }, (_, vcpu) => ({ vm, vcpu, phase: -1, stream: null })),
    );
  }

  /** Generates references until stopped; blocks its thread. */
  work(): void {
    const rings = this.#rings;
    rings.begin();
    try {
      while (!rings.stopped) {
        const rung = rings.rung();
        if (!this.round()) rings.waitForBell(rung);
      }
    } finally {
      rings.end();
    }
  }

  /** Fills one slot of every stream with room, urgent ones first; returns false when no stream had room. */
  round(): boolean {
    let worked = false;
    for (let stream = 0; stream < this.#makings.length; stream++) {
      const urgent = this.#rings.urgent();
      if (urgent !== null) worked = this.#fill(urgent) || worked;
      worked = this.#fill(stream) || worked;
    }
    return worked;
  }

  #fill(number: number): boolean {
    const rings = this.#rings;
    const making = this.#makings[number];
    if (making === undefined) return false;
    const phase = rings.ordered(number);
    if (phase === making.phase && making.stream === null) return false;
    const references = rings.vacant(number);
    if (references === null) return false;
    let count = -1;
    const begins = phase !== making.phase;
    making.phase = phase;
    try {
      if (begins) making.stream = this.#open(making, phase, rings.leftOut(number));
      if (making.stream !== null) count = making.stream.fill(this.#made);
      references.set(this.#made);
    } catch {
      // The consumer then opens the stream in its own thread and gets the error there.
      making.stream = null;
    }
    if (count < SLOT_REFERENCES) making.stream = null;
    rings.publish(number, phase, count);
    return true;
  }

  /** Opens a phase's stream and skips its first references; `null` if the phase does not exist. */
  #open({ vm: index, vcpu }: Making, number: number, leftOut: number): ReferenceStream | null {
    const vm = this.#scenario.vms[index];
    if (vm === undefined) return null;
    const phase = phaseAfter(vm.workload, number);
    if (phase === undefined) return null;
    const place = placeOf(this.#scenario, index, vcpu, number);
    const stream = openStream(phase, vm.workload, place, this.#traces);
    skip(stream, leftOut, this.#made);
    return stream;
  }
}
