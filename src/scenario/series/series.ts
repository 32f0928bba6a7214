/**
 * A VM's demand for memory over time, read and counted in pages. Times are counted from the series' first point and rise from 0. Each quantity has
 * points of its own: where it was not known, there is none.
 */
export interface Demand {
  /** Memory of programs, in memory or in swap. At least one point. */
  readonly anonymous: Curve;
  readonly cache: Curve;
  /** Memory touched within `intervalNs`; no points: not known. */
  readonly touched: Curve;
  /** Major faults, pages per second; no points: not known. */
  readonly faults: Curve;
  readonly shape: Shape;
  /** The series begins again after this time; `null`: its last values stay. */
  readonly loopNs: number | null;
  /** Where in the series the VM boots. */
  readonly beginNs: number;
  /** Share of the memory in use that is touched within `intervalNs` where `touched` does not tell. */
  readonly hotShare: number;
  readonly intervalNs: number;
  readonly writeShare: number;
  /** vCPUs that make the references. */
  readonly vcpus: number;
}

/** How a quantity goes from point to point: in a straight line, or it stays and then changes at once. */
export type Shape = "linear" | "stepped";

/** One quantity over time, as columns. */
export interface Curve {
  readonly timesNs: readonly number[];
  readonly values: readonly number[];
}

/** Memory in use, in pages. */
export interface Used {
  readonly anonymous: number;
  readonly cache: number;
}

/** The quantities of a point; `null`: not known. */
export interface Point {
  readonly atNs: number;
  readonly anonymous: number | null;
  readonly cache: number | null;
  readonly touched: number | null;
  readonly faults: number | null;
}

/** Makes columns of points that rise in time. A point that does not know a quantity leaves no trace in it. */
export function curvesOf(points: readonly Point[]): Pick<Demand, "anonymous" | "cache" | "touched" | "faults"> {
  const curve = (what: Exclude<keyof Point, "atNs">): Curve => {
    const timesNs: number[] = [];
    const values: number[] = [];
    for (const { atNs, [what]: value } of points) {
      if (value === null) continue;
      timesNs.push(atNs);
      values.push(value);
    }
    return { timesNs, values };
  };
  return {
    anonymous: curve("anonymous"),
    cache: curve("cache"),
    touched: curve("touched"),
    faults: curve("faults"),
  };
}

/** The largest value of a quantity; 0 when it has no points. */
export function mostOf({ values }: Curve): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** A quantity `atNs` after the first point of a series; `null`: never known. Before its first point it has that point's value, unless the series loops. */
export function valueAt(
  curve: Curve,
  { shape, loopNs }: Pick<Demand, "shape" | "loopNs">,
  atNs: number,
): number | null {
  const { timesNs, values } = curve;
  const [first] = values;
  const last = values.at(-1);
  if (first === undefined || last === undefined) return null;
  const after = pointsUpTo(timesNs, atNs);
  const before = { atNs: timesNs[after - 1] ?? 0, value: values[after - 1] ?? first };
  const next = { atNs: timesNs[after] ?? 0, value: values[after] ?? last };
  if (after === 0) {
    if (loopNs === null) return first;
    before.atNs = (timesNs.at(-1) ?? 0) - loopNs;
    before.value = last;
  } else if (after === timesNs.length) {
    if (loopNs === null) return last;
    next.atNs = (timesNs[0] ?? 0) + loopNs;
    next.value = first;
  }
  if (shape === "stepped" || next.atNs <= before.atNs) return before.value;
  return before.value + ((next.value - before.value) * (atNs - before.atNs)) / (next.atNs - before.atNs);
}

/** Memory in use `atNs` after the first point of a series. */
export function usedAt(series: Demand, atNs: number): Used {
  const pages = (curve: Curve) => Math.round(valueAt(curve, series, atNs) ?? 0);
  return { anonymous: pages(series.anonymous), cache: pages(series.cache) };
}

/** How many of the rising times are at or before a moment. */
function pointsUpTo(timesNs: readonly number[], atNs: number): number {
  let [low, high] = [0, timesNs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesNs[middle] ?? 0) <= atNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
