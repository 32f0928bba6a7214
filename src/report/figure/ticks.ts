/** Round numbers from 0 to `most`, 1, 2 or 5 times a power of ten apart, in a limited number of steps. */
export function roundTicks(most: number, steps: number): number[] {
  if (!(most > 0 && Number.isFinite(most))) return [0];
  const least = most / Math.max(1, steps);
  let power = 1;
  while (power > least) power /= 10;
  while (power * 10 <= least) power *= 10;
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least * (1 - 1e-9)) ?? 10 * power;
  const count = Math.floor(most / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** Where a size stands on an axis from `least` to `most`, as a share of its length: every doubling takes as much room. */
export function logPlace(size: number, most: number, least = 1): number {
  return most <= least ? 0 : Math.log(Math.min(Math.max(size, least), most) / least) / Math.log(most / least);
}

/** Round sizes from `least` to `most` for such an axis: powers of ten, with 2 and 5 times them where there are few, and both ends where these are too few. */
export function logTicks(most: number, least = 1): number[] {
  const factors = most < 10_000 * least ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = 1; power <= most; power *= 10) ticks.push(...factors.map((factor) => factor * power));
  const shown = ticks.filter((tick) => tick >= least && tick <= most);
  return shown.length < 2 ? [...new Set([least, ...shown, most])] : shown;
}
