import { elementAt } from "../../list/element-at.ts";

/** A size beyond which more memory saves far fewer faults. */
export interface Knee {
  readonly frames: number;
  readonly faults: number;
}

/** Minimum distance of a knee below the straight line between its neighbours, as a share of the curve's height. */
const DEPTH = 0.1;
const MOST_KNEES = 3;

/**
 * Finds the knees of a curve of faults by frames (from `first` on), in ascending order. A knee is the point of the lower hull farthest below
 * the line from the curve's start to its end, then recursively below the lines between knees. The end is a knee too when a cliff leads
 * there, as in a loop. After Satopää, Albrecht, Irwin, Raghavan, Finding a "kneedle" in a haystack, ICDCS
 * workshops 2011, https://doi.org/10.1109/ICDCSW.2011.20
 */
export function kneesOf(faults: Float64Array, first = 0): Knee[] {
  const hull = lowerHull(faults, first);
  const most = faults.length - 1;
  const height = elementAt(faults, first, "size") - elementAt(faults, most, "size");
  const bends = [0, hull.length - 1];
  while (bends.length - 2 < MOST_KNEES) {
    const found = bends.slice(1).map((end, index) => deepest(faults, hull, elementAt(bends, index), end));
    const best = found.reduce((most, one) => (one.depth > most.depth ? one : most), { bend: 0, depth: 0 });
    if (best.bend === 0 || best.depth < DEPTH * height) break;
    bends.push(best.bend);
    bends.sort((one, other) => one - other);
  }
  const cliff = most > first && elementAt(faults, most - 1) - elementAt(faults, most) >= DEPTH * height;
  return bends
    .slice(1, cliff && height > 0 ? undefined : -1)
    .map((bend) => elementAt(hull, bend))
    .map((frames) => ({ frames, faults: elementAt(faults, frames) }));
}

/** Sizes at which the curve touches its lower convex hull. */
function lowerHull(faults: Float64Array, first: number): number[] {
  const hull: number[] = [];
  for (let size = first; size < faults.length; size++) {
    while (hull.length > 1 && isAbove(faults, elementAt(hull, hull.length - 2), elementAt(hull, hull.length - 1), size))
      hull.pop();
    hull.push(size);
  }
  return hull;
}

/** Whether the curve at `middle` is on or above the line from `left` to `right`. */
function isAbove(faults: Float64Array, left: number, middle: number, right: number): boolean {
  const [from, between, to] = [elementAt(faults, left), elementAt(faults, middle), elementAt(faults, right)];
  return (between - from) * (right - left) >= (to - from) * (middle - left);
}

/** Index of the hull point between two others that is farthest below the line between them. */
function deepest(faults: Float64Array, hull: readonly number[], first: number, end: number) {
  const [left, right] = [elementAt(hull, first), elementAt(hull, end)];
  const [from, to] = [elementAt(faults, left), elementAt(faults, right)];
  let best = { bend: 0, depth: 0 };
  for (let bend = first + 1; bend < end; bend++) {
    const size = elementAt(hull, bend);
    const depth = from + ((to - from) * (size - left)) / (right - left) - elementAt(faults, size);
    if (depth > best.depth) best = { bend, depth };
  }
  return best;
}
