/** Progress of a study. */
export interface StudyProgress {
  readonly runsDone: number;
  /** Number of all runs, including those on roomy hosts; in a search, of those begun so far. */
  readonly runs: number;
  readonly simulatedNs: number;
  /** Simulated time of all runs; `null`: not known in advance. */
  readonly totalNs: number | null;
  readonly wallSeconds: number;
}

/** Adds up the progress of a study's runs. */
export class Tally {
  readonly #onProgress: ((progress: StudyProgress) => void) | undefined;
  readonly #planned: Pick<StudyProgress, "runs" | "totalNs"> | null;
  readonly #began = performance.now();
  readonly #reachedNs: number[] = [];
  #runsDone = 0;

  /** `durationsNs`: durations of all runs; `null`: not known in advance. */
  constructor(onProgress: ((progress: StudyProgress) => void) | undefined, durationsNs: readonly number[] | null) {
    this.#onProgress = onProgress;
    this.#planned =
      durationsNs === null ? null : { runs: durationsNs.length, totalNs: durationsNs.reduce((sum, ns) => sum + ns, 0) };
  }

  /** Executes a run and counts it; a run that ends early counts as complete. */
  async count<T>(durationNs: number, run: (told: (simulatedNs: number) => void) => Promise<T>): Promise<T> {
    const index = this.#reachedNs.push(0) - 1;
    const reached = (simulatedNs: number) => {
      this.#reachedNs[index] = simulatedNs;
      this.#tell();
    };
    const outcome = await run(reached);
    this.#runsDone++;
    reached(durationNs);
    return outcome;
  }

  #tell(): void {
    const simulatedNs = this.#reachedNs.reduce((sum, ns) => sum + ns, 0);
    const wallSeconds = (performance.now() - this.#began) / 1000;
    const { runs, totalNs } = this.#planned ?? { runs: this.#reachedNs.length, totalNs: null };
    this.#onProgress?.({ runsDone: this.#runsDone, runs, simulatedNs, totalNs, wallSeconds });
  }
}
