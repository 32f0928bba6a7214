import { EngineError } from "../error.ts";
import { type Address, Memory } from "../struct.ts";
import type { LabCounters } from "./lab.ts";
import { Opt } from "./laboratory.generated.ts";
import { type LabEngine, startLab } from "./module.ts";

const GIB = 1024 ** 3;

/** A memory of a fixed number of frames that knows the whole trace and always evicts the page with the farthest next use. */
export class Optimum {
  readonly #engine: LabEngine;
  readonly #opt: Opt;

  private constructor(engine: LabEngine, opt: Address<"Opt">) {
    this.#engine = engine;
    this.#opt = new Opt(new Memory(engine.memory), opt);
  }

  /** Takes a whole trace into a new instance of the engine; throws an `EngineError` when it does not fit. */
  static async create(module: WebAssembly.Module, pages: number, frames: number, trace: Uint32Array): Promise<Optimum> {
    const engine = await startLab(module);
    const opt = engine.createOpt(pages, frames, trace.length);
    if (engine.fits() === 0) {
      const needed = (engine.neededBytes() / GIB).toFixed(2);
      throw new EngineError(
        `opt needs ${needed} GiB of engine memory for ${trace.length} references, and WebAssembly has at most 4 GiB: leave opt out (--no-opt).`,
      );
    }
    new Uint32Array(engine.memory.buffer, engine.traceOfOpt(opt), trace.length).set(trace);
    engine.foresee(opt);
    return new Optimum(engine, opt);
  }

  /** Makes the next `count` references of the trace. */
  replay(count: number): void {
    this.#engine.replayOpt(this.#opt.at, count);
  }

  /** Whether a page is in memory. */
  holds(page: number): boolean {
    return this.#engine.optHolds(this.#opt.at, page) !== 0;
  }

  counters(): LabCounters {
    const { references, faults, coldFaults, dirtyEvictions, resident } = this.#opt;
    return {
      references,
      faults,
      coldFaults,
      dirtyEvictions,
      writeBacks: 0,
      scannedPages: 0,
      refaultPages: 0,
      activatedPages: 0,
      restoredPages: 0,
      walkedPages: 0,
      residentPages: resident,
    };
  }
}
