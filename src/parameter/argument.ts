/** A number that a caller handed over, within limits; a TypeError or RangeError of one sentence otherwise. */
export function numberArgument(
  name: string,
  value: unknown,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, whole = false } = {},
): number {
  const range =
    most === Number.POSITIVE_INFINITY
      ? least === Number.NEGATIVE_INFINITY
        ? ""
        : ` of at least ${least}`
      : ` from ${least} to ${most}`;
  const wanted = `${name} must be a ${whole ? "whole " : ""}number${range}`;
  if (typeof value !== "number") throw new TypeError(`${wanted}, not ${inWords(value)}`);
  if (Number.isNaN(value) || value < least || value > most || (whole && !Number.isSafeInteger(value)))
    throw new RangeError(`${wanted}, not ${value}`);
  return value;
}

/** Text that a caller handed over; a TypeError of one sentence otherwise. */
export function textArgument(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${name} must be text, not ${inWords(value)}`);
}

/** A list that a caller handed over; a TypeError of one sentence otherwise. */
export function listArgument(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${name} must be a list, not ${inWords(value)}`);
}

/** What a value is, for a sentence about it. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}
