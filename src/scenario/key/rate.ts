import { nearest } from "../../parameter/nearest.ts";
import { quote, type Reading, readMeasure, scale } from "../../parameter/reading.ts";

const UNITS = new Map([
  ["B/s", 1],
  ["KB/s", 1e3],
  ["kB/s", 1e3],
  ["KiB/s", 2 ** 10],
  ["MB/s", 1e6],
  ["MiB/s", 2 ** 20],
  ["GB/s", 1e9],
  ["GiB/s", 2 ** 30],
]);

const EXAMPLES = "write for example 500MB/s or 20MiB/s";

/** Reads `500MB/s` or `20 MiB/s` as bytes per second, more than 0; decimal and binary units are both fine here. */
export function readRate(written: unknown): Reading<number> {
  const measure = typeof written === "string" ? readMeasure(written) : null;
  if (typeof written === "number" && Number.isFinite(written) && written > 0) {
    return { problem: `${written} has no unit: write ${written}MB/s or ${written}MiB/s` };
  }
  if (measure === null) return { problem: `${quote(written)} is not a rate: ${EXAMPLES}` };
  const { number, unit } = measure;
  const factor = UNITS.get(unit);
  if (factor === undefined) {
    const meant = UNITS.has(`${unit}/s`) ? `${unit}/s` : nearest(unit, [...UNITS.keys()]);
    return { problem: `${quote(written)} is not a rate: ${meant === null ? EXAMPLES : `write ${number}${meant}`}` };
  }
  const bytesPerSecond = scale(number, factor);
  if (bytesPerSecond < 1) return { problem: `${quote(written)} is too slow: at least 1B/s` };
  if (bytesPerSecond > 1e15) return { problem: `${quote(written)} is too fast: at most 1000000GB/s` };
  return { value: bytesPerSecond };
}
