/** Statistics of a value over traces. */
export interface Spread {
  readonly traces: number;
  readonly mean: number;
  /** The standard deviation of a sample; `null` for a single trace. */
  readonly deviation: number | null;
  readonly least: number;
  readonly most: number;
}

/** Statistics of values; `null` when there are none. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    traces: values.length,
    mean,
    deviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)),
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

/** Result of a policy on one trace at one size. */
export interface Outcome {
  readonly label: string;
  readonly visibility: string;
  /** The size as written: the same share or number of frames for every trace. */
  readonly size: string;
  /** `null`: left out, because the condensed trace is not valid for so few frames. */
  readonly faults: number | null;
  readonly faultRatio: number | null;
  /** Faults of LRU and of the optimum with the same number of frames; `null`: unknown. */
  readonly lruFaults: number | null;
  readonly optimalFaults: number | null;
}

/** The sizes of a summary, each once, in its order. */
export function sizesIn(summary: readonly Summary[]): readonly string[] {
  return [...new Set(summary.map(({ size }) => size))];
}

/** A policy at one size over all traces. */
export interface Summary {
  readonly label: string;
  readonly visibility: string;
  readonly size: string;
  readonly faultRatio: Spread | null;
  /** Faults ÷ faults of LRU, and faults ÷ minimum possible faults, over the traces. */
  readonly toLru: Spread | null;
  readonly toOptimum: Spread | null;
}

/** Statistics over traces by size, then by policy, in the order given. */
export function summarise(outcomes: readonly Outcome[], sizes: readonly string[]): Summary[] {
  const groups = new Map<string, Outcome[]>();
  for (const size of new Set(sizes)) {
    for (const outcome of outcomes.filter((one) => one.size === size && one.faults !== null)) {
      const key = JSON.stringify([size, outcome.label]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [outcome]);
      else group.push(outcome);
    }
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const ratios = (base: (outcome: Outcome) => number | null) =>
      spreadOf(group.flatMap((one) => ratioOf(one.faults, base(one)) ?? []));
    return {
      label: first.label,
      visibility: first.visibility,
      size: first.size,
      faultRatio: spreadOf(group.flatMap(({ faultRatio }) => faultRatio ?? [])),
      toLru: ratios(({ lruFaults }) => lruFaults),
      toOptimum: ratios(({ optimalFaults }) => optimalFaults),
    };
  });
}

/** Faults ÷ other faults; `null` when either is unknown or the others are 0. */
export function ratioOf(faults: number | null, base: number | null): number | null {
  return faults === null || base === null || base === 0 ? null : faults / base;
}
