import type { PolicyChoice } from "../../src/scenario/scenario.ts";

/** What a replacement policy may read about the page in a frame. */
export interface Marks {
  isAccessed(frame: number): boolean;
  clearAccessed(frame: number): void;
}

/** A replacement policy over frames that hold pages. A chosen frame is no longer a member. */
export interface TwinPolicy {
  /** Its frames, in its own order. */
  readonly members: readonly number[];
  added(frame: number): void;
  /** Used only by policies that see every access. */
  touched(frame: number): void;
  removed(frame: number): void;
  choose(): { readonly frame: number; readonly looked: number };
}

/** The policy a scenario names, over frames 0 … frames − 1. */
export function twinPolicy(choice: PolicyChoice, frames: number, marks: Marks): TwinPolicy {
  switch (choice.kind) {
    case "lru":
      return new Queue(true);
    case "fifo":
      return new Queue(false);
    case "random":
      return new Random(Number(choice.parameters.seed));
    case "clock":
      return new Clock(frames, marks, Number(choice.parameters.load ?? 1) === 1);
    default:
      throw new Error(`The twin has no policy "${choice.kind}".`);
  }
}

function cut(list: number[], frame: number): void {
  const at = list.indexOf(frame);
  if (at < 0) throw new Error(`Frame ${frame} is not a member.`);
  list.splice(at, 1);
}

/** LRU, or FIFO when hits do not move anything. */
class Queue implements TwinPolicy {
  readonly members: number[] = [];
  private readonly hitsMove: boolean;

  constructor(hitsMove: boolean) {
    this.hitsMove = hitsMove;
  }

  added(frame: number): void {
    this.members.unshift(frame);
  }

  touched(frame: number): void {
    if (!this.hitsMove) return;
    cut(this.members, frame);
    this.members.unshift(frame);
  }

  removed(frame: number): void {
    cut(this.members, frame);
  }

  choose() {
    const frame = this.members[this.members.length - 1];
    this.removed(frame);
    return { frame, looked: 1 };
  }
}

class Random implements TwinPolicy {
  readonly members: number[] = [];
  private draw: number;

  constructor(seed: number) {
    this.draw = seed >>> 0;
  }

  added(frame: number): void {
    this.members.push(frame);
  }

  touched(): void {}

  removed(frame: number): void {
    const at = this.members.indexOf(frame);
    if (at < 0) throw new Error(`Frame ${frame} is not a member.`);
    const last = this.members[this.members.length - 1];
    this.members[at] = last;
    this.members.pop();
  }

  choose() {
    this.draw = (this.draw ^ (this.draw << 13)) >>> 0;
    this.draw = (this.draw ^ (this.draw >>> 17)) >>> 0;
    this.draw = (this.draw ^ (this.draw << 5)) >>> 0;
    const frame = this.members[Number((BigInt(this.draw) * BigInt(this.members.length)) >> 32n)];
    this.removed(frame);
    return { frame, looked: 1 };
  }
}

class Clock implements TwinPolicy {
  readonly members: number[] = [];
  private readonly frames: number;
  private readonly marks: Marks;
  private readonly keepsMark: boolean;
  private hand = 0;

  constructor(frames: number, marks: Marks, keepsMark: boolean) {
    this.frames = frames;
    this.marks = marks;
    this.keepsMark = keepsMark;
  }

  added(frame: number): void {
    this.members.push(frame);
    if (!this.keepsMark) this.marks.clearAccessed(frame);
  }

  touched(): void {}

  removed(frame: number): void {
    cut(this.members, frame);
  }

  choose() {
    let looked = 0;
    for (;;) {
      const frame = this.hand;
      this.hand = (this.hand + 1) % this.frames;
      if (!this.members.includes(frame)) continue;
      looked++;
      if (!this.marks.isAccessed(frame)) {
        this.removed(frame);
        return { frame, looked };
      }
      this.marks.clearAccessed(frame);
    }
  }
}
