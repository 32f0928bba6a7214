import { type Found, type Ladder, TriedRungs } from "./search.ts";

/**
 * Confirms what a search with a sample of the pages has found: tries its answer and the next rung, and goes on from there, rung by rung, until
 * a passing and a failing one are neighbours.
 */
export async function confirm(
  { least, most }: Pick<Ladder, "least" | "most">,
  best: number | null,
  passes: (rung: number) => Promise<boolean>,
): Promise<Found> {
  const tried = new TriedRungs({ least, most }, passes);
  let answer = best ?? least - 1;
  await tried.tryAll([answer, answer + 1]);
  for (;;) {
    if (answer >= least && !(await tried.passes(answer))) answer--;
    else if (answer < most && (await tried.passes(answer + 1))) answer++;
    else return tried.found(answer);
  }
}
