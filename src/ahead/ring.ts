import { elementAt } from "../list/element-at.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** References per slot. */
export const SLOT_REFERENCES = 16_384;
/** Slots per stream. */
export const SLOTS = 4;

/** Control words of a stream: requested phase + 1, number of its references to skip, slots written so far, slots read so far. */
const WANTED = 0;
const LEFT_OUT = 1;
const WRITTEN = 2;
const READ = 3;
const STREAM_WORDS = 4;
/** Control words before those: notifications to the maker, the stream that the consumer waits for + 1, the request to stop, whether the maker runs. */
const BELL = 0;
const URGENT = 1;
const STOP = 2;
const AT_WORK = 3;
const FIRST_STREAM = 4;

/** Memory shared by two threads: for each vCPU of a scenario, a ring of slots with references generated ahead. */
export interface SharedRings {
  readonly control: Int32Array;
  /** Phase and number of references of each slot. */
  readonly slots: Int32Array;
  readonly references: Uint32Array;
}

/** References of a phase; `null`: they cannot be generated. */
export interface Slot {
  readonly phase: number;
  readonly references: Uint32Array | null;
}

/** Numbers the vCPUs' streams through all VMs: each VM's first stream, and the number of streams. */
export function streamsOf(scenario: Scenario): { readonly first: readonly number[]; readonly count: number } {
  const first: number[] = [];
  let count = 0;
  for (const { vcpus } of scenario.vms) {
    first.push(count);
    count += vcpus;
  }
  return { first, count };
}

/** Creates rings for this many streams. */
export function createRings(streams: number): SharedRings {
  const words = (count: number) => new SharedArrayBuffer(count * 4);
  return {
    control: new Int32Array(words(FIRST_STREAM + streams * STREAM_WORDS)),
    slots: new Int32Array(words(streams * SLOTS * 2)),
    references: new Uint32Array(words(streams * SLOTS * SLOT_REFERENCES)),
  };
}

/** One thread's view of the rings. One thread produces references, the other consumes them. */
export class Rings {
  readonly #shared: SharedRings;
  #isAnswered = true;

  constructor(shared: SharedRings) {
    this.#shared = shared;
  }

  /** Requests a stream's references of a phase, without the first `leftOut`. Replaces the request for the previous phase. */
  order(stream: number, phase: number, leftOut: number): void {
    Atomics.store(this.#shared.control, word(stream, LEFT_OUT), leftOut);
    Atomics.store(this.#shared.control, word(stream, WANTED), phase + 1);
    this.#ring();
  }

  /** Phase whose references are requested; −1: none yet. */
  ordered(stream: number): number {
    return Atomics.load(this.#shared.control, word(stream, WANTED)) - 1;
  }

  /** Number of references that the request skips. */
  leftOut(stream: number): number {
    return Atomics.load(this.#shared.control, word(stream, LEFT_OUT));
  }

  /** Buffer of the slot to write next; `null`: all slots are full. */
  vacant(stream: number): Uint32Array | null {
    const written = Atomics.load(this.#shared.control, word(stream, WRITTEN));
    const read = Atomics.load(this.#shared.control, word(stream, READ));
    return written - read >= SLOTS ? null : this.#referencesOf(stream, written);
  }

  /** Publishes the vacant slot with `count` references of a phase; −1: they cannot be generated. */
  publish(stream: number, phase: number, count: number): void {
    const { control, slots } = this.#shared;
    const at = word(stream, WRITTEN);
    const slot = slotOf(stream, Atomics.load(control, at));
    slots[slot * 2] = phase;
    slots[slot * 2 + 1] = count;
    Atomics.add(control, at, 1);
    Atomics.notify(control, at);
  }

  /**
   * Returns the oldest slot that is written and not released. Waits at most `waitMs` for it; after one timeout it never waits again.
   * `null`: there is none.
   */
  take(stream: number, waitMs: number): Slot | null {
    const { control, slots } = this.#shared;
    const read = Atomics.load(control, word(stream, READ));
    if (Atomics.load(control, word(stream, WRITTEN)) === read) {
      if (!this.#isAnswered || !this.isAtWork) return null;
      Atomics.store(control, URGENT, stream + 1);
      this.#ring();
      this.#isAnswered = Atomics.wait(control, word(stream, WRITTEN), read, waitMs) !== "timed-out";
      if (!this.#isAnswered || Atomics.load(control, word(stream, WRITTEN)) === read) return null;
    }
    const slot = slotOf(stream, read);
    const count = elementAt(slots, slot * 2 + 1);
    const references = count < 0 ? null : this.#referencesOf(stream, read).subarray(0, count);
    return { phase: elementAt(slots, slot * 2), references };
  }

  /** Frees the slot taken last. */
  release(stream: number): void {
    Atomics.add(this.#shared.control, word(stream, READ), 1);
    this.#ring();
  }

  /** Returns the stream that the consumer waits for and clears it; `null`: none. */
  urgent(): number | null {
    const stream = Atomics.exchange(this.#shared.control, URGENT, 0) - 1;
    return stream < 0 ? null : stream;
  }

  /** Number of notifications so far. */
  rung(): number {
    return Atomics.load(this.#shared.control, BELL);
  }

  /** Waits until there are more notifications than `rung`. */
  waitForBell(rung: number): void {
    Atomics.wait(this.#shared.control, BELL, rung);
  }

  /** Whether the maker runs. */
  get isAtWork(): boolean {
    return Atomics.load(this.#shared.control, AT_WORK) !== 0;
  }

  /** Marks the maker as running. */
  begin(): void {
    Atomics.store(this.#shared.control, AT_WORK, 1);
  }

  /** Marks the maker as ended and wakes every waiting consumer. */
  end(): void {
    const { control } = this.#shared;
    Atomics.store(control, AT_WORK, 0);
    for (let at = FIRST_STREAM + WRITTEN; at < control.length; at += STREAM_WORDS) Atomics.notify(control, at);
  }

  stop(): void {
    Atomics.store(this.#shared.control, STOP, 1);
    this.#ring();
  }

  get stopped(): boolean {
    return Atomics.load(this.#shared.control, STOP) !== 0;
  }

  #ring(): void {
    Atomics.add(this.#shared.control, BELL, 1);
    Atomics.notify(this.#shared.control, BELL);
  }

  #referencesOf(stream: number, turn: number): Uint32Array {
    const first = slotOf(stream, turn) * SLOT_REFERENCES;
    return this.#shared.references.subarray(first, first + SLOT_REFERENCES);
  }
}

function word(stream: number, name: number): number {
  return FIRST_STREAM + stream * STREAM_WORDS + name;
}

function slotOf(stream: number, turn: number): number {
  return stream * SLOTS + (turn % SLOTS);
}
