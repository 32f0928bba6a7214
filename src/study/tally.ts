/** How far a study has come. */
export interface StudyProgress {
  readonly runsDone: number;
  /** All runs there will be, with those on roomy hosts that the others are judged against; of a search, those begun so far. */
  readonly runs: number;
  readonly simulatedNs: number;
  /** Simulated time of all the runs; `null`: not known before they have been made. */
  readonly totalNs: number | null;
  readonly wallSeconds: number;
}

/** Adds up how far the runs of a study have come. */
export class Tally {
  readonly #onProgress: ((progress: StudyProgress) => void) | undefined;
  readonly #planned: Pick<StudyProgress, "runs" | "totalNs"> | null;
  readonly #began = performance.now();
  readonly #reachedNs: number[] = [];
  #runsDone = 0;

  /** `durationsNs`: of all runs there will be; `null`: it is not known which. */
  constructor(onProgress: ((progress: StudyProgress) => void) | undefined, durationsNs: readonly number[] | null) {
    this.#onProgress = onProgress;
    this.#planned =
      durationsNs === null ? null : { runs: durationsNs.length, totalNs: durationsNs.reduce((sum, ns) => sum + ns, 0) };
  }

  /** Makes a run and counts it; one that ends early has come to its end, too. */
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
