import { AT_THE_BEGINNING, type Pace, slowdownBetween } from "./pace.ts";

/** How long a window is. */
const WINDOW_NS = 1e9;

/** When the windows of a run end: every second, the last one with the run. */
export class WindowClock {
  readonly #durationNs: number;
  #nextNs: number;

  constructor(durationNs: number) {
    this.#durationNs = durationNs;
    this.#nextNs = Math.min(WINDOW_NS, durationNs);
  }

  /** When the window under way ends; infinite after the last. */
  get nextNs(): number {
    return this.#nextNs;
  }

  /** Begins the next window. */
  advance(): void {
    const nextNs = this.#nextNs + WINDOW_NS;
    this.#nextNs = this.#nextNs < this.#durationNs ? Math.min(nextNs, this.#durationNs) : Number.POSITIVE_INFINITY;
  }
}

/**
 * The slowdown of a VM in each window. A reference belongs to the window in which its vCPU's turn began, with all the time it took;
 * a window in which the VM began none counts as far as the VM was awake, with an infinite slowdown when it only waited. Only the worst
 * hundredth of all windows of a run is kept, which is what the percentile is found in.
 */
export class SlowdownWindows {
  readonly #kept: number;
  /** Those kept, the worst first, and behind them later ones that have not been sorted in. */
  readonly #worst: number[] = [];
  #count = 0;
  #before: Pace = AT_THE_BEGINNING;

  constructor(durationNs: number) {
    this.#kept = Math.floor(Math.ceil(durationNs / WINDOW_NS) / 100) + 1;
  }

  /** Ends the window under way; `now`: how far the VM has come. */
  close(now: Pace): void {
    const slowdown = slowdownBetween(this.#before, now);
    this.#before = now;
    if (slowdown === null) return;
    this.#count++;
    this.#worst.push(slowdown);
    if (this.#worst.length >= 2 * this.#kept + 100) this.#settle();
  }

  /** The slowdown that 99 of 100 windows do not exceed (nearest rank), `Infinity` when more than that were only waiting; 1 when there is none. */
  get p99(): number {
    this.#settle();
    return this.#worst[Math.floor(this.#count / 100)] ?? 1;
  }

  #settle(): void {
    // No difference: Infinity − Infinity is no number.
    this.#worst.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
    this.#worst.length = Math.min(this.#worst.length, this.#kept);
  }
}
