/** The rungs of a ladder, from the least overcommit to the most. */
export interface Ladder {
  /** Where the search begins. */
  readonly start: number;
  readonly least: number;
  readonly most: number;
  /** About twice the overcommit of a rung, and about half of it. */
  twice(rung: number): number;
  half(rung: number): number;
}

/** What was found. */
export interface Found {
  /** The highest rung that passes below the lowest that was seen to fail; `null` when not even the lowest passes. */
  readonly best: number | null;
  /** The lowest rung that was seen to fail; `null` when every one passes. */
  readonly next: number | null;
  /** Rungs above `next` that pass all the same: the answer is not monotone there. */
  readonly passingAbove: readonly number[];
  /** All rungs that were tried, in ascending order. */
  readonly tried: readonly number[];
}

/**
 * Finds how high one can go. It doubles (or halves) from the start until one rung passes and one fails, and halves the distance
 * until they are neighbours. More overcommit may by chance be less slow, so the rung below the best and the one above the failing
 * one are tried too; when the lower one fails the search goes on below it, so that what is found is never above a rung seen to fail.
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

/** Goes up while rungs pass and down while they fail, until both have been seen or the ladder ends. */
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
