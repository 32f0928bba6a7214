import type { ReferenceStream } from "../workload/stream.ts";
import { type Rings, SLOT_REFERENCES } from "./ring.ts";

/** How long a maker may take to start, and to make one slot. */
const PATIENCE_MS = 10_000;
const NOTHING = new Uint32Array();

/** A stream whose references another thread makes; if that does not answer, they are made here. */
export class TakenStream implements ReferenceStream {
  readonly #rings: Rings;
  readonly #stream: number;
  readonly #phase: number;
  readonly #openHere: () => ReferenceStream;
  #references: Uint32Array = NOTHING;
  #next = 0;
  #taken = 0;
  #ended = false;
  #here: ReferenceStream | null = null;

  /** Orders the references of a phase. `openHere` opens the same stream in this thread. */
  constructor(rings: Rings, stream: number, phase: number, openHere: () => ReferenceStream) {
    this.#rings = rings;
    this.#stream = stream;
    this.#phase = phase;
    this.#openHere = openHere;
    rings.order(stream, phase);
  }

  fill(references: Uint32Array): number {
    let at = 0;
    while (at < references.length && this.#here === null) {
      if (this.#next === this.#references.length) {
        if (this.#ended) return at;
        this.#takeNext();
        continue;
      }
      const count = Math.min(references.length - at, this.#references.length - this.#next);
      references.set(this.#references.subarray(this.#next, this.#next + count), at);
      this.#next += count;
      this.#taken += count;
      at += count;
      if (this.#next === SLOT_REFERENCES) this.#release();
    }
    if (this.#here === null) return at;
    return at + this.#here.fill(references.subarray(at));
  }

  #takeNext(): void {
    const slot = this.#rings.take(this.#stream, PATIENCE_MS);
    if (slot !== null && slot.phase !== this.#phase) {
      this.#rings.release(this.#stream);
    } else if (slot === null || slot.references === null) {
      this.#makeHere();
    } else {
      this.#references = slot.references;
      this.#ended = slot.references.length < SLOT_REFERENCES;
    }
  }

  #makeHere(): void {
    this.#here = this.#openHere();
    const again = new Uint32Array(SLOT_REFERENCES);
    for (let made = 0; made < this.#taken; ) made += this.#here.fill(again.subarray(0, this.#taken - made));
  }

  #release(): void {
    this.#references = NOTHING;
    this.#next = 0;
    this.#rings.release(this.#stream);
  }
}
