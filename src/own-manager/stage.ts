import { elementAt } from "../list/element-at.ts";
/** Memory shared by a module's thread and the thread that started it. */
export interface SharedStage {
  readonly words: Int32Array;
  readonly simulatedNs: Float64Array;
}

const STAGE = 0;
const STOP = 1;

/** Current activity of a module's thread. */
export type StageName = "loading" | "simulating" | "deciding";

const NAMES: readonly StageName[] = ["loading", "simulating", "deciding"];

export function sharedStage(): SharedStage {
  return {
    words: new Int32Array(new SharedArrayBuffer(8)),
    simulatedNs: new Float64Array(new SharedArrayBuffer(8)),
  };
}

/** Progress of a module's thread; readable from outside even when the thread blocks. */
export class Stage {
  readonly #shared: SharedStage;

  constructor(shared: SharedStage) {
    this.#shared = shared;
  }

  enter(name: StageName, simulatedNs: number): void {
    this.#shared.simulatedNs[0] = simulatedNs;
    Atomics.store(this.#shared.words, STAGE, NAMES.indexOf(name));
  }

  get name(): StageName {
    return NAMES[Atomics.load(this.#shared.words, STAGE)] ?? "loading";
  }

  get simulatedNs(): number {
    return elementAt(this.#shared.simulatedNs, 0);
  }

  /** Asks the thread to stop at its next check. */
  stop(): void {
    Atomics.store(this.#shared.words, STOP, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#shared.words, STOP) === 1;
  }
}
