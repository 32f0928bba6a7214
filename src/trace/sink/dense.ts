import { elementAt } from "../../list/element-at.ts";

const WORDS_PER_SLOT = 4;
/** Pages below this one have their numbers in a plain array, which is faster to read. */
const MOST_PLAIN_PAGES = 2 ** 22;

/** Numbers pages 0, 1, 2 … in the order in which they are first seen: an open-addressing table of (low, high, number + 1, space). */
export class DensePages {
  #capacity = 1 << 10;
  #slots = new Uint32Array(this.#capacity * WORDS_PER_SLOT);
  #count = 0;
  /** How many of them are in the table of slots. */
  #slotted = 0;
  /** The number + 1 of each page of the only or first space below `MOST_PLAIN_PAGES`. */
  #plain = new Uint32Array(1 << 10);

  /** How many pages have been seen. */
  get count(): number {
    return this.#count;
  }

  /** The number of a page 0 … 2⁵³ − 1, given now if it has none. */
  numberOf(page: number): number {
    if (page < MOST_PLAIN_PAGES) return this.#numberOfPlain(page);
    const low = page >>> 0;
    return this.numberOfWords(low, ((page - low) / 0x1_0000_0000) >>> 0);
  }

  /** The number of a page given as two words of 32 bits; pages of different spaces differ. */
  numberOfWords(low: number, high: number, space = 0): number {
    if (space === 0 && high === 0 && low < MOST_PLAIN_PAGES) return this.#numberOfPlain(low);
    const slots = this.#slots;
    const mask = this.#capacity - 1;
    let slot = scatter(low ^ Math.imul(space, 0x27d4_eb2f), high) & mask;
    for (;;) {
      const at = slot * WORDS_PER_SLOT;
      const number = slots[at + 2] ?? 0;
      if (number === 0) return this.#add(at, low, high, space);
      if (slots[at] === low && slots[at + 1] === high && slots[at + 3] === space) return number - 1;
      slot = (slot + 1) & mask;
    }
  }

  #numberOfPlain(page: number): number {
    if (page >= this.#plain.length) {
      const larger = new Uint32Array(2 ** (32 - Math.clz32(page)));
      larger.set(this.#plain);
      this.#plain = larger;
    }
    const number = this.#plain[page] ?? 0;
    if (number !== 0) return number - 1;
    this.#plain[page] = ++this.#count;
    return this.#count - 1;
  }

  #add(at: number, low: number, high: number, space: number): number {
    const number = this.#count++;
    this.#slots[at] = low;
    this.#slots[at + 1] = high;
    this.#slots[at + 2] = number + 1;
    this.#slots[at + 3] = space;
    if (++this.#slotted * 2 > this.#capacity) this.#double();
    return number;
  }

  #double(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Uint32Array(this.#capacity * WORDS_PER_SLOT);
    const mask = this.#capacity - 1;
    for (let from = 0; from < old.length; from += WORDS_PER_SLOT) {
      if (old[from + 2] === 0) continue;
      const low = elementAt(old, from) ^ Math.imul(elementAt(old, from + 3), 0x27d4_eb2f);
      let slot = scatter(low, elementAt(old, from + 1)) & mask;
      while (this.#slots[slot * WORDS_PER_SLOT + 2] !== 0) slot = (slot + 1) & mask;
      this.#slots.set(old.subarray(from, from + WORDS_PER_SLOT), slot * WORDS_PER_SLOT);
    }
  }
}

function scatter(low: number, high: number): number {
  let mixed = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2_ae35) >>> 3;
}
