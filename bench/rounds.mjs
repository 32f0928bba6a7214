export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/**
 * Runs the sides alternately, each once per round; a side may return a promise. Returns the median of each side's results, and a function for the
 * median ratio of two sides. Ratios are taken within a round, so that changes of the machine's speed affect both sides.
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

/** A side that runs another one `runs` times in a row and returns the median, so that it runs with warm caches, as the native program does. */
export function repeated(side, runs) {
  return async () => {
    const all = [];
    for (let run = 0; run < runs; run++) all.push(await side());
    return median(all);
  };
}

/** Speed of `work`, which handles this many references, in millions per second. */
export function speed(references, work) {
  const began = performance.now();
  work();
  return references / (performance.now() - began) / 1000;
}
