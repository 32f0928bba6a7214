/** Bit 31 of a reference: it writes. */
export const WRITE = 0x8000_0000;

/** References in a typed array that grows. */
export class ReferenceList {
  #references = new Uint32Array(1 << 12);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** `page`: 0 … 2³¹ − 1. */
  add(page: number, write: boolean): void {
    if (this.#length === this.#references.length) {
      const larger = new Uint32Array(this.#length * 2);
      larger.set(this.#references);
      this.#references = larger;
    }
    this.#references[this.#length++] = write ? page | WRITE : page;
  }

  /** Makes the reference at a position a write. */
  markWrite(position: number): void {
    const reference = position < this.#length ? this.#references[position] : undefined;
    if (reference === undefined) throw new RangeError(`There is no reference ${position}: there are ${this.#length}.`);
    this.#references[position] = reference | WRITE;
  }

  countWrites(): number {
    let writes = 0;
    for (const reference of this.#references.subarray(0, this.#length)) writes += reference >>> 31;
    return writes;
  }

  /** A copy of just the references added so far. */
  toArray(): Uint32Array {
    return this.#references.slice(0, this.#length);
  }
}
