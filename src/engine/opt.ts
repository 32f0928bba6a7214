import type { Handle } from "./abi.ts";
import { EngineError } from "./error.ts";
import type { LabCounters } from "./lab.ts";
import { type LabExports, startLab } from "./lab-abi.ts";
import { Memory } from "./memory.ts";

const GIB = 1024 ** 3;

/** A memory of a fixed number of frames that knows the whole trace and always evicts the page whose next use is farthest away. */
export class Optimum {
  readonly #engine: LabExports;
  readonly #memory: Memory;
  readonly #opt: Handle;

  private constructor(engine: LabExports, opt: Handle) {
    this.#engine = engine;
    this.#memory = new Memory(engine.memory);
    this.#opt = opt;
  }

  /** Takes a whole trace into a new instance of the engine; throws an `EngineError` when it does not fit. */
  static async create(module: WebAssembly.Module, pages: number, frames: number, trace: Uint32Array): Promise<Optimum> {
    const engine = await startLab(module);
    const opt = engine.createOpt(pages, frames, trace.length) >>> 0;
    if (!engine.fits()) {
      const needed = (engine.neededBytes() / GIB).toFixed(2);
      throw new EngineError(
        `opt needs ${needed} GiB of engine memory for ${trace.length} references, and WebAssembly has at most 4 GiB: leave opt out (--no-opt).`,
      );
    }
    new Uint32Array(engine.memory.buffer, engine.traceOfOpt(opt) >>> 0, trace.length).set(trace);
    engine.foresee(opt);
    return new Optimum(engine, opt);
  }

  /** Makes the next `count` references of the trace. */
  replay(count: number): void {
    this.#engine.replayOpt(this.#opt, count);
  }

  /** Whether a page is in memory. */
  holds(page: number): boolean {
    return Boolean(this.#engine.optHolds(this.#opt, page));
  }

  counters(): LabCounters {
    const e = this.#engine;
    return {
      references: this.#memory.u64(this.#opt, e.optReferences),
      faults: this.#memory.u64(this.#opt, e.optFaults),
      coldFaults: this.#memory.u64(this.#opt, e.optColdFaults),
      dirtyEvictions: this.#memory.u64(this.#opt, e.optDirtyEvictions),
      writeBacks: 0,
      scannedPages: 0,
      residentPages: this.#memory.u32(this.#opt, e.optResident),
    };
  }
}
