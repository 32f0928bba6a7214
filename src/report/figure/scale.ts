import { elementAt } from "../../list/element-at.ts";
import { numberArgument } from "../../parameter/argument.ts";
import { formatBytes, formatCount, formatShare, formatSlowdown } from "../../words/units.ts";
import type { Figure, FigureUnit } from "./figure.ts";
import { roundTicks } from "./ticks.ts";

/** The value axis of a figure: where it begins and ends, and its round numbers. */
export interface FigureScale {
  readonly least: number;
  readonly most: number;
  readonly ticks: readonly number[];
  /** Where what has no end is drawn, above all that has one; `null`: everything has an end. */
  readonly endless: number | null;
}

/** The share of an axis that is left free for what has no end. */
const ENDLESS_ROOM = 0.15;

/**
 * A scale that holds all values of a figure, and of the same figure of another run that is shown beside it, with at most `steps` steps
 * between round numbers.
 */
export function scaleOf(figure: Figure, steps: number, beside?: Figure): FigureScale {
  const held = beside === undefined ? [figure] : [figure, beside];
  const { least } = figure;
  const most = Math.max(...held.map((one) => Math.max(one.most, highest(one))));
  const scale = scaleBetween(least, most > least ? most : least + 1, figure.unit, steps);
  const hasEndless = held.some(({ lines }) => lines.some(({ values }) => values.includes(null)));
  if (!hasEndless) return scale;
  const top = scale.most + ENDLESS_ROOM * (scale.most - scale.least);
  return { ...scale, most: top, endless: top };
}

/** A scale from `least` to the round number that is not below `most`, which must be the larger. */
export function scaleBetween(least: number, most: number, unit: FigureUnit, steps: number): FigureScale {
  if (typeof unit === "object") return { least, most, ticks: unit.names.map((_, at) => at), endless: null };
  const sizes = unit === "bytes" || unit === "bytesPerSecond";
  const ticks = sizes ? binaryTicks(most, steps) : roundTicks(most - least, steps).map((tick) => least + tick);
  const last = ticks.at(-1) ?? least;
  const step = (ticks[1] ?? most) - (ticks[0] ?? least);
  // A little above the last round number is no reason for another step of empty room.
  const fits = last >= most || (most - last) / (most - least) < 0.04;
  if (fits) return { least, most: Math.max(last, most), ticks, endless: null };
  return { least, most: last + step, ticks: [...ticks, last + step], endless: null };
}

/** The largest value drawn that has an end; of a stack the largest sum. */
function highest({ lines, shape, least }: Figure): number {
  const moments = lines[0]?.values.length ?? 0;
  let most = least;
  for (let at = 0; at < moments; at++) {
    const values = lines.map(({ values }) => elementAt(values, at, "moment") ?? least);
    most = Math.max(most, shape === "stack" ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values));
  }
  return most;
}

/** Sizes from 0 to `most` a power of two apart, which are round in KiB, MiB, …. */
function binaryTicks(most: number, steps: number): number[] {
  let step = 1;
  while (step * steps < most) step *= 2;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
}

/** A value of a figure for people, with its unit; `∞` for one without end. */
export function formatFigureValue(value: number | null, unit: FigureUnit): string {
  if (value === null) return "∞";
  numberArgument("value", value);
  if (typeof unit === "object") return unit.names[Math.round(value)] ?? "";
  switch (unit) {
    case "bytes":
      return formatBytes(value, 3);
    case "bytesPerSecond":
      return `${formatBytes(value, 3)}/s`;
    case "perSecond":
      return `${formatCount(value, 3)}/s`;
    case "share":
      return formatShare(value);
    case "slowdown":
      return formatSlowdown(value);
  }
}

/** A moment for people: `1 min 30 s`, short enough for an axis. */
export function formatMoment(seconds: number): string {
  numberArgument("seconds", seconds, { least: 0, most: Number.MAX_SAFE_INTEGER });
  const fine = Math.round(seconds * 1000) / 1000;
  if (fine < 60) return `${fine} s`;
  // Rounded before it is divided: 59.6 s after the last whole minute is the next minute.
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  const two = (number: number) => String(number).padStart(2, "0");
  if (rest === 0 && (hours === 0 || minutes === 0)) return hours > 0 ? `${hours} h` : `${minutes} min`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)} h` : `${minutes}:${two(rest)} min`;
}

/** Round moments between two, in at most `mostSteps` steps. */
export function momentTicks(from: number, to: number, steps: number): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const step =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]
      .concat([60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400])
      .find((candidate) => span / candidate <= steps) ?? Math.ceil(span / steps / 86_400) * 86_400;
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}
