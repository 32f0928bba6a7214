import type { Scenario } from "../scenario/scenario.ts";

/** References of a slot. */
export const SLOT_REFERENCES = 16_384;
/** Slots of each stream. */
export const SLOTS = 4;

/** Words of a stream's control: the phase it shall be in + 1, references of it to leave out, slots written so far, slots read so far. */
const WANTED = 0;
const LEFT_OUT = 1;
const WRITTEN = 2;
const READ = 3;
const STREAM_WORDS = 4;
/** Words before those: rung for the maker to look around, the stream that somebody waits for + 1, an order to stop, and whether the maker is at work. */
const BELL = 0;
const URGENT = 1;
const STOP = 2;
const AT_WORK = 3;
const FIRST_STREAM = 4;

/** What two threads share: for each vCPU of a scenario a ring of slots with references made ahead. */
export interface SharedRings {
  readonly control: Int32Array;
  /** For each slot its phase, and how many references are in it. */
  readonly slots: Int32Array;
  readonly references: Uint32Array;
}

/** What has been made of a phase. */
export interface Slot {
  readonly phase: number;
  readonly references: Uint32Array | null;
}

/** Streams are numbered through all VMs: the first of each VM, and how many there are. */
export function streamsOf(scenario: Scenario): { readonly first: readonly number[]; readonly count: number } {
  const first: number[] = [];
  let count = 0;
  for (const { vcpus } of scenario.vms) {
    first.push(count);
    count += vcpus;
  }
  return { first, count };
}

/** Rings for so many streams. */
export function createRings(streams: number): SharedRings {
  const words = (count: number) => new SharedArrayBuffer(count * 4);
  return {
    control: new Int32Array(words(FIRST_STREAM + streams * STREAM_WORDS)),
    slots: new Int32Array(words(streams * SLOTS * 2)),
    references: new Uint32Array(words(streams * SLOTS * SLOT_REFERENCES)),
  };
}

/** One side's view of the rings: one thread makes, the other takes. */
export class Rings {
  readonly #shared: SharedRings;
  #isAnswered = true;

  constructor(shared: SharedRings) {
    this.#shared = shared;
  }

  /** Orders a stream's references of a phase behind the first `leftOut`, instead of those of the phase before. */
  order(stream: number, phase: number, leftOut: number): void {
    Atomics.store(this.#shared.control, word(stream, LEFT_OUT), leftOut);
    Atomics.store(this.#shared.control, word(stream, WANTED), phase + 1);
    this.#ring();
  }

  /** The phase whose references are ordered; −1: none yet. */
  ordered(stream: number): number {
    return Atomics.load(this.#shared.control, word(stream, WANTED)) - 1;
  }

  /** How many references the order leaves out. */
  leftOut(stream: number): number {
    return Atomics.load(this.#shared.control, word(stream, LEFT_OUT));
  }

  /** The slot to write next: where its references go; `null`: all are full. */
  vacant(stream: number): Uint32Array | null {
    const written = Atomics.load(this.#shared.control, word(stream, WRITTEN));
    const read = Atomics.load(this.#shared.control, word(stream, READ));
    return written - read >= SLOTS ? null : this.#referencesOf(stream, written);
  }

  /** The vacant slot holds the next references of a phase; `count` −1: they cannot be made. */
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
   * The first slot that has been written and not released; its references are `null` when they cannot be made. Waits for it up to so long,
   * but once only: `null` from then on whenever there is none.
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
    const count = slots[slot * 2 + 1] ?? 0;
    const references = count < 0 ? null : this.#referencesOf(stream, read).subarray(0, count);
    return { phase: slots[slot * 2] ?? 0, references };
  }

  /** The slot taken last can be written again. */
  release(stream: number): void {
    Atomics.add(this.#shared.control, word(stream, READ), 1);
    this.#ring();
  }

  /** The stream that somebody waits for, once; `null`: nobody waits. */
  urgent(): number | null {
    const stream = Atomics.exchange(this.#shared.control, URGENT, 0) - 1;
    return stream < 0 ? null : stream;
  }

  /** How often the bell has been rung. */
  rung(): number {
    return Atomics.load(this.#shared.control, BELL);
  }

  /** Waits until the bell has been rung more often. */
  waitForBell(rung: number): void {
    Atomics.wait(this.#shared.control, BELL, rung);
  }

  /** Whether somebody makes what is ordered. */
  get isAtWork(): boolean {
    return Atomics.load(this.#shared.control, AT_WORK) !== 0;
  }

  /** The maker begins. */
  begin(): void {
    Atomics.store(this.#shared.control, AT_WORK, 1);
  }

  /** The maker ends, for whatever reason; nobody waits for it any longer. */
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
