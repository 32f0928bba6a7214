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
 * a window in which the VM began none counts as far as the VM was awake, with an infinite slowdown when it only waited.
 */
export class SlowdownWindows {
  readonly #slowdowns: number[] = [];
  #before: Pace = AT_THE_BEGINNING;

  /** Ends the window under way; `now`: how far the VM has come. */
  close(now: Pace): void {
    const slowdown = slowdownBetween(this.#before, now);
    if (slowdown !== null) this.#slowdowns.push(slowdown);
    this.#before = now;
  }

  /** The slowdown that 99 of 100 windows do not exceed (nearest rank), `Infinity` when more than that were only waiting; 1 when there is none. */
  get p99(): number {
    const sorted = Float64Array.from(this.#slowdowns).sort();
    // In whole numbers: 0.99 × 100 is not 99 in binary.
    return sorted[Math.ceil((99 * sorted.length) / 100) - 1] ?? 1;
  }
}
