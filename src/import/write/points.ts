import { isRecorded, type Sample } from "../model/sample.ts";

/** A point of a series: bytes and faults per second; `null` where they are not known. */
export interface Point {
  /** Seconds since the VM's boot. */
  readonly at: number;
  readonly anonymous: number | null;
  readonly cache: number | null;
  readonly faults: number | null;
}

/** Most points of all VMs together: a scenario is a file of at most 1 MiB. */
export const MOST_POINTS = 8_000;

const PAGE_BYTES = 4096;

/** The series of a VM that booted at `boot`; moments of which nothing is known are left out. Empty when the programs' memory is never known. */
export function pointsOf(samples: readonly Sample[], boot: number): Point[] {
  if (!isRecorded(samples)) return [];
  const known = samples.filter(({ anonymousBytes, cacheBytes }) => anonymousBytes !== null || cacheBytes !== null);
  let counted: Sample | null = null;
  const points = known.map((sample): Point => {
    const faults = faultRate(counted, sample);
    if (sample.majorFaults !== null) counted = sample;
    const at = Math.round((sample.time - boot) * 1000) / 1000;
    return { at, anonymous: wholePages(sample.anonymousBytes), cache: wholePages(sample.cacheBytes), faults };
  });
  const hasFaults = points.some(({ faults }) => faults !== null && faults > 0);
  return hasFaults ? points : points.map((point) => ({ ...point, faults: null }));
}

/** Major faults per second since the sample before with a count; `null` after a restart. */
function faultRate(before: Sample | null, { time, majorFaults }: Sample): number | null {
  const first = before?.majorFaults ?? null;
  if (before === null || first === null || majorFaults === null || majorFaults < first) return null;
  return Math.round(((majorFaults - first) / (time - before.time)) * 1000) / 1000;
}

function wholePages(bytes: number | null): number | null {
  return bytes === null ? null : Math.round(bytes / PAGE_BYTES) * PAGE_BYTES;
}

/** A series with fewer points. */
export interface Thinned {
  readonly points: readonly Point[];
  /** How far a value that was left out is at most from the line, in bytes. */
  readonly within: number;
}

/** The points that a linear series needs: exactly, or with the smallest tolerance (doubled from a page on) with which there are at most `most`. */
export function thin(points: readonly Point[], most: number): Thinned {
  let kept = needed(points, 0);
  for (let within = PAGE_BYTES; kept.length > Math.max(2, most); within *= 2) {
    kept = needed(points, within);
    if (kept.length <= Math.max(2, most)) return { points: kept, within };
  }
  return { points: kept, within: 0 };
}

/** Douglas and Peucker's algorithm, with distances along the axis of values. */
function needed(points: readonly Point[], within: number): Point[] {
  const isKept = points.map((_, i) => i === 0 || i === points.length - 1);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let piece = open.pop(); piece !== undefined; piece = open.pop()) {
    const [from, to] = piece;
    let farthest = -1;
    let most = within;
    for (let i = from + 1; i < to; i++) {
      const distance = distanceFrom(points[from], points[to], points[i]);
      if (distance > most) [farthest, most] = [i, distance];
    }
    if (farthest < 0) continue;
    isKept[farthest] = true;
    open.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => isKept[i]);
}

/** How far a point is from the line between two others; infinite where one of them is not known and the other is. */
function distanceFrom(first?: Point, last?: Point, point?: Point): number {
  if (first === undefined || last === undefined || point === undefined) return 0;
  const share = (point.at - first.at) / (last.at - first.at);
  const apart = (a: number | null, b: number | null, value: number | null) => {
    if (a === null && b === null && value === null) return 0;
    if (a === null || b === null || value === null) return Number.POSITIVE_INFINITY;
    return Math.abs(a + (b - a) * share - value);
  };
  const faults = apart(first.faults, last.faults, point.faults);
  return Math.max(
    apart(first.anonymous, last.anonymous, point.anonymous),
    apart(first.cache, last.cache, point.cache),
    // A fault brings in a page.
    Number.isFinite(faults) ? faults * PAGE_BYTES : faults,
  );
}
