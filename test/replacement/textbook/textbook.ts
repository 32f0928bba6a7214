import { WRITE } from "../../../src/workload/stream.ts";

/** A frame with a page, as the textbooks draw it. */
interface Frame {
  page: number;
  accessed: boolean;
  dirty: boolean;
  age: number;
  lastUse: number;
}

/** The counts of a replay. */
export interface Counts {
  faults: number;
  dirtyEvictions: number;
  writeBacks: number;
}

/** A policy as its textbook describes it, slow: picks the frame to empty, and may act periodically. */
export abstract class Textbook {
  protected readonly frames: Frame[] = [];
  protected hand = 0;
  protected now = 0;
  protected readonly counts: Counts = { faults: 0, dirtyEvictions: 0, writeBacks: 0 };
  protected readonly period: number = Number.POSITIVE_INFINITY;

  protected abstract choose(): number;

  protected tick(): void {}

  /** The frames' numbers, once round from the hand. */
  protected lap(): number[] {
    return this.frames.map((_, at) => (this.hand + at) % this.frames.length);
  }

  replay(frames: number, references: Iterable<number>): Counts {
    for (const reference of references) {
      if (this.now > 0 && this.now % this.period === 0) this.tick();
      const page = reference % WRITE;
      const dirty = reference >= WRITE;
      const hit = this.frames.find((frame) => frame.page === page);
      if (hit !== undefined) {
        hit.accessed = true;
        hit.dirty ||= dirty;
      } else {
        this.counts.faults++;
        const at = this.frames.length < frames ? this.frames.length : this.choose();
        if (this.frames[at]?.dirty) this.counts.dirtyEvictions++;
        if (at < this.frames.length) this.hand = (at + 1) % frames;
        this.frames[at] = { page, accessed: true, dirty, age: 0, lastUse: this.now };
      }
      this.now++;
    }
    return this.counts;
  }

  /** The frame with the smallest rank; on a tie the lowest frame. */
  protected lowest(rank: (frame: Frame) => number): number {
    const ranks = this.frames.map(rank);
    return ranks.indexOf(Math.min(...ranks));
  }
}

export class TextbookEnhancedClock extends Textbook {
  protected choose(): number {
    for (;;) {
      const clean = this.lap().find((at) => !this.frames[at].accessed && !this.frames[at].dirty);
      if (clean !== undefined) return clean;
      for (const at of this.lap()) {
        if (!this.frames[at].accessed && this.frames[at].dirty) return at;
        this.frames[at].accessed = false;
      }
    }
  }
}

export class TextbookNru extends Textbook {
  protected override readonly period: number;

  constructor(period: number) {
    super();
    this.period = period;
  }

  protected choose(): number {
    return this.lowest(({ accessed, dirty }) => 2 * Number(accessed) + Number(dirty));
  }

  protected override tick(): void {
    for (const frame of this.frames) frame.accessed = false;
  }
}

export class TextbookAging extends Textbook {
  protected override readonly period: number;

  constructor(period: number) {
    super();
    this.period = period;
  }

  protected choose(): number {
    return this.lowest(({ accessed, age }) => 256 * Number(accessed) + age);
  }

  protected override tick(): void {
    for (const frame of this.frames) {
      frame.age = (frame.age >> 1) | (Number(frame.accessed) << 7);
      frame.accessed = false;
    }
  }
}

export class TextbookWsclock extends Textbook {
  readonly #tau: number;

  constructor(tau: number) {
    super();
    this.#tau = tau;
  }

  protected choose(): number {
    for (;;) {
      let wrote = false;
      for (const at of this.lap()) {
        const frame = this.frames[at];
        if (frame.accessed) {
          frame.accessed = false;
          frame.lastUse = this.now;
        } else if (this.now - frame.lastUse > this.#tau) {
          if (!frame.dirty) return at;
          frame.dirty = false;
          wrote = true;
          this.counts.writeBacks++;
          this.counts.dirtyEvictions++;
        }
      }
      if (!wrote) return this.lap().find((at) => !this.frames[at].dirty) ?? this.hand;
    }
  }
}
