import { EngineError } from "../error.ts";
import type { PolicyLayout } from "../machine/layout.ts";
import { type Address, Memory } from "../struct.ts";
import { Lab as LabRecord } from "./laboratory.generated.ts";
import { type LabEngine, startLab } from "./module.ts";

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
  /** Pages that came back after Linux's policies had evicted them; of them, those active at once; of these, those that had been active before. */
  readonly refaultPages: number;
  readonly activatedPages: number;
  readonly restoredPages: number;
  /** Pages of the page tables that the policy walked for aging. */
  readonly walkedPages: number;
  readonly residentPages: number;
}

const GIB = 1024 ** 3;

/** A memory of a fixed number of frames and a replacement policy, to replay a trace on: no host and no time, only faults. */
export class Lab {
  readonly #engine: LabEngine;
  readonly #lab: LabRecord;
  readonly #replay: Address<"Replay">;
  readonly #stream: Uint32Array;

  private constructor(engine: LabEngine, lab: Address<"Lab">, replay: Address<"Replay">, streamLength: number) {
    this.#engine = engine;
    this.#lab = new LabRecord(new Memory(engine.memory), lab);
    this.#replay = replay;
    this.#stream = new Uint32Array(engine.memory.buffer, engine.streamOfReplay(replay), streamLength);
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
    const parameters = engine.createParameters(policy.parameters.length);
    new Float64Array(engine.memory.buffer, parameters, policy.parameters.length).set(policy.parameters);
    const lab = engine.createLab(pages, frames, policy.number, parameters);
    const replay = engine.createReplay(lab, streamLength);
    if (engine.fits() === 0) {
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
    this.#engine.checkLab(this.#lab.at);
  }

  /** Whether a page is in memory. */
  holds(page: number): boolean {
    return this.#engine.labHolds(this.#lab.at, page) !== 0;
  }

  counters(): LabCounters {
    const { refaults: refaultPages, activated: activatedPages, restored: restoredPages } = this.#lab;
    const { references, faults, coldFaults, dirtyEvictions, writeBacks, scanned, walked, resident } = this.#lab;
    return {
      references,
      faults,
      coldFaults,
      dirtyEvictions,
      writeBacks,
      scannedPages: scanned,
      refaultPages,
      activatedPages,
      restoredPages,
      walkedPages: walked,
      residentPages: resident,
    };
  }
}
