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

/**
 * Finds the highest passing rung. Doubles (or halves) from the start until one rung passes and one fails, then bisects until they are
 * adjacent. As more overcommit can by chance cause less slowdown, it also tries the rung below the best and the one above the failing one.
 * If the lower one fails, the search continues below it, so that the result is never above a failing rung.
 */
export async function search(ladder: Ladder, passes: (rung: number) => Promise<boolean>): Promise<Found> {
  const { least, most } = ladder;
  const known = new Map<number, boolean>();
  const tryOut = async (rung: number): Promise<boolean> => {
    const passed = known.get(rung) ?? (await passes(rung));
    known.set(rung, passed);
    return passed;
  };
  const rungs = (passed: boolean) => [...known.keys()].filter((rung) => known.get(rung) === passed);
  await bracket(ladder, tryOut);
  for (;;) {
    const failing = Math.min(...rungs(false));
    const passing = Math.max(...rungs(true).filter((rung) => rung < failing));
    const above = Math.max(least - 1, passing);
    const below = Math.min(most + 1, failing);
    if (below - above > 1) {
      await tryOut(above + ((below - above) >> 1));
      continue;
    }
    const neighbours = [above - 1, below + 1].filter((rung) => rung >= least && rung <= most && !known.has(rung));
    if (neighbours.length > 0) {
      await Promise.all(neighbours.map(tryOut));
      continue;
    }
    return {
      best: above < least ? null : above,
      next: below > most ? null : below,
      passingAbove: rungs(true)
        .filter((rung) => rung > below)
        .sort((a, b) => a - b),
      tried: [...known.keys()].sort((a, b) => a - b),
    };
  }
}

/** Goes up while rungs pass and down while they fail, until one of each is known or the ladder ends. */
async function bracket(ladder: Ladder, passes: (rung: number) => Promise<boolean>): Promise<void> {
  const { start, least, most } = ladder;
  const up = await passes(start);
  let rung = start;
  while (up ? rung < most : rung > least) {
    rung = up
      ? Math.min(most, Math.max(rung + 1, ladder.twice(rung)))
      : Math.max(least, Math.min(rung - 1, ladder.half(rung)));
    if ((await passes(rung)) !== up) return;
  }
}
