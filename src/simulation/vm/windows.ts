import { AT_THE_BEGINNING, type Pace, slowdownBetween } from "./pace.ts";

/** How long a window is. */
const WINDOW_NS = 1e9;

/**
 * The slowdown of each VM in every second of a run. A reference belongs to the second in which its vCPU's turn began, with all the
 * time it took; a second in which a VM began none is a window of it as far as it was awake, without end when it only waited. The last
 * window may be shorter than a second.
 */
export class SlowdownWindows {
  readonly #durationNs: number;
  readonly #before: Pace[];
  readonly #slowdowns: readonly number[][];
  #nextNs: number;

  constructor(vms: number, durationNs: number) {
    this.#durationNs = durationNs;
    this.#before = Array.from({ length: vms }, () => AT_THE_BEGINNING);
    this.#slowdowns = this.#before.map(() => []);
    this.#nextNs = Math.min(WINDOW_NS, durationNs);
  }

  /** When the window under way ends. */
  get nextNs(): number {
    return this.#nextNs;
  }

  /** Ends the window under way; `pace` tells how far each VM has come. */
  close(pace: (vm: number) => Pace): void {
    this.#slowdowns.forEach((slowdowns, vm) => {
      const now = pace(vm);
      const slowdown = slowdownBetween(this.#before[vm] ?? AT_THE_BEGINNING, now);
      if (slowdown !== null) slowdowns.push(slowdown);
      this.#before[vm] = now;
    });
    const nextNs = this.#nextNs + WINDOW_NS;
    this.#nextNs = this.#nextNs < this.#durationNs ? Math.min(nextNs, this.#durationNs) : Number.POSITIVE_INFINITY;
  }

  /** The slowdown that 99 of 100 windows of a VM do not exceed (nearest rank), `Infinity` when it only waited in more than that; 1 when it has none. */
  p99(vm: number): number {
    const sorted = Float64Array.from(this.#slowdowns[vm] ?? []).sort();
    // In whole numbers: 0.99 × 100 is not 99 in binary.
    return sorted[Math.ceil((99 * sorted.length) / 100) - 1] ?? 1;
  }
}
