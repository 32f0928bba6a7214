import { byteAt } from "../../list/byte-at.ts";
import { integerAt } from "../../list/integer-at.ts";
import { TextNumbers } from "./text-numbers.ts";

const KEY_END = 0x1f;

/** Numbers the address spaces that a row's key fields name; the first is 0. */
export class Spaces {
  readonly #fields: readonly number[];
  readonly #numbers = new TextNumbers();
  #key = new Uint8Array(256);
  #keyBytes = -1;
  #space = 0;
  #scratch = new Uint8Array(256);

  constructor(fields: readonly number[]) {
    this.#fields = fields;
  }

  /** Number of spaces so far. */
  get count(): number {
    return this.#numbers.count;
  }

  /** The number of the space of a row whose fields stand at `starts` and `ends`. */
  numberOf(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): number {
    let length = 0;
    let isSame = true;
    for (const field of this.#fields) {
      const start = integerAt(starts, field);
      const end = integerAt(ends, field);
      if (length + end - start + 1 > this.#scratch.length) {
        const larger = new Uint8Array(2 * (length + end - start + 1));
        larger.set(this.#scratch);
        this.#scratch = larger;
      }
      for (let at = start; at < end; at++) {
        const byte = byteAt(bytes, at);
        if (this.#key[length] !== byte) isSame = false;
        this.#scratch[length++] = byte;
      }
      if (this.#key[length] !== KEY_END) isSame = false;
      this.#scratch[length++] = KEY_END;
    }
    if (isSame && length === this.#keyBytes) return this.#space;
    this.#space = this.#numbers.numberOf(this.#scratch, 0, length);
    const key = this.#scratch;
    this.#scratch = this.#key.length < length ? new Uint8Array(2 * length) : this.#key;
    this.#key = key;
    this.#keyBytes = length;
    return this.#space;
  }
}
