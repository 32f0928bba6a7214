/** What a word of an operation means. */
export const KIND = { read: 0, write: 1, skip: 2, unknown: 3 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

interface Word {
  readonly bytes: Uint8Array;
  /** Whether others may stand behind it. */
  readonly isBeginning: boolean;
  readonly kind: Kind;
}

/** Words as they are set: lists with commas; a `*` at a word's end stands for anything, and alone for all other words. */
export interface OperationWords {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly skip: readonly string[];
}

/** Tells reads, writes and what is to be skipped by their words; capitals make no difference. */
export class Operations {
  readonly #byFirst: Word[][] = Array.from({ length: 256 }, () => []);
  readonly #single = new Uint8Array(256).fill(KIND.unknown);
  #empty: Kind = KIND.unknown;
  #others: Kind = KIND.unknown;

  constructor({ reads, writes, skip }: OperationWords) {
    for (const [words, kind] of [
      [skip, KIND.skip],
      [writes, KIND.write],
      [reads, KIND.read],
    ] as const) {
      for (const word of words) this.#add(word.toLowerCase(), kind);
    }
  }

  /** What the bytes `start` … `end` − 1 mean. */
  kindOf(bytes: Uint8Array, start: number, end: number): Kind {
    const length = end - start;
    if (length === 0) return this.#empty;
    const first = lower(bytes[start]);
    if (length === 1) {
      const kind = kindAt(this.#single, first);
      if (kind !== KIND.unknown) return kind;
    }
    for (const word of this.#byFirst[first] ?? []) {
      const own = word.bytes;
      if (own.length > length || (own.length < length && !word.isBeginning)) continue;
      let at = 1;
      while (at < own.length && own[at] === lower(bytes[start + at])) at++;
      if (at === own.length) return word.kind;
    }
    return this.#others;
  }

  #add(word: string, kind: Kind): void {
    if (word === "*") this.#others = kind;
    if (word === "") this.#empty = kind;
    if (word === "*" || word === "") return;
    const isBeginning = word.endsWith("*");
    const bytes = new TextEncoder().encode(isBeginning ? word.slice(0, -1) : word);
    const [first = 0] = bytes;
    if (bytes.length === 1 && !isBeginning) this.#single[first] = kind;
    this.#byFirst[first]?.push({ bytes, isBeginning, kind });
  }
}

function lower(byte = 0): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

function kindAt(kinds: Uint8Array, at: number): Kind {
  const kind = kinds[at];
  return kind === KIND.read || kind === KIND.write || kind === KIND.skip ? kind : KIND.unknown;
}
