/** What a module's thread and the one that started it share. */
export interface SharedStage {
  readonly words: Int32Array;
  readonly simulatedNs: Float64Array;
}

const STAGE = 0;
const STOP = 1;

/** What a module's thread is doing: it loads the module, simulates, or waits for the manager to decide. */
export type StageName = "loading" | "simulating" | "deciding";

const NAMES: readonly StageName[] = ["loading", "simulating", "deciding"];

/** Memory for a stage. */
export function sharedStage(): SharedStage {
  return {
    words: new Int32Array(new SharedArrayBuffer(8)),
    simulatedNs: new Float64Array(new SharedArrayBuffer(8)),
  };
}

/** How far a module's thread has come: seen from outside even when it never answers again. */
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
    return this.#shared.simulatedNs[0] ?? 0;
  }

  /** Asks the thread to stop at its next look. */
  stop(): void {
    Atomics.store(this.#shared.words, STOP, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#shared.words, STOP) === 1;
  }
}
