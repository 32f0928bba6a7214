import type { Handle } from "./abi.ts";
import { EngineError } from "./error.ts";
import { type LabExports, startLab } from "./lab-abi.ts";
import type { PolicyLayout } from "./layout.ts";
import { Memory } from "./memory.ts";

/** What a replay has counted. */
export interface LabCounters {
  readonly references: number;
  readonly faults: number;
  /** Of them, first touches. */
  readonly coldFaults: number;
  /** Dirty pages written out, on their eviction or before it by the policy; those left dirty at the end are not counted. */
  readonly dirtyEvictions: number;
  /** Of them, those the policy wrote back while they stayed in memory. */
  readonly writeBacks: number;
  /** Pages or frames the policy looked at in search of victims. */
  readonly scannedPages: number;
  readonly residentPages: number;
}

const GIB = 1024 ** 3;

/** A memory of a fixed number of frames and a replacement policy, to replay a trace on: no host and no time, only faults. */
export class Lab {
  readonly #engine: LabExports;
  readonly #memory: Memory;
  readonly #lab: Handle;
  readonly #replay: Handle;
  readonly #stream: Uint32Array;

  private constructor(engine: LabExports, lab: Handle, replay: Handle, streamLength: number) {
    this.#engine = engine;
    this.#memory = new Memory(engine.memory);
    this.#lab = lab;
    this.#replay = replay;
    this.#stream = new Uint32Array(engine.memory.buffer, engine.streamOfReplay(replay) >>> 0, streamLength);
  }

  /** Makes a lab in a new instance of the engine; throws an `EngineError` when the pages do not fit. */
  static async create(
    module: WebAssembly.Module,
    pages: number,
    frames: number,
    policy: PolicyLayout,
    streamLength = 65_536,
  ): Promise<Lab> {
    const engine = await startLab(module);
    const parameters = engine.createParameters(policy.parameters.length) >>> 0;
    new Float64Array(engine.memory.buffer, parameters, policy.parameters.length).set(policy.parameters);
    const lab = engine.createLab(pages, frames, policy.number, parameters) >>> 0;
    const replay = engine.createReplay(lab, streamLength) >>> 0;
    if (!engine.fits()) {
      const needed = (engine.neededBytes() / GIB).toFixed(2);
      throw new EngineError(
        `The replay needs ${needed} GiB of engine memory for ${pages} pages, and WebAssembly has at most 4 GiB.`,
      );
    }
    return new Lab(engine, lab, replay, streamLength);
  }

  /** Makes references (bit 31 = write, the rest = page, which must be below the lab's pages). */
  replay(references: Uint32Array): void {
    for (let first = 0; first < references.length; first += this.#stream.length) {
      const piece = references.subarray(first, first + this.#stream.length);
      this.#stream.set(piece);
      this.#engine.replay(this.#replay, piece.length);
    }
  }

  /** In the debug build: aborts when the policy is inconsistent. */
  check(): void {
    this.#engine.checkLab(this.#lab);
  }

  /** Whether a page is in memory. */
  holds(page: number): boolean {
    return Boolean(this.#engine.labHolds(this.#lab, page));
  }

  counters(): LabCounters {
    const e = this.#engine;
    return {
      references: this.#memory.u64(this.#lab, e.labReferences),
      faults: this.#memory.u64(this.#lab, e.labFaults),
      coldFaults: this.#memory.u64(this.#lab, e.labColdFaults),
      dirtyEvictions: this.#memory.u64(this.#lab, e.labDirtyEvictions),
      writeBacks: this.#memory.u64(this.#lab, e.labWriteBacks),
      scannedPages: this.#memory.u64(this.#lab, e.labScanned),
      residentPages: this.#memory.u32(this.#lab, e.labResident),
    };
  }
}
