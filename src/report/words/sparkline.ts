const BARS = "▁▂▃▄▅▆▇█";

/** What a mark stands for when it covers several points. */
export type Fold = "mean" | "largest" | "least";

/** At most `columns` values that stand for equal stretches of the series, in order. */
export function foldSeries(values: readonly number[], columns: number, fold: Fold): number[] {
  const marks = Math.min(values.length, Math.max(0, columns));
  return Array.from({ length: marks }, (_, mark) => {
    const from = Math.floor((mark * values.length) / marks);
    const to = Math.floor(((mark + 1) * values.length) / marks);
    return foldOne(values.slice(from, to), fold);
  });
}

/** A row of bars, one a value: the lowest for values up to `least`, the highest from `most` on. */
export function sparkline(values: readonly number[], least: number, most: number): string {
  return values.map((value) => bar(value, least, most)).join("");
}

function bar(value: number, least: number, most: number): string {
  const share = most > least ? (value - least) / (most - least) : 0;
  // Only what is no more than the least gets the lowest bar: a little must not look like nothing.
  const level = share > 0 ? Math.min(BARS.length - 1, Math.max(1, Math.floor(share * BARS.length))) : 0;
  return BARS.charAt(level);
}

function foldOne(values: readonly number[], fold: Fold): number {
  switch (fold) {
    case "mean":
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    case "largest":
      return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    case "least":
      return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  }
}
