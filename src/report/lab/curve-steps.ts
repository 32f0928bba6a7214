import { elementAt } from "../../list/element-at.ts";
/** A place in a figure. */
export type Point = readonly [x: number, y: number];

/** How sizes and faults become places in a figure: `x` grows with frames, `y` falls with faults. */
export interface Scales {
  x(frames: number): number;
  y(faults: number): number;
}

/** Steps nearer to each other than this are drawn as one, in pixels. */
const NEAR = 0.5;

/**
 * LRU's faults by frames as the steps that they are, from `least` to `most` frames, which may be more than there are pages. Where steps are drawn as one, it is at the last
 * of them: the drawing is nowhere below the curve.
 */
export function curveSteps(faults: Float64Array, least: number, most: number, { x, y }: Scales): string {
  const faultsAt = (frames: number) => elementAt(faults, Math.min(frames, faults.length - 1), "size");
  let path = `M${x(least)} ${y(faultsAt(least))}`;
  let drawn = faultsAt(least);
  let waiting: number | null = null;
  const step = (frames: number) => {
    drawn = elementAt(faults, frames, "size");
    path += `H${x(frames)}V${y(drawn)}`;
  };
  let first = 0;
  let before = drawn;
  const last = Math.min(most, faults.length - 1);
  for (let frames = least + 1; frames <= last; frames++) {
    const now = elementAt(faults, frames, "size");
    if (now === before) continue;
    before = now;
    if (waiting !== null && x(frames) - first >= NEAR) {
      step(waiting);
      waiting = null;
    }
    if (waiting === null) first = x(frames);
    waiting = frames;
  }
  if (waiting !== null) step(waiting);
  return `${path}H${x(most)}`;
}

/** A size that was simulated. */
export interface SimulatedPoint {
  readonly frames: number;
  readonly faults: number;
}

/** Simulated sizes joined by straight lines: what lies between them is not known. */
export function joined(points: readonly SimulatedPoint[], { x, y }: Scales): string {
  return points.map(({ frames, faults }, at) => `${at === 0 ? "M" : "L"}${x(frames)} ${y(faults)}`).join("");
}

/**
 * Simulated sizes of the optimum, joined so that the line is nowhere above LRU's curve: straight where that holds, otherwise in steps
 * along the lower of the two.
 */
export function joinedBelow(points: readonly SimulatedPoint[], lru: Float64Array, scales: Scales): string {
  const { x, y } = scales;
  return points
    .map(({ frames, faults }, at) => {
      const before = points[at - 1];
      if (before === undefined) return `M${x(frames)} ${y(faults)}`;
      return between(before, { frames, faults }, lru, scales) ?? `L${x(frames)} ${y(faults)}`;
    })
    .join("");
}

/** The way from one size to the next along the lower of the straight line and LRU's curve; `null`: the straight line is it. */
function between(from: SimulatedPoint, to: SimulatedPoint, lru: Float64Array, { x, y }: Scales): string | null {
  const [left, right] = [x(from.frames), x(to.frames)];
  const last = lru.length - 1;
  const straight = (frames: number) =>
    right === left ? to.faults : from.faults + ((to.faults - from.faults) * (x(frames) - left)) / (right - left);
  const ceiling = (frames: number) => elementAt(lru, Math.min(frames, last), "size");
  let isBelow = true;
  for (let frames = from.frames + 1; frames < to.frames && isBelow; frames++) {
    isBelow = straight(frames) <= ceiling(frames);
  }
  if (isBelow) return null;
  let path = "";
  let at = left;
  for (let frames = from.frames + 1; frames <= to.frames; frames++) {
    const line = frames === to.frames ? to.faults : straight(frames);
    // Within half a pixel only the height changes: the drawing is nowhere above the lower of the two.
    if (x(frames) - at >= NEAR || frames === to.frames) {
      at = x(frames);
      path += `L${at} ${y(Math.min(line, ceiling(frames - 1)))}`;
    }
    path += `V${y(Math.min(line, ceiling(frames)))}`;
  }
  return path;
}
