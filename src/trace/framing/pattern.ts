import { quoteBytes } from "./quote.ts";

/** Finds the named groups of a regular expression in lines. */
export class PatternFields {
  readonly #pattern: RegExp;
  readonly names: readonly string[];
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  /** The fields of the last line: their bytes, and where each begins and ends. */
  bytes = new Uint8Array(1024);
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
    this.names = groupNames(pattern);
    this.starts = new Int32Array(this.names.length);
    this.ends = new Int32Array(this.names.length);
  }

  /** Whether a line matches; a group that did not match is empty. */
  find(bytes: Uint8Array, start: number, end: number): boolean {
    const groups = this.#pattern.exec(this.#decoder.decode(bytes.subarray(start, end)))?.groups;
    if (groups === undefined) return false;
    if (this.bytes.length < 3 * (end - start)) this.bytes = new Uint8Array(3 * (end - start));
    let at = 0;
    for (const [field, name] of this.names.entries()) {
      this.starts[field] = at;
      at += this.#encoder.encodeInto(groups[name] ?? "", this.bytes.subarray(at)).written;
      this.ends[field] = at;
    }
    return true;
  }
}

/** Message for a line that does not match. */
export function unlike(bytes: Uint8Array, start: number, end: number): string {
  return `${quoteBytes(bytes, start, end)} does not fit the pattern`;
}

/** The names of a regular expression's groups. */
export function groupNames(pattern: RegExp): string[] {
  const groups = new RegExp(`${pattern.source}|`, pattern.flags).exec("")?.groups;
  return groups === undefined ? [] : Object.keys(groups);
}
