/** PSI_FREQ of kernel/sched/psi.c: 2 × HZ + 1 ticks, at the 250 ticks a second that Debian and Ubuntu have. */
export const PSI_PERIOD_NS = 2_004_000_000;

/** Fixed point of include/linux/sched/loadavg.h, and what is kept of an average over 10, 60 and 300 s in a period. */
const ONE = 2048;
const KEPT = [1677, 1981, 2034] as const;

/** The three averages of pressure stall information, in the integers of kernel/sched/psi.c; its timer looks every period. */
export class PsiAverages {
  #nextNs: number;
  #averages: readonly number[] = KEPT.map(() => 0);
  #averagedNs = 0;
  #seenNs: number;
  #seenTotalNs = 0;

  constructor(startNs: number) {
    this.#seenNs = startNs;
    this.#nextNs = startNs + PSI_PERIOD_NS;
  }

  /** Takes in the time stalled since the start, up to now; between two calls it is taken to have grown evenly. */
  advance(nowNs: number, totalNs: number): void {
    const { sinceNs, grownNs } = { sinceNs: nowNs - this.#seenNs, grownNs: totalNs - this.#seenTotalNs };
    while (this.#nextNs <= nowNs) {
      const left = sinceNs > 0 ? (nowNs - this.#nextNs) / sinceNs : 0;
      this.#average(totalNs - grownNs * left);
      this.#nextNs += PSI_PERIOD_NS;
    }
    this.#seenNs = nowNs;
    this.#seenTotalNs = totalNs;
  }

  /** Shares of the time, as /proc/pressure prints them: percent with two decimals, cut down. */
  get shares(): readonly number[] {
    return this.#averages.map((average) => Math.floor((average * 100) / ONE) / 1e4);
  }

  #average(totalNs: number): void {
    // What does not fit into a period is left for the next.
    const stalledNs = Math.min(PSI_PERIOD_NS, totalNs - this.#averagedNs);
    this.#averagedNs += stalledNs;
    const active = Math.floor((stalledNs * 100) / PSI_PERIOD_NS) * ONE;
    this.#averages = this.#averages.map((average, window) => {
      const kept = KEPT[window];
      if (kept === undefined) throw new RangeError(`there is no average ${window}`);
      const moved = average * kept + active * (ONE - kept);
      return Math.floor((active >= average ? moved + ONE - 1 : moved) / ONE);
    });
  }
}
