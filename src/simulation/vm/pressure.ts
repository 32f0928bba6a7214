import type { Machine } from "../../engine/machine/machine.ts";
import type { PressureLine, PressureView } from "../../manager/manager.ts";
import { PsiAverages } from "./psi.ts";

/**
 * Pressure stall information of a guest, as kernel/sched/psi.c makes it: a processor's stalls weigh as much as the time it had work. A vCPU runs one task: when that stalls, its processor has nothing else to do, so that
 * "some" and "full" are the same.
 */
export class Pressure {
  readonly #machine: Machine;
  readonly #index: number;
  readonly #seen: { pressedNs: number; ranNs: number }[];
  readonly #averages: PsiAverages;
  #totalNs = 0;

  constructor(machine: Machine, index: number, vcpus: number, bootNs: number) {
    this.#machine = machine;
    this.#index = index;
    this.#seen = Array.from({ length: vcpus }, () => ({ pressedNs: 0, ranNs: 0 }));
    this.#averages = new PsiAverages(bootNs);
  }

  /** Time stalled since boot, as of the latest look. */
  get totalNs(): number {
    return this.#totalNs;
  }

  /** Takes in what has happened since the latest look. */
  look(nowNs: number): void {
    this.#collect();
    this.#averages.advance(nowNs, this.#totalNs);
  }

  /** As of the latest look. */
  view(): PressureView {
    const [share10 = 0, share60 = 0, share300 = 0] = this.#averages.shares;
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
