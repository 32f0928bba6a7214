export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/**
 * Runs the sides in turn, each once a round; a side may return a promise. Gives the median of what each returns, by its name, and the median of the
 * ratios of two of them, each taken within a round: a machine that is at times half as fast is so for both.
 */
export async function inTurn(sides, rounds) {
  const measured = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, side] of Object.entries(sides)) measured[name].push(await side());
  }
  const medians = Object.fromEntries(Object.entries(measured).map(([name, all]) => [name, median(all)]));
  const ratio = (one, other) => median(measured[one].map((value, round) => value / measured[other][round]));
  return { medians, ratio };
}

/** A side that runs another one so often on end, and returns the median: what one run leaves in the caches serves the next, as it does in a program that repeats itself. */
export function onEnd(side, runs) {
  return async () => {
    const all = [];
    for (let run = 0; run < runs; run++) all.push(await side());
    return median(all);
  };
}

/** Millions of references a second that `work` makes of so many. */
export function speed(references, work) {
  const began = performance.now();
  work();
  return references / (performance.now() - began) / 1000;
}
