import { elementAt } from "../../list/element-at.ts";
import { type CurvePoint, costAt } from "./division.ts";

/** Portions in which memory is handed out: enough for a hundredth of a curve's length. */
const PORTIONS = 2048;

/**
 * The sizes that VMs would have if one LRU ran over all of their pages, as a host's reclaim nearly does. Memory then holds the pages
 * referenced since some moment; as that moment moves back, sizes grow in proportion to fault rates (Denning and Schwartz,
 * Communications of the ACM 15 (1972): the working set's slope is the miss rate). Costs must be proportional to fault rates.
 */
export function sizesByRecency(curves: readonly (readonly CurvePoint[])[], bytes: number): readonly number[] {
  const sizes = curves.map((curve) => elementAt(curve, 0, "point").bytes);
  const portion = (bytes - sizes.reduce((sum, size) => sum + size, 0)) / PORTIONS;
  for (let given = 0; given < PORTIONS && portion > 0; given++) {
    const rates = curves.map((curve, at) => costAt(curve, elementAt(sizes, at, "size")));
    const all = rates.reduce((sum, rate) => sum + rate, 0);
    if (!(all > 0)) break;
    curves.forEach((curve, at) => {
      const grown = elementAt(sizes, at, "size") + (portion * elementAt(rates, at, "rate")) / all;
      sizes[at] = Math.min(elementAt(curve, curve.length - 1, "point").bytes, grown);
    });
  }
  return sizes;
}
