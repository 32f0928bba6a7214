/** Rungs of increasing overcommit, numbered by integers. */
export interface Ladder {
  /** First rung to try. */
  readonly start: number;
  readonly least: number;
  readonly most: number;
  /** Rungs with about twice and about half the overcommit of a rung. */
  twice(rung: number): number;
  half(rung: number): number;
}

/** Result of a search. */
export interface Found {
  /** The highest passing rung below the lowest failing one; `null` when not even the lowest rung passes. */
  readonly best: number | null;
  /** The lowest failing rung that was tried; `null` when all pass. */
  readonly next: number | null;
  /** Rungs above `next` that pass nevertheless: the outcome is not monotone there. */
  readonly passingAbove: readonly number[];
  /** All tried rungs in ascending order. */
  readonly tried: readonly number[];
}

/** The rungs of a ladder that have been tried, each once, and whether they pass. */
export class TriedRungs {
  readonly #ladder: Pick<Ladder, "least" | "most">;
  readonly #try: (rung: number) => Promise<boolean>;
  readonly #known = new Map<number, boolean>();

  constructor(ladder: Pick<Ladder, "least" | "most">, passes: (rung: number) => Promise<boolean>) {
    this.#ladder = ladder;
    this.#try = passes;
  }

  /** Whether a rung passes; tries it if that is not known. */
  async passes(rung: number): Promise<boolean> {
    const passed = this.#known.get(rung) ?? (await this.#try(rung));
    this.#known.set(rung, passed);
    return passed;
  }

  /** Tries those of these rungs that the ladder has. Returns whether any of them had not been tried before. */
  async tryAll(rungs: readonly number[]): Promise<boolean> {
    const { least, most } = this.#ladder;
    const unknown = rungs.filter((rung) => rung >= least && rung <= most && !this.#known.has(rung));
    await Promise.all(unknown.map((rung) => this.passes(rung)));
    return unknown.length > 0;
  }

  /** The tried rungs that pass, or those that fail, in ascending order. */
  those(passed: boolean): readonly number[] {
    return this.#sorted().filter((rung) => this.#known.get(rung) === passed);
  }

  /** The result when `best` passes, or lies below the ladder, and the next rung fails, or lies above it. */
  found(best: number): Found {
    const { least, most } = this.#ladder;
    return {
      best: best < least ? null : best,
      next: best < most ? best + 1 : null,
      passingAbove: this.those(true).filter((rung) => rung > best + 1),
      tried: this.#sorted(),
    };
  }

  #sorted(): readonly number[] {
    return [...this.#known.keys()].sort((a, b) => a - b);
  }
}

/**
 * Finds the highest passing rung. Doubles (or halves) from the start until one rung passes and one fails, then bisects until they are
 * adjacent. As more overcommit can by chance cause less slowdown, it also tries the rung below the best and the one above the failing one.
 * If the lower one fails, the search continues below it, so that the result is never above a failing rung.
 */
export async function search(ladder: Ladder, passes: (rung: number) => Promise<boolean>): Promise<Found> {
  const { least, most } = ladder;
  const tried = new TriedRungs(ladder, passes);
  await bracket(ladder, tried);
  for (;;) {
    const failing = Math.min(...tried.those(false));
    const passing = Math.max(...tried.those(true).filter((rung) => rung < failing));
    const above = Math.max(least - 1, passing);
    const below = Math.min(most + 1, failing);
    if (below - above > 1) await tried.passes(above + ((below - above) >> 1));
    else if (!(await tried.tryAll([above - 1, below + 1]))) return tried.found(above);
  }
}

/** Goes up while rungs pass and down while they fail, until one of each is known or the ladder ends. */
async function bracket(ladder: Ladder, tried: TriedRungs): Promise<void> {
  const { start, least, most } = ladder;
  const up = await tried.passes(start);
  let rung = start;
  while (up ? rung < most : rung > least) {
    rung = up
      ? Math.min(most, Math.max(rung + 1, ladder.twice(rung)))
      : Math.max(least, Math.min(rung - 1, ladder.half(rung)));
    if ((await tried.passes(rung)) !== up) return;
  }
}
