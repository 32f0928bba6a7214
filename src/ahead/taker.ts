import { type ReferenceStream, skip } from "../workload/stream.ts";
import { type Rings, SLOT_REFERENCES } from "./ring.ts";

/** Longest time a running maker may take for one slot. */
const PATIENCE_MS = 1000;
const NOTHING = new Uint32Array();

/**
 * A stream whose references another thread generates. This thread generates the first references itself, so that it need not wait while the
 * other one starts the stream; and all references while the other thread has not started or has ended.
 */
export class TakenStream implements ReferenceStream {
  readonly #rings: Rings;
  readonly #stream: number;
  readonly #phase: number;
  readonly #openHere: () => ReferenceStream;
  #here: ReferenceStream | null = null;
  /** Number of references generated here; the rest are requested from the other thread. */
  #hereReferences = Number.POSITIVE_INFINITY;
  #mayOrder = true;
  #given = 0;
  #slot: Uint32Array = NOTHING;
  #next = 0;
  #ended = false;

  /** `openHere` opens the same stream in this thread. */
  constructor(rings: Rings, stream: number, phase: number, openHere: () => ReferenceStream) {
    this.#rings = rings;
    this.#stream = stream;
    this.#phase = phase;
    this.#openHere = openHere;
    this.#order();
  }

  fill(references: Uint32Array): number {
    this.#order();
    let at = 0;
    while (at < references.length && !this.#ended) {
      const wanted = references.subarray(at);
      at += this.#given < this.#hereReferences ? this.#makeHere(wanted) : this.#take(wanted);
    }
    return at;
  }

  /** Requests the references after the next slot's worth, once the other thread runs. */
  #order(): void {
    if (!this.#mayOrder || !this.#rings.isAtWork) return;
    this.#mayOrder = false;
    this.#hereReferences = this.#given + SLOT_REFERENCES;
    this.#rings.order(this.#stream, this.#phase, this.#hereReferences);
  }

  #makeHere(wanted: Uint32Array): number {
    this.#here ??= this.#openHere();
    const most = Math.min(wanted.length, this.#hereReferences - this.#given);
    const made = this.#here.fill(wanted.subarray(0, most));
    this.#given += made;
    this.#ended = made < most;
    return made;
  }

  #take(wanted: Uint32Array): number {
    if (this.#next === this.#slot.length && !this.#takeSlot()) return 0;
    const count = Math.min(wanted.length, this.#slot.length - this.#next);
    wanted.set(this.#slot.subarray(this.#next, this.#next + count));
    this.#next += count;
    this.#given += count;
    if (this.#next === SLOT_REFERENCES) this.#release();
    else this.#ended = this.#next === this.#slot.length;
    return count;
  }

  /** Returns false without a slot of this phase; the caller then decides again where the next references come from. */
  #takeSlot(): boolean {
    const slot = this.#rings.take(this.#stream, PATIENCE_MS);
    if (slot !== null && slot.phase !== this.#phase) {
      this.#rings.release(this.#stream);
      return false;
    }
    if (slot === null || slot.references === null) {
      this.#hereReferences = Number.POSITIVE_INFINITY;
      this.#here = this.#openHere();
      skip(this.#here, this.#given, new Uint32Array(SLOT_REFERENCES));
      return false;
    }
    this.#slot = slot.references;
    return true;
  }

  #release(): void {
    this.#slot = NOTHING;
    this.#next = 0;
    this.#rings.release(this.#stream);
  }
}
