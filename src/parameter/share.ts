import { quote, type Reading, readMeasure, scale } from "./reading.ts";

/** A share as a person would write it in a scenario, `80%`. */
export function writeShare(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`;
}

/** Reads `80%` and 0.8: a number from 0 to 1. */
export function readShare(written: unknown): Reading<number> {
  if (typeof written === "number" && written >= 0 && written <= 1) return { value: written };
  const measure = typeof written === "string" ? readMeasure(written) : null;
  const percent = measure === null ? Number(written) : Number(measure.number);
  const isPercent = measure?.unit === "%" && percent >= 0 && percent <= 100;
  if (measure !== null && isPercent) return { value: scale(measure.number, 1) / 100 };
  const isNumber = typeof written === "number" || measure?.unit === "";
  if (isNumber && percent > 1 && percent <= 100)
    return { problem: `${quote(written)} is more than all of it: write ${percent}% or ${percent / 100}` };
  if (isNumber || measure?.unit === "%")
    return { problem: `${quote(written)} is not between 0 and 1: write a share such as 80% or 0.8` };
  return { problem: `${quote(written)} is not a share: write for example 80% or 0.8` };
}

/** A share of a whole number, rounded down, after correcting the rounding errors of doubles: 29 % of 100 is 29. */
export function partOf(whole: number, share: number): number {
  const part = whole * share;
  const near = Math.round(part);
  return Math.abs(part - near) <= near * 2 ** -50 ? near : Math.floor(part);
}
