import { skipBlanks } from "./ascii.ts";

const QUOTE = 0x22;

/** Where one field of a row stands, without blanks and quotes around it. */
export interface Field {
  readonly start: number;
  readonly end: number;
}

/** The separator of a table of which this is the first row: the one of `,` `;` tab and `|` that is found most often. */
export function findSeparator(bytes: Uint8Array, start: number, end: number): number {
  let best = 0x2c;
  let most = 0;
  for (const separator of [0x2c, 0x3b, 0x09, 0x7c]) {
    let count = 0;
    for (let at = start; at < end; at++) if (bytes[at] === separator) count++;
    if (count > most) {
      best = separator;
      most = count;
    }
  }
  return best;
}

/**
 * Finds the fields of a row after RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), up to `most` of them; a field in quotes may
 * hold separators, but no line end. `null`: quotes are not closed.
 */
export function splitRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  separator: number,
  most = Number.POSITIVE_INFINITY,
): Field[] | null {
  const fields: Field[] = [];
  let at = start;
  while (fields.length < most) {
    const first = separator === 0x09 ? at : skipBlanks(bytes, at, end);
    if (bytes[first] === QUOTE && first < end) {
      const last = closingQuote(bytes, first + 1, end);
      if (last < 0) return null;
      fields.push({ start: first + 1, end: last });
      at = skipBlanks(bytes, last + 1, end);
      if (at < end && bytes[at] !== separator) return null;
    } else {
      at = bytes.subarray(0, end).indexOf(separator, first);
      if (at < 0) at = end;
      let last = at;
      while (last > first && (bytes[last - 1] === 0x20 || bytes[last - 1] === 0x09)) last--;
      fields.push({ start: first, end: last });
    }
    if (at >= end) break;
    at++;
  }
  return fields;
}

/** A pair of quotes inside stands for one of them. */
function closingQuote(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    if (bytes[at] === QUOTE) {
      if (at + 1 >= end || bytes[at + 1] !== QUOTE) return at;
      at++;
    }
    at++;
  }
  return -1;
}
