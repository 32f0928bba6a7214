/** The value of each byte as a hexadecimal digit; −1: it is none. */
export const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, byte) =>
  "0123456789abcdef".indexOf(byte < 0x80 ? String.fromCharCode(byte).toLowerCase() : "?"),
);

/** The value of a decimal digit's byte; −1: it is none. */
export function decimalDigit(byte: number | undefined): number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : -1;
}

/** The value of a hexadecimal digit's byte; −1: it is none. */
export function hexDigit(byte: number | undefined): number {
  return byte === undefined ? -1 : (HEX_DIGITS[byte] ?? -1);
}
