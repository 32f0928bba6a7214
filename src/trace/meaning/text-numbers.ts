import { byteAt } from "../../list/byte-at.ts";
import { elementAt } from "../../list/element-at.ts";
/** Numbers texts 0, 1, 2 … in the order in which they are first seen, comparing them byte by byte. */
export class TextNumbers {
  #texts = new Uint8Array(1 << 12);
  #textBytes = 0;
  /** Where each text begins; the next one's beginning is its end. */
  #begins = new Float64Array(1 << 8);
  #hashes = new Uint32Array(1 << 8);
  #slots = new Uint32Array(1 << 10);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of the bytes `start` … `end` − 1, given now if they have none. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = elementAt(this.#slots, slot, "slot") - 1;
      if (number < 0) return this.#add(slot, hash, bytes, start, end);
      if (this.#hashes[number] === hash && this.#is(number, bytes, start, end)) return number;
    }
  }

  /** The text of a number that was given. */
  textOf(number: number): string {
    return new TextDecoder().decode(this.#texts.subarray(this.#begins[number], this.#begins[number + 1]));
  }

  #is(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const begin = elementAt(this.#begins, number, "text");
    if (elementAt(this.#begins, number + 1, "text") - begin !== end - start) return false;
    const texts = this.#texts;
    for (let at = start, own = begin; at < end; at++, own++) if (texts[own] !== bytes[at]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Uint8Array, start: number, end: number): number {
    const number = this.#count++;
    if (this.#textBytes + end - start > this.#texts.length) {
      const larger = new Uint8Array(2 * this.#texts.length + end - start);
      larger.set(this.#texts);
      this.#texts = larger;
    }
    this.#texts.set(bytes.subarray(start, end), this.#textBytes);
    this.#textBytes += end - start;
    if (number + 1 === this.#begins.length) {
      const begins = new Float64Array(2 * this.#begins.length);
      begins.set(this.#begins);
      this.#begins = begins;
      const hashes = new Uint32Array(2 * this.#hashes.length);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
    }
    this.#begins[number + 1] = this.#textBytes;
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    if (2 * this.#count > this.#slots.length) this.#double();
    return number;
  }

  #double(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let slot = elementAt(this.#hashes, number, "text") & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv), mixed once more. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c_9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ byteAt(bytes, at), 0x0100_0193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85eb_ca6b) >>> 0;
}
