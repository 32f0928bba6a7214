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
  /** Free memory of the host below which guests shrink, and below which they are pushed into their own swap. */
  readonly pressure: number;
  readonly critical: number;
  /** What a guest keeps free when the host is at the edge of pressure. */
  readonly guestFree: number;
  /** The most, and the least, by which a guest is shrunk in a round. */
  readonly mostChange: number;
  readonly leastChange: number;
}

/** A value that the rules compare was missing: the whole round is off. */
export class MissingStatistic extends Error {}

/** The mean of what is there; 0 when nothing is. */
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

/** The share of its size that a guest should have free: less under pressure, and negative where it must swap. */
export function guestFreeShare(hostFree: number, rules: MomBalloonRules): number {
  return hostFree <= rules.critical ? -rules.critical + hostFree : rules.guestFree * quotient(hostFree, rules.pressure);
}

/** The new size of a guest that shall shrink, in kB; `null`: it stays. `samples`: oldest first. */
export function shrunk(samples: readonly MomSample[], freeShare: number, rules: MomBalloonRules): number | null {
  const { balloonCur, balloonMin } = latest(samples);
  const current = needed(balloonCur);
  const want = Math.max(needed(balloonMin), used(samples) + freeShare * current);
  const step = current * (1 - rules.mostChange);
  const size = Math.max(step, want);
  return size <= current && isWorthIt(size, current, rules) ? size : null;
}

/** The new size of a guest that shall grow, in kB; `null`: it stays. `samples`: oldest first. */
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
