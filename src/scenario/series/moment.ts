import { quote, type Reading } from "../../parameter/reading.ts";
import { readDuration } from "../key/duration.ts";

/** A point of time, from an origin that depends on how it was written. In microseconds, which are exact for a Unix time. */
export interface Moment {
  readonly us: number;
  /** How it was written, as messages say it. */
  readonly kind: "a number of seconds" | "a date" | "a duration";
}

const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:?\d\d)?)?$/u;
const ZONE = /(?:Z|[-+]\d\d:?\d\d)$/u;

/** Reads seconds (`1796072400.5`), a date (`2026-11-30T10:00:00Z`; without a zone it is UTC) or a duration (`90s`). */
export function readMoment(written: string): Reading<Moment> {
  const text = written.trim();
  if (/^-?\d{1,12}(?:\.\d+)?$/u.test(text))
    return { value: { us: Math.round(Number(text) * 1e6), kind: "a number of seconds" } };
  if (DATE.test(text)) {
    const iso = text.replace(" ", "T");
    const ms = Date.parse(iso.includes("T") && !ZONE.test(iso.slice(10)) ? `${iso}Z` : iso);
    if (Number.isFinite(ms)) return { value: { us: ms * 1e3, kind: "a date" } };
  }
  const duration = readDuration(text);
  if ("value" in duration && text !== "") return { value: { us: duration.value / 1e3, kind: "a duration" } };
  return {
    problem: `${quote(text)} is not a time: write seconds, a date such as 2026-11-30T10:00:00Z, or a duration such as 90s`,
  };
}
