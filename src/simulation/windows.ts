/** How long a window is. */
const WINDOW_NS = 1e9;

/** Time one VM's vCPUs have spent, all together and since it booted. */
export interface TimeSpent {
  readonly ranNs: number;
  readonly thoughtNs: number;
}

/**
 * The slowdown of each VM in every second of a run. A reference belongs to the second in which its vCPU's turn began, with all the
 * time it took; a second in which a VM began none is no window of it. The last window may be shorter than a second.
 */
export class SlowdownWindows {
  readonly #durationNs: number;
  readonly #before: TimeSpent[];
  readonly #slowdowns: readonly number[][];
  #nextNs: number;

  constructor(vms: number, durationNs: number) {
    this.#durationNs = durationNs;
    this.#before = Array.from({ length: vms }, () => ({ ranNs: 0, thoughtNs: 0 }));
    this.#slowdowns = this.#before.map(() => []);
    this.#nextNs = Math.min(WINDOW_NS, durationNs);
  }

  /** When the window under way ends. */
  get nextNs(): number {
    return this.#nextNs;
  }

  /** Ends the window under way; `spent` tells of each VM. */
  close(spent: (vm: number) => TimeSpent): void {
    this.#slowdowns.forEach((slowdowns, vm) => {
      const before = this.#before[vm] ?? { ranNs: 0, thoughtNs: 0 };
      const now = spent(vm);
      const thoughtNs = now.thoughtNs - before.thoughtNs;
      if (thoughtNs > 0) slowdowns.push((now.ranNs - before.ranNs) / thoughtNs);
      this.#before[vm] = now;
    });
    const nextNs = this.#nextNs + WINDOW_NS;
    this.#nextNs = this.#nextNs < this.#durationNs ? Math.min(nextNs, this.#durationNs) : Number.POSITIVE_INFINITY;
  }

  /** The slowdown that 99 of 100 windows of a VM do not exceed (nearest rank); 1 when it has none. */
  p99(vm: number): number {
    const sorted = (this.#slowdowns[vm] ?? []).toSorted((a, b) => a - b);
    // In whole numbers: 0.99 × 100 is not 99 in binary.
    return sorted[Math.ceil((99 * sorted.length) / 100) - 1] ?? 1;
  }
}
