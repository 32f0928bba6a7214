import { type ReferenceStream, skip } from "../workload/stream.ts";
import { type Rings, SLOT_REFERENCES } from "./ring.ts";

/** How long a maker that is at work may take to make one slot. */
const PATIENCE_MS = 1000;
const NOTHING = new Uint32Array();

/**
 * A stream whose references another thread makes: all but the first, which are made here so that nobody waits while it looks for its beginning,
 * and so are all as long as it has not started, or when it is gone.
 */
export class TakenStream implements ReferenceStream {
  readonly #rings: Rings;
  readonly #stream: number;
  readonly #phase: number;
  readonly #openHere: () => ReferenceStream;
  #here: ReferenceStream | null = null;
  /** How many references are made here: the others are ordered, if any are. */
  #hereReferences = Number.POSITIVE_INFINITY;
  #mayOrder = true;
  #given = 0;
  #slot: Uint32Array = NOTHING;
  #next = 0;
  #ended = false;

  /** The references of a phase. `openHere` opens the same stream in this thread. */
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

  /** Orders what comes behind the next slot's worth, once somebody is there to make it. */
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

  /** False: there is none yet, and it is time to look again at who makes what comes next. */
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
