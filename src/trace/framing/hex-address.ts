import { hexDigit } from "./ascii.ts";

/** Where the hexadecimal digits that begin at `at` end. */
export function skipHexDigits(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && hexDigit(bytes[next]) >= 0) next++;
  return next;
}

/** Where the digits of a number begin that may have 0x before it. */
export function skipHexPrefix(bytes: Uint8Array, at: number, end: number): number {
  const isPrefix = at + 1 < end && bytes[at] === 0x30 && ((bytes[at + 1] ?? 0) | 0x20) === 0x78;
  return isPrefix ? at + 2 : at;
}

/** The page of the address that the hexadecimal digits `from` … `to` − 1 write; −1: they are none, or more than 64 bits. */
export function pageOfHexAddress(bytes: Uint8Array, from: number, to: number, pageBytes: number): number {
  if (to === from || to - from > 16) return -1;
  // Two halves, since an address has 64 bits and a number holds 53 of them.
  let high = 0;
  let low = 0;
  for (let at = from; at < to; at++) {
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | hexDigit(bytes[at]);
  }
  const offset = (low & (pageBytes - 1)) >>> 0;
  const page = (high >>> 0) * (0x1_0000_0000 / pageBytes) + ((low >>> 0) - offset) / pageBytes;
  return page > Number.MAX_SAFE_INTEGER ? -1 : page;
}
