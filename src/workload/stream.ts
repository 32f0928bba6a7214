import type { Phase, Workload } from "../scenario/scenario.ts";

/** Bit 31 of a reference: it writes. The other bits are the page. */
export const WRITE = 0x8000_0000;

/** The largest page number a reference can carry. */
export const MAX_PAGE = 0x7fff_ffff;

/** A source of page references (bit 31 = write, the rest = page). */
export interface ReferenceStream {
  /** Writes the next references and returns how many: fewer than `references.length` only when the stream has ended. */
  fill(references: Uint32Array): number;
}

/** Makes references of a stream and drops them, as far as there are so many; `scratch` holds some at a time. */
export function skip(stream: ReferenceStream, references: number, scratch: Uint32Array): void {
  for (let left = references; left > 0; ) {
    const made = stream.fill(scratch.subarray(0, left));
    if (made === 0) return;
    left -= made;
  }
}

/** Where a stream stands in the simulation: with the scenario's seed it decides every draw of the stream. */
export interface StreamPlace {
  readonly seed: number;
  /** The VM's index in the scenario. */
  readonly vm: number;
  readonly vcpu: number;
  /** How many vCPUs share the pattern. */
  readonly vcpus: number;
  /** How many phases of this VM began before this one (repeats count). */
  readonly phase: number;
}

/** Opens the references of one vCPU in one phase. */
export type OpenStream = (phase: Phase, workload: Workload, place: StreamPlace) => ReferenceStream;
