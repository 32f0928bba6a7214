import type { Phase, Workload } from "../scenario/scenario.ts";

/** Bit 31 of a reference marks a write. The other bits are the page. */
export const WRITE = 0x8000_0000;

/** A source of page references (bit 31 = write, the rest = page). */
export interface ReferenceStream {
  /** Writes the next references and returns their number, which is `references.length` unless the stream has ended. */
  fill(references: Uint32Array): number;
}

/** Skips this many references of a stream, or fewer if it ends. `scratch` is a buffer for them. */
export function skip(stream: ReferenceStream, references: number, scratch: Uint32Array): void {
  for (let left = references; left > 0; ) {
    const made = stream.fill(scratch.subarray(0, left));
    if (made === 0) return;
    left -= made;
  }
}

/** Identifies a stream within a simulation. With the scenario's seed it determines every random draw of the stream. */
export interface StreamPlace {
  readonly seed: number;
  /** The VM's index in the scenario. */
  readonly vm: number;
  readonly vcpu: number;
  /** Number of vCPUs that share the pattern. */
  readonly vcpus: number;
  /** Number of the VM's earlier phases, counting repetitions. */
  readonly phase: number;
  /** One page in so many is sampled, and references to the others are left out; 1: none are. */
  readonly scale: number;
}

/** Opens the references of one vCPU in one phase. */
export type OpenStream = (phase: Phase, workload: Workload, place: StreamPlace) => ReferenceStream;
