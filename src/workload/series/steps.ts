import { type Demand, mostOf, type Used, usedAt, valueAt } from "../../scenario/series/series.ts";

/**
 * A series cut into steps. In a step memory grows evenly to the step's end, or what is less at its end is freed at its beginning. Columns with an
 * element for each step of one pass through the series; times are counted from the VM's boot.
 */
export interface Steps {
  /** The last is Infinity when the series does not loop. */
  readonly endsNs: readonly number[];
  /** Pages in use when the step ends. */
  readonly anonymous: readonly number[];
  readonly cache: readonly number[];
  /** Share of the memory in use that is hot. */
  readonly hotShare: readonly number[];
  /** Pages in use when the VM boots. */
  readonly first: Used;
}

/** A change of more than this share of the most memory in use is made in several steps. */
const GRAIN = 1 / 128;

/** What a jump takes for each page: a page of a program is filled, a page of the cache is read from a disk. */
const FILL_NS = 40_000;
const READ_NS = 400_000;

const known = new WeakMap<Demand, Steps>();

/** The steps of a series; made once. */
export function stepsOf(series: Demand): Steps {
  const steps = known.get(series) ?? cut(series);
  known.set(series, steps);
  return steps;
}

function cut(series: Demand): Steps {
  const first = usedFrom(series, series.beginNs);
  const steps = { endsNs: [] as number[], anonymous: [] as number[], cache: [] as number[] };
  const hotShare: number[] = [];
  const add = (endNs: number, { anonymous, cache }: Used, share: number) => {
    steps.endsNs.push(endNs);
    steps.anonymous.push(anonymous);
    steps.cache.push(cache);
    hotShare.push(share);
  };
  // A jump is a step, and a second one of the same time has what the first may not have had the time for.
  const jump = (beginNs: number, endNs: number, used: Used, before: Used, share: number) => {
    const jumpNs = Math.min(jumpTimeNs(before, used), Math.floor((endNs - beginNs) / 3));
    for (const part of jumpNs > 0 ? [1, 2] : []) add(beginNs + part * jumpNs, used, share);
    add(endNs, used, share);
  };
  const grain = Math.max(1, (mostOf(series.anonymous) + mostOf(series.cache)) * GRAIN);
  const turns = turnsOf(series);
  const looped = series.loopNs === null ? first : usedFrom(series, series.beginNs + (turns.at(-2) ?? 0));
  for (const [index, endNs] of turns.entries()) {
    const beginNs = turns[index - 1] ?? 0;
    const atNs = series.beginNs + beginNs;
    const from = usedFrom(series, atNs);
    if (series.shape === "stepped") {
      jump(beginNs, endNs, from, lastOf(steps) ?? looped, shareAt(series, atNs, from));
      continue;
    }
    const to = usedUpTo(series, series.beginNs + endNs);
    const change = Math.max(Math.abs(to.anonymous - from.anonymous), Math.abs(to.cache - from.cache));
    const count = Math.max(1, Math.min(Math.ceil(change / grain), endNs - beginNs));
    const timeOf = (part: number) => Math.round(beginNs + (endNs - beginNs) * part);
    const usedOf = (part: number) => between(from, to, part);
    for (let step = 0; step < count; step++) {
      const middle = (step + 0.5) / count;
      const share = shareAt(series, series.beginNs + timeOf(middle), usedOf(middle));
      add(timeOf((step + 1) / count), usedOf((step + 1) / count), share);
    }
  }
  if (series.loopNs === null) {
    const lastNs = turns.at(-1) ?? 0;
    const atNs = series.beginNs + lastNs;
    const used = usedFrom(series, atNs);
    const before = lastOf(steps) ?? first;
    const share = shareAt(series, atNs, used);
    // Time to finish what the step before may not have had the time for.
    jump(lastNs, lastNs + 3 * jumpTimeNs(before, used) + series.intervalNs, used, before, share);
    add(Number.POSITIVE_INFINITY, used, share);
  }
  return { ...steps, hotShare, first };
}

function lastOf({ anonymous, cache }: Pick<Steps, "anonymous" | "cache">): Used | null {
  const [programs, files] = [anonymous.at(-1), cache.at(-1)];
  return programs === undefined || files === undefined ? null : { anonymous: programs, cache: files };
}

/** When a quantity has a point, counted from the boot; the last is the end of a pass, or the last point of a series that does not loop. */
function turnsOf({ anonymous, cache, touched, faults, beginNs, loopNs }: Demand): readonly number[] {
  const times = [anonymous, cache, touched, faults].flatMap(({ timesNs }) => timesNs);
  const fromBoot = times.map((timeNs) => {
    const atNs = timeNs - beginNs;
    return loopNs === null ? atNs : modulo(atNs, loopNs);
  });
  const turns = new Set(fromBoot.filter((atNs) => atNs > 0));
  if (loopNs !== null) {
    turns.add(loopNs);
    // A series whose last point is at its loop's very end jumps there.
    if (beginNs > 0) turns.add(modulo(-beginNs, loopNs) || loopNs);
  }
  return [...turns].sort((a, b) => a - b);
}

/** In use from this moment on. */
function usedFrom(series: Demand, atNs: number): Used {
  return usedAt(series, placeIn(series, atNs));
}

/** In use up to this moment; not the same where a loop begins again. */
function usedUpTo(series: Demand, atNs: number): Used {
  return usedAt(series, placeIn(series, atNs) || (series.loopNs ?? 0));
}

function placeIn({ loopNs }: Demand, atNs: number): number {
  return loopNs === null ? atNs : modulo(atNs, loopNs);
}

function between(from: Used, to: Used, part: number): Used {
  return {
    anonymous: Math.round(from.anonymous + (to.anonymous - from.anonymous) * part),
    cache: Math.round(from.cache + (to.cache - from.cache) * part),
  };
}

/** The share that was touched; without knowing it the share that is assumed, and at least what major faults brought in. */
function shareAt(series: Demand, atNs: number, { anonymous, cache }: Used): number {
  const pages = anonymous + cache;
  if (pages === 0) return 0;
  const inSeriesNs = placeIn(series, atNs);
  const touched = valueAt(series.touched, series, inSeriesNs);
  const faults = valueAt(series.faults, series, inSeriesNs) ?? 0;
  const least = (faults * series.intervalNs) / 1e9;
  return Math.min(1, Math.max(touched ?? series.hotShare * pages, least) / pages);
}

/** How long memory takes to grow that grows at once. */
function jumpTimeNs(from: Used, to: Used): number {
  return Math.max(0, to.anonymous - from.anonymous) * FILL_NS + Math.max(0, to.cache - from.cache) * READ_NS;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
