import { cut, type Model, type ModelMemory, type Parameters } from "./model.ts";
import { SlowSketch } from "./sketch.ts";

/** W-TinyLFU as Caffeine has it, without jitter: lists with the most recently used page first. */
export class WTinyLfu implements Model {
  private readonly memory: ModelMemory;
  private readonly windowShare: number;
  private readonly protectedShare: number;
  private readonly sketch: SlowSketch;
  private readonly window: number[] = [];
  private readonly probation: number[] = [];
  private readonly protected: number[] = [];

  constructor(memory: ModelMemory, { window = 0.01, protected: share = 0.8 }: Parameters) {
    this.memory = memory;
    this.windowShare = window;
    this.protectedShare = share;
    this.sketch = new SlowSketch(memory.pages >> 3);
  }

  hit(page: number): void {
    this.sketch.add(page, 10 * Math.max(1, this.memory.capacity()));
    const list = [this.window, this.probation, this.protected].find((one) => one.includes(page));
    if (list === undefined) throw new Error(`Page ${page} is in no list.`);
    cut(list, page);
    if (list === this.window) {
      this.window.unshift(page);
      return;
    }
    this.protected.unshift(page);
    while (this.protected.length > this.mostProtected()) this.probation.unshift(this.protected.pop() ?? -1);
  }

  fault(page: number): void {
    this.sketch.add(page, 10 * Math.max(1, this.memory.capacity()));
  }

  /** The page enters the window; with memory to spare the one that must leave it is on probation without a contest. */
  insert(page: number): void {
    this.window.unshift(page);
    while (this.window.length > this.mostInWindow()) this.probation.unshift(this.window.pop() ?? -1);
  }

  /** Called before the new page is in the window: the page that it will push out competes. */
  evict() {
    const candidate = this.window.length >= this.mostInWindow() ? this.window.pop() : undefined;
    const victim = this.probation.pop() ?? (candidate === undefined ? this.protected.pop() : undefined);
    const looked = candidate === undefined || victim === undefined ? 1 : 2;
    return { page: this.loser(candidate, victim), looked };
  }

  remove(page: number): void {
    for (const list of [this.window, this.probation, this.protected]) if (list.includes(page)) cut(list, page);
  }

  /** Of candidate and victim the one that goes; the other is on probation, most recently used. */
  private loser(candidate: number | undefined, victim: number | undefined): number {
    if (candidate === undefined || victim === undefined) return candidate ?? victim ?? this.window.pop() ?? -1;
    if (this.sketch.count(candidate) > this.sketch.count(victim)) {
      this.probation.unshift(candidate);
      return victim;
    }
    this.probation.push(victim);
    return candidate;
  }

  private mostInWindow(): number {
    return Math.max(1, this.memory.capacity() - Math.floor((1 - this.windowShare) * this.memory.capacity()));
  }

  private mostProtected(): number {
    return Math.floor(this.protectedShare * (this.memory.capacity() - this.mostInWindow()));
  }
}
