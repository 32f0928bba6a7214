import type { PlaceSink } from "../contract.ts";

const MOST_PAGES = 2 ** 24;
const WORD = 0x1_0000_0000;
const MOST_SHIFTED = 0x7fff_ffff;

/** The unit of a place; an id has none. */
export type Unit = "id" | "page" | number;

/** Turns places and sizes into references to pages: a request over several pages becomes that many. */
export class Toucher {
  readonly #sink: PlaceSink;
  readonly #pageBytes: number;
  /** log₂ of the page size in bytes; −1: it is not a power of two. */
  readonly #shift: number;
  /** The bytes of one unit of a place; 0: it is a page number. */
  readonly #unitBytes: number;

  constructor(sink: PlaceSink, unit: Unit, pageBytes: number) {
    this.#sink = sink;
    this.#pageBytes = pageBytes;
    const isPowerOfTwo = pageBytes < WORD && (pageBytes & (pageBytes - 1)) === 0;
    this.#shift = isPowerOfTwo ? 31 - Math.clz32(pageBytes) : -1;
    this.#unitBytes = typeof unit === "number" ? unit : 0;
  }

  /** Touches `amount` bytes from a place on, or as many pages where places are pages; returns what is wrong, if anything is. */
  touch(value: number, amount: number, space: number, write: boolean): string | null {
    const unit = this.#unitBytes;
    if (unit === 0) return this.#touchPages(value, value + (amount - 1), space, write);
    const first = value * unit;
    const last = first + ((amount > 0 ? amount : 1) - 1);
    if (last <= MOST_SHIFTED && this.#shift >= 0) {
      return this.#touchPages(first >>> this.#shift, last >>> this.#shift, space, write);
    }
    if (last > Number.MAX_SAFE_INTEGER) return this.#touchWide(BigInt(value), amount, space, write);
    return this.#touchPages(divide(first, this.#pageBytes), divide(last, this.#pageBytes), space, write);
  }

  /** The same for a place of more than 53 bits, in two words. */
  touchWords(high: number, low: number, amount: number, space: number, write: boolean): string | null {
    const pageBytes = this.#pageBytes;
    // The common case, an address of 64 bits on pages of a power of two, needs no big integers.
    if (this.#unitBytes === 1 && pageBytes >= 4096 && (pageBytes & (pageBytes - 1)) === 0 && pageBytes <= 2 ** 30) {
      const offset = (low & (pageBytes - 1)) >>> 0;
      const page = high * (WORD / pageBytes) + (low - offset) / pageBytes;
      const last = page + Math.floor((offset + (amount > 0 ? amount : 1) - 1) / pageBytes);
      if (last >= 2 ** 64 / pageBytes) return "the request ends above 2^64 − 1";
      return this.#touchPages(page, last, space, write);
    }
    return this.#touchWide((BigInt(high) << 32n) | BigInt(low), amount, space, write);
  }

  #touchPages(first: number, last: number, space: number, write: boolean): string | null {
    const beyondFirst = last - first;
    if (beyondFirst >= MOST_PAGES) return tooMany(beyondFirst + 1);
    if (beyondFirst < 0) return "a request has at least one page, not 0";
    if (last > Number.MAX_SAFE_INTEGER) return this.#touchEach(BigInt(first), BigInt(last), space, write);
    const sink = this.#sink;
    if (first === last && space === 0) {
      sink.reference(first, write);
    } else if (space === 0) {
      for (let page = first; page <= last; page++) sink.reference(page, write);
    } else {
      for (let page = first; page <= last; page++) {
        const low = page >>> 0;
        sink.place(low, (page - low) / WORD, space, write);
      }
    }
    return null;
  }

  #touchWide(value: bigint, amount: number, space: number, write: boolean): string | null {
    const unit = BigInt(this.#unitBytes);
    const begin = unit === 0n ? value : value * unit;
    const end = begin + BigInt(amount > 0 ? amount : 1) - 1n;
    const pageBytes = unit === 0n ? 1n : BigInt(this.#pageBytes);
    return this.#touchEach(begin / pageBytes, end / pageBytes, space, write);
  }

  #touchEach(first: bigint, last: bigint, space: number, write: boolean): string | null {
    if (last - first >= BigInt(MOST_PAGES)) return tooMany(Number(last - first) + 1);
    if (last >= 1n << 64n) return "the request ends above page 2^64 − 1";
    for (let page = first; page <= last; page++) {
      this.#sink.place(Number(page & 0xffff_ffffn), Number(page >> 32n), space, write);
    }
    return null;
  }
}

/** Division rounded down, also where the quotient is rounded up in 53 bits. */
function divide(number: number, by: number): number {
  const quotient = Math.floor(number / by);
  return quotient * by > number ? quotient - 1 : quotient;
}

function tooMany(pages: number): string {
  return `a request over ${pages} pages is too large: at most ${MOST_PAGES} are accepted`;
}
