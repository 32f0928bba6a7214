import { nearest } from "../../parameter/nearest.ts";
import { quote, type Reading, readMeasure, scale } from "../../parameter/reading.ts";

const UNITS = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["µs", 1e3],
  ["μs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["min", 60e9],
  ["h", 3600e9],
  ["d", 86400e9],
]);

const MEANT = new Map([
  ["m", "min"],
  ["mins", "min"],
  ["minute", "min"],
  ["minutes", "min"],
  ["sec", "s"],
  ["secs", "s"],
  ["second", "s"],
  ["seconds", "s"],
  ["msec", "ms"],
  ["usec", "us"],
  ["hr", "h"],
  ["hour", "h"],
  ["hours", "h"],
  ["day", "d"],
  ["days", "d"],
]);

const EXAMPLES = "write for example 250ms, 10s or 2min";

/** Reads `250ms`, `1.5 min` and 0 as whole nanoseconds; units are ns, us, µs, ms, s, min, h and d. */
export function readDuration(written: unknown): Reading<number> {
  if (written === 0) return { value: 0 };
  if (typeof written === "number") {
    if (!Number.isFinite(written) || written >= 1e15) return { problem: `${written} is not a duration: ${EXAMPLES}` };
    if (written < 0) return { problem: `${written} is negative: ${EXAMPLES}` };
    return { problem: `${written} has no unit: write ${written}s, ${written}ms, ${written}us or ${written}ns` };
  }
  const measure = typeof written === "string" ? readMeasure(written) : null;
  if (measure === null) return { problem: `${quote(written)} is not a duration: ${EXAMPLES}` };
  const { number, unit } = measure;
  if (number.startsWith("-")) return { problem: `${quote(written)} is negative: ${EXAMPLES}` };
  const factor = unit === "" && Number(number) === 0 ? 1 : UNITS.get(unit);
  if (factor === undefined) {
    if (unit === "")
      return { problem: `${quote(written)} has no unit: write ${number}s, ${number}ms, ${number}us or ${number}ns` };
    const meant = MEANT.get(unit.toLowerCase()) ?? nearest(unit, [...UNITS.keys()]);
    return { problem: `${quote(written)} is not a duration: ${meant === null ? EXAMPLES : `write ${number}${meant}`}` };
  }
  const ns = scale(number, factor);
  if (!Number.isInteger(ns)) return { problem: `${quote(written)} is not a whole number of nanoseconds` };
  if (ns > Number.MAX_SAFE_INTEGER) return { problem: `${quote(written)} is too long: at most 104d` };
  return { value: ns };
}

/** Nanoseconds as a person would write them in a scenario: the largest unit that divides them, `90s`. */
export function writeDuration(ns: number): string {
  let written = "0";
  for (const [unit, factor] of UNITS)
    if (ns > 0 && ns % factor === 0 && !/[µμ]/u.test(unit)) written = `${ns / factor}${unit}`;
  return written;
}
