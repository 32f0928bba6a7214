import { elementAt } from "../../list/element-at.ts";
/** A point of a curve: the cost at a size. */
export interface CurvePoint {
  readonly bytes: number;
  readonly cost: number;
}

/** A VM that gets memory. */
export interface Claim {
  readonly leastBytes: number;
  readonly mostBytes: number;
  /** Rising sizes, falling costs; linear between points, constant outside. */
  readonly curve: readonly CurvePoint[];
}

/** The greatest convex curve below a curve. */
export function lowerHull(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const hull: CurvePoint[] = [];
  for (const point of points) {
    for (;;) {
      const [before, last] = [hull.at(-2), hull.at(-1)];
      if (before === undefined || last === undefined || slope(before, last) < slope(last, point)) break;
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}

/**
 * Divides memory so that the sum of the costs is minimal, each curve taken as its convex hull: each byte goes to the VM with the
 * highest benefit. Every VM gets its minimum, even when the minima exceed the memory; memory without benefit is divided evenly.
 */
export function divide(claims: readonly Claim[], bytes: number): readonly number[] {
  const sizes = claims.map(({ leastBytes }) => leastBytes);
  let left = bytes - sizes.reduce((sum, size) => sum + size, 0);
  const pieces = claims.flatMap((claim, index) => piecesOf(claim).map((piece) => ({ ...piece, index })));
  for (const { index, length } of pieces.sort((a, b) => b.worth - a.worth || a.index - b.index)) {
    const given = Math.min(length, Math.max(0, left));
    sizes[index] = elementAt(sizes, index, "size") + given;
    left -= given;
  }
  return shareOut(claims, sizes, left);
}

/** The cost at a size. */
export function costAt(curve: readonly CurvePoint[], bytes: number): number {
  const after = curve.find((point) => point.bytes >= bytes);
  const before = curve.findLast((point) => point.bytes <= bytes);
  if (before === undefined || after === undefined) return (before ?? after)?.cost ?? 0;
  if (before.bytes === after.bytes) return after.cost;
  return before.cost + slope(before, after) * (bytes - before.bytes);
}

function slope(from: CurvePoint, to: CurvePoint): number {
  return (to.cost - from.cost) / (to.bytes - from.bytes);
}

/** The hull between minimum and maximum, as lengths and their benefit per byte. */
function piecesOf({ curve, leastBytes, mostBytes }: Claim): { readonly length: number; readonly worth: number }[] {
  if (mostBytes <= leastBytes) return [];
  const at = (bytes: number): CurvePoint => ({ bytes, cost: costAt(curve, bytes) });
  const inside = curve.filter(({ bytes }) => bytes > leastBytes && bytes < mostBytes);
  const hull = lowerHull([at(leastBytes), ...inside, at(mostBytes)]);
  return hull.slice(1).flatMap((point, before) => {
    const from = elementAt(hull, before, "point");
    const worth = -slope(from, point);
    return worth > 0 ? [{ length: point.bytes - from.bytes, worth }] : [];
  });
}

function shareOut(claims: readonly Claim[], sizes: readonly number[], bytes: number): readonly number[] {
  let left = bytes;
  const result = [...sizes];
  const room = (index: number) => elementAt(claims, index, "claim").mostBytes - elementAt(result, index, "size");
  const byRoom = claims.map((_, index) => index).sort((a, b) => room(a) - room(b) || a - b);
  byRoom.forEach((index, served) => {
    const given = Math.max(0, Math.min(room(index), left / (byRoom.length - served)));
    result[index] = elementAt(result, index, "size") + given;
    left -= given;
  });
  return result;
}
