import type { Machine } from "../engine/machine.ts";
import type { PressureLine, PressureView } from "../manager/manager.ts";

/** How often Linux brings its averages up to date (kernel/sched/psi.c: PSI_FREQ), and over how many seconds they go. */
const PERIOD_NS = 2e9;
const WINDOW_SECONDS = [10, 60, 300] as const;

/**
 * Pressure stall information of a guest, as kernel/sched/psi.c makes it: a processor's stalls weigh as much as the time it had work, and
 * the averages move every two seconds. A vCPU runs one task: when that stalls, its processor has nothing else to do, so that
 * "some" and "full" are the same.
 */
export class Pressure {
  readonly #machine: Machine;
  readonly #index: number;
  readonly #seen: { pressedNs: number; ranNs: number }[];
  #lastNs: number;
  #nextNs: number;
  #totalNs = 0;
  #averagedNs = 0;
  #shares: readonly number[] = WINDOW_SECONDS.map(() => 0);

  constructor(machine: Machine, index: number, vcpus: number, bootNs: number) {
    this.#machine = machine;
    this.#index = index;
    this.#seen = Array.from({ length: vcpus }, () => ({ pressedNs: 0, ranNs: 0 }));
    this.#lastNs = bootNs;
    this.#nextNs = bootNs + PERIOD_NS;
  }

  /** Time stalled since boot, as of the latest look. */
  get totalNs(): number {
    return this.#totalNs;
  }

  /** Takes in what has happened since the latest look. */
  look(nowNs: number): void {
    this.#collect();
    if (nowNs < this.#nextNs) return;
    const missed = Math.floor((nowNs - this.#nextNs) / PERIOD_NS);
    const periodNs = nowNs - (this.#lastNs + missed * PERIOD_NS);
    this.#nextNs += (1 + missed) * PERIOD_NS;
    this.#lastNs = nowNs;
    const stalledNs = Math.min(periodNs, this.#totalNs - this.#averagedNs);
    this.#averagedNs += stalledNs;
    this.#shares = WINDOW_SECONDS.map((seconds, window) => {
      const kept = Math.exp(-PERIOD_NS / 1e9 / seconds);
      return (this.#shares[window] ?? 0) * kept ** (missed + 1) + (stalledNs / periodNs) * (1 - kept);
    });
  }

  /** As of the latest look. */
  view(): PressureView {
    const [share10 = 0, share60 = 0, share300 = 0] = this.#shares;
    const line: PressureLine = { share10, share60, share300, totalNs: this.#totalNs };
    return { some: line, full: line };
  }

  #collect(): void {
    let weightedNs = 0;
    let workedNs = 0;
    this.#seen.forEach((seen, vcpu) => {
      const { pressedNs, ranNs } = this.#machine.vcpu(this.#machine.firstVcpu(this.#index) + vcpu);
      weightedNs += (pressedNs - seen.pressedNs) * (ranNs - seen.ranNs);
      workedNs += ranNs - seen.ranNs;
      seen.pressedNs = pressedNs;
      seen.ranNs = ranNs;
    });
    if (workedNs > 0) this.#totalNs += weightedNs / workedNs;
  }
}
