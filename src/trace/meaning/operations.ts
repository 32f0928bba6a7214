import { byteAt } from "../../list/byte-at.ts";
/** What a word of an operation means. */
export const KIND = { read: 0, write: 1, skip: 2, unknown: 3 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

/** Lists for each first byte: one for each length of a word below 16, and one for all longer words. */
const LENGTHS = 17;
const NO_WORDS: Word[] = [];

interface Word {
  readonly bytes: Uint8Array;
  /** Whether it is a prefix. */
  readonly isBeginning: boolean;
  readonly kind: Kind;
}

/** Words as they are set: lists with commas; a `*` at a word's end stands for anything, and alone for all other words. */
export interface OperationWords {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly skip: readonly string[];
}

/** Finds by its word whether an operation is a read, a write or skipped; case does not matter. */
export class Operations {
  /** The candidate words, by first byte and length (see `listAt`). */
  readonly #lists: readonly (readonly Word[])[];
  #empty: Kind = KIND.unknown;
  #others: Kind = KIND.unknown;

  constructor({ reads, writes, skip }: OperationWords) {
    const words = [
      ...this.#wordsOf(skip, KIND.skip),
      ...this.#wordsOf(writes, KIND.write),
      ...this.#wordsOf(reads, KIND.read),
    ];
    // A whole word takes precedence over a prefix.
    words.sort((one, other) => Number(one.isBeginning) - Number(other.isBeginning));
    const lists: Word[][] = Array.from({ length: 256 * LENGTHS }, () => NO_WORDS);
    for (const word of words) {
      const least = Math.min(word.bytes.length, LENGTHS - 1);
      const most = word.isBeginning ? LENGTHS - 1 : least;
      for (let length = least; length <= most; length++) {
        const at = listAt(byteAt(word.bytes, 0), length);
        lists[at] = [...(lists[at] ?? NO_WORDS), word];
      }
    }
    this.#lists = lists;
  }

  /** What the bytes `start` … `end` − 1 mean. */
  kindOf(bytes: Uint8Array, start: number, end: number): Kind {
    const length = end - start;
    if (length === 0) return this.#empty;
    const words = this.#lists[listAt(lower(bytes[start] ?? 0), length)] ?? NO_WORDS;
    for (const word of words) {
      const own = word.bytes;
      if (own.length > length || (own.length < length && !word.isBeginning)) continue;
      let at = 1;
      while (at < own.length && own[at] === lower(bytes[start + at] ?? 0)) at++;
      if (at === own.length) return word.kind;
    }
    return this.#others;
  }

  #wordsOf(words: readonly string[], kind: Kind): Word[] {
    if (words.includes("*")) this.#others = kind;
    if (words.includes("")) this.#empty = kind;
    return words
      .filter((word) => word !== "*" && word !== "")
      .map((word) => {
        const isBeginning = word.endsWith("*");
        const text = isBeginning ? word.slice(0, -1) : word;
        return { bytes: new TextEncoder().encode(text.toLowerCase()), isBeginning, kind };
      });
  }
}

function listAt(first: number, length: number): number {
  return first * LENGTHS + Math.min(length, LENGTHS - 1);
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
