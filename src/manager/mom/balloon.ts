/** The host as MOM's rules see it, in kB. */
export interface MomHost {
  readonly memTotal: number;
  /** MemFree + Buffers + Cached at the latest samples, oldest first; `null`: a sample without it. */
  readonly memFree: readonly (number | null)[];
}

/** What MOM collected about a guest at one time, in kB; `null`: missing. */
export interface MomSample {
  readonly balloonCur: number | null;
  readonly balloonMin: number | null;
  readonly balloonMax: number | null;
  /** The guest's MemFree, which does not count its cache. */
  readonly memUnused: number | null;
}

/** The constants of the rules, all shares. */
export interface MomBalloonRules {
  /** Free shares of the host below which guests shrink, and at which they are pushed into their own swap. */
  readonly pressure: number;
  readonly critical: number;
  /** Free share of a guest when the host is just at the pressure threshold. */
  readonly guestFree: number;
  /** Maximum and minimum change of a guest per round. */
  readonly mostChange: number;
  readonly leastChange: number;
}

/** A value that the rules compare is missing: the whole round is skipped. */
export class MissingStatistic extends Error {}

/** The mean of the values that are not missing; 0 when all are. */
export function mean(values: readonly (number | null)[]): number {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? 0 : there.reduce((sum, value) => sum + value, 0) / there.length;
}

/** A number that the rules need; throws `MissingStatistic` when it is missing. */
export function needed(value: number | null): number {
  if (value === null) throw new MissingStatistic();
  return value;
}

/** The quotient of the rules, which give up when they would divide by zero. */
export function quotient(dividend: number, divisor: number): number {
  if (divisor === 0) throw new MissingStatistic();
  return dividend / divisor;
}

/** The host's free share, averaged over the samples. */
export function hostFreeShare({ memTotal, memFree }: MomHost): number {
  return quotient(mean(memFree), memTotal);
}

/** The free share that a guest should have: less under pressure, and negative where it has to swap. */
export function guestFreeShare(hostFree: number, rules: MomBalloonRules): number {
  return hostFree <= rules.critical ? -rules.critical + hostFree : rules.guestFree * quotient(hostFree, rules.pressure);
}

/** The new size of a guest that shrinks, in kB; `null`: no change. `samples`: oldest first. */
export function shrunk(samples: readonly MomSample[], freeShare: number, rules: MomBalloonRules): number | null {
  const { balloonCur, balloonMin } = latest(samples);
  const current = needed(balloonCur);
  const want = Math.max(needed(balloonMin), used(samples) + freeShare * current);
  const step = current * (1 - rules.mostChange);
  const size = Math.max(step, want);
  return size <= current && isWorthIt(size, current, rules) ? size : null;
}

/** The new size of a guest that grows, in kB; `null`: no change. `samples`: oldest first. */
export function grown(samples: readonly MomSample[], freeShare: number, rules: MomBalloonRules): number | null {
  const { balloonCur, balloonMin, balloonMax } = latest(samples);
  const current = needed(balloonCur);
  const most = needed(balloonMax);
  if (!(current < most)) return null;
  const want = Math.max(needed(balloonMin), used(samples) + freeShare * current);
  const step = current * (1 + rules.mostChange);
  const size = Math.min(Math.max(step, want), most);
  return isWorthIt(size, current, rules) ? size : null;
}

/** The latest of a guest's samples. */
export function latest(samples: readonly MomSample[]): MomSample {
  return samples.at(-1) ?? { balloonCur: null, balloonMin: null, balloonMax: null, memUnused: null };
}

function used(samples: readonly MomSample[]): number {
  return mean(samples.map(({ balloonCur }) => balloonCur)) - mean(samples.map(({ memUnused }) => memUnused));
}

function isWorthIt(size: number, current: number, { leastChange }: MomBalloonRules): boolean {
  return Math.abs(size - current) > leastChange * current;
}

/** One round of rules; a missing statistic that they need for one guest leaves everything as it is (`null`). */
export function allOrNothing<T>(round: () => T): T | null {
  try {
    return round();
  } catch (error) {
    if (error instanceof MissingStatistic) return null;
    throw error;
  }
}
