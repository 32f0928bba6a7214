import { decimalDigit, HEX_DIGITS, hexDigit } from "../framing/ascii.ts";
import { quoteBytes } from "../framing/quote.ts";

/** The result of reading a number. */
export const READ = { whole: 0, wide: 1, notNumber: 2, negative: 3, fraction: 4, tooLarge: 5 } as const;
export type ReadCode = (typeof READ)[keyof typeof READ];

const [MINUS, POINT, ZERO] = [0x2d, 0x2e, 0x30];
const MOST_EXACT_DIGITS = 15;
const MOST_EXACT_HEX_DIGITS = 13;
/** Digits that fit into a 32-bit word, which is faster to compute with. */
const WORD_DIGITS = 9;
const WORD_HEX_DIGITS = 7;
const WORD = 0x1_0000_0000;

/** Reads whole numbers of up to 64 bits from text without making strings of it, as long as they have 53 bits. */
export class WholeNumber {
  /** The number, where it was `READ.whole`: at most 2⁵³ − 1. */
  value = 0;
  /** Its two words, where it was `READ.wide`. */
  low = 0;
  high = 0;

  /** Decimal or 0x…; with `hexadecimal` the digits are hexadecimal without 0x as well. A fraction of zeros (`1.0`) is ignored. */
  read(bytes: Uint8Array, start: number, end: number, hexadecimal: boolean): ReadCode {
    if (this.readShort(bytes, start, end, hexadecimal) === end) return READ.whole;
    const isPrefixed = hasPrefix(bytes, start, end);
    return hexadecimal || isPrefixed
      ? this.#readHexadecimal(bytes, isPrefixed ? start + 2 : start, end)
      : this.#readDecimal(bytes, start, end);
  }

  /**
   * Reads a number of few digits, as most are, that begins at `start` and ends before `end`. Returns where it ends.
   * −1: there is no number, or it has too many digits to be exact.
   */
  readShort(bytes: Uint8Array, start: number, end: number, hexadecimal: boolean): number {
    if (hexadecimal) return this.#readShortHexadecimal(bytes, hasPrefix(bytes, start, end) ? start + 2 : start, end);
    if (hasPrefix(bytes, start, end)) return this.#readShortHexadecimal(bytes, start + 2, end);
    const middle = Math.min(end, start + WORD_DIGITS);
    let word = 0;
    let at = start;
    for (; at < middle; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      word = (word * 10 + digit) | 0;
    }
    if (at < middle || at === end) return this.#ended(word, start, at);
    let value = word;
    for (; at < end; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return at - start > MOST_EXACT_DIGITS ? -1 : this.#ended(value, start, at);
  }

  #readShortHexadecimal(bytes: Uint8Array, start: number, end: number): number {
    const middle = Math.min(end, start + WORD_HEX_DIGITS);
    let word = 0;
    let at = start;
    for (; at < middle; at++) {
      const digit = HEX_DIGITS[bytes[at] ?? 0] ?? -1;
      if (digit < 0) break;
      word = (word << 4) | digit;
    }
    if (at < middle || at === end) return this.#ended(word, start, at);
    let value = word;
    for (; at < end; at++) {
      const digit = HEX_DIGITS[bytes[at] ?? 0] ?? -1;
      if (digit < 0) break;
      value = value * 16 + digit;
    }
    return at - start > MOST_EXACT_HEX_DIGITS ? -1 : this.#ended(value, start, at);
  }

  #ended(value: number, start: number, end: number): number {
    this.value = value;
    return end === start ? -1 : end;
  }

  #readDecimal(bytes: Uint8Array, start: number, end: number): ReadCode {
    let at = start;
    while (at < end && decimalDigit(bytes[at]) >= 0) at++;
    if (at === start) {
      const isNegative = bytes[start] === MINUS && end - start > 1 && decimalDigit(bytes[start + 1]) >= 0;
      return isNegative ? READ.negative : READ.notNumber;
    }
    if (at < end) {
      const after = this.#fraction(bytes, at, end);
      if (after !== READ.whole) return after;
      if (this.readShort(bytes, start, at, false) === at) return READ.whole;
    }
    return this.#wide(BigInt(new TextDecoder().decode(bytes.subarray(start, at))));
  }

  #fraction(bytes: Uint8Array, start: number, end: number): ReadCode {
    if (bytes[start] !== POINT || start + 1 === end) return READ.notNumber;
    let isZero = true;
    for (let at = start + 1; at < end; at++) {
      if (decimalDigit(bytes[at]) < 0) return READ.notNumber;
      if (bytes[at] !== ZERO) isZero = false;
    }
    return isZero ? READ.whole : READ.fraction;
  }

  #readHexadecimal(bytes: Uint8Array, start: number, end: number): ReadCode {
    if (start >= end) return READ.notNumber;
    let high = 0;
    let low = 0;
    let overflows = false;
    for (let at = start; at < end; at++) {
      const digit = hexDigit(bytes[at]);
      if (digit < 0) return READ.notNumber;
      if (high >>> 28 !== 0) overflows = true;
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
    }
    if (overflows) return READ.tooLarge;
    return this.#words(high >>> 0, low >>> 0);
  }

  #wide(number: bigint): ReadCode {
    if (number >= 1n << 64n) return READ.tooLarge;
    return this.#words(Number(number >> 32n), Number(number & 0xffff_ffffn));
  }

  #words(high: number, low: number): ReadCode {
    this.value = high * WORD + low;
    if (this.value <= Number.MAX_SAFE_INTEGER) return READ.whole;
    this.high = high;
    this.low = low;
    return READ.wide;
  }
}

function hasPrefix(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === ZERO && start + 1 < end && ((bytes[start + 1] ?? 0) | 0x20) === 0x78;
}

/** One sentence that says why a number could not be read or used. */
export function numberProblem(code: ReadCode, bytes: Uint8Array, start: number, end: number): string {
  if (start === end) return "there is nothing where a number should be";
  const quoted = quoteBytes(bytes, start, end);
  switch (code) {
    case READ.negative:
      return `${quoted} is negative`;
    case READ.fraction:
      return `${quoted} is not a whole number`;
    case READ.tooLarge:
      return `${quoted} is above 2^64 − 1`;
    case READ.wide:
      return `${quoted} is above 2^53 − 1`;
    default:
      return `${quoted} is not a number (decimal or 0x…)`;
  }
}
