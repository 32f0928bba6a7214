import type { Found, Ladder } from "./search.ts";

/**
 * Confirms what a search with a sample of the pages has found: tries its answer and the next rung, and goes on from there, rung by rung, until
 * a passing and a failing one are neighbours.
 */
export async function confirm(
  { least, most }: Pick<Ladder, "least" | "most">,
  best: number | null,
  passes: (rung: number) => Promise<boolean>,
): Promise<Found> {
  const known = new Map<number, boolean>();
  const tryOut = async (rung: number): Promise<boolean> => {
    const passed = known.get(rung) ?? (await passes(rung));
    known.set(rung, passed);
    return passed;
  };
  let answer = best ?? least - 1;
  await Promise.all([answer, answer + 1].filter((rung) => rung >= least && rung <= most).map(tryOut));
  for (;;) {
    if (answer >= least && !(await tryOut(answer))) answer--;
    else if (answer < most && (await tryOut(answer + 1))) answer++;
    else break;
  }
  return {
    best: answer < least ? null : answer,
    next: answer < most ? answer + 1 : null,
    passingAbove: [...known.keys()].filter((rung) => rung > answer + 1 && known.get(rung)).sort((a, b) => a - b),
    tried: [...known.keys()].sort((a, b) => a - b),
  };
}
