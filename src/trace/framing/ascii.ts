const LETTERS = 0x61 - 10;

/** The value of a decimal digit's byte; −1: it is none. */
export function decimalDigit(byte: number | undefined): number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : -1;
}

/** The value of a hexadecimal digit's byte; −1: it is none. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - LETTERS : -1;
}

/** Where the blanks and tabs that begin at `at` end. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && (bytes[next] === 0x20 || bytes[next] === 0x09)) next++;
  return next;
}
