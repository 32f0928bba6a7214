import type { WorkCurve } from "../../simulation/vm/work-curve.ts";

/** How much longer a VM took for its work than on a roomy host, on which nothing is short and nothing is taken. */
export interface Excess {
  /** For each window of the run: time taken ÷ time the same work took there; `null` where the VM was not awake. */
  readonly windows: readonly (number | null)[];
  /** The ratio that 99 of 100 windows do not exceed (nearest rank), 1 at least. */
  readonly p99: number;
  /** The same over the whole run, 1 at least. */
  readonly mean: number;
}

/** Compares what a VM did with what it does on the roomy host. */
export function excessOf(run: WorkCurve, roomy: WorkCurve): Excess {
  const phases = phasesOf(roomy);
  const ratios: (number | null)[] = [];
  const all = { tookNs: 0, neededNs: 0 };
  let place = new Place(phases.get(run.phase[0] ?? 0));
  let point = 0;
  for (const end of run.windowEnds) {
    const window = { tookNs: 0, neededNs: 0 };
    for (; point < end; point++) {
      const tookNs = (run.awakeNs[point + 1] ?? 0) - (run.awakeNs[point] ?? 0);
      const workNs = (run.workNs[point + 1] ?? 0) - (run.workNs[point] ?? 0);
      window.tookNs += tookNs;
      window.neededNs += place.advance(tookNs, workNs);
      const next = run.phase[point + 1] ?? 0;
      if (next !== run.phase[point]) place = new Place(phases.get(next));
    }
    all.tookNs += window.tookNs;
    all.neededNs += window.neededNs;
    ratios.push(window.tookNs > run.grainNs ? window.tookNs / window.neededNs : null);
  }
  const sorted = Float64Array.from(ratios.filter((ratio) => ratio !== null)).sort();
  // In whole numbers: 0.99 × 100 is not 99 in binary.
  const p99 = sorted[Math.ceil((99 * sorted.length) / 100) - 1] ?? 1;
  return { windows: ratios, p99: Math.max(1, p99), mean: all.tookNs > 0 ? Math.max(1, all.tookNs / all.neededNs) : 1 };
}

/** One phase of a VM on the roomy host: at each point the time and the work since the phase began. */
interface RoomyPhase {
  readonly timeNs: readonly number[];
  readonly workNs: readonly number[];
}

function phasesOf({ awakeNs, workNs, phase }: WorkCurve): ReadonlyMap<number, RoomyPhase> {
  const phases = new Map<number, { timeNs: number[]; workNs: number[]; beganNs: number; beganWorkNs: number }>();
  phase.forEach((number, at) => {
    const [nowNs, doneNs] = [awakeNs[at] ?? 0, workNs[at] ?? 0];
    const before = phases.get(phase[at - 1] ?? number);
    // A point at which a phase begins is the end of the one before it.
    if (before !== undefined) {
      before.timeNs.push(nowNs - before.beganNs);
      before.workNs.push(doneNs - before.beganWorkNs);
    }
    if (!phases.has(number)) phases.set(number, { timeNs: [0], workNs: [0], beganNs: nowNs, beganWorkNs: doneNs });
  });
  return phases;
}

/** How far the roomy host has come in a phase, when it does the same work and takes no longer for it than it must. */
class Place {
  readonly #phase: RoomyPhase;
  #timeNs = 0;
  #workNs = 0;
  /** The first point at which the work had been done, and the last one at which no more than that had. */
  #first = 0;
  #last = 0;

  constructor(phase: RoomyPhase = { timeNs: [0], workNs: [0] }) {
    this.#phase = phase;
  }

  /** Does so much work for which the run took `tookNs`, and returns how long the roomy host took. */
  advance(tookNs: number, workNs: number): number {
    this.#workNs += workNs;
    const before = this.#timeNs;
    const [earliestNs, latestNs] = this.#times(before + tookNs);
    this.#timeNs = Math.max(before, Math.min(latestNs, Math.max(earliestNs, before + tookNs)));
    return this.#timeNs - before;
  }

  /** From when to when the work done was just this much: a moment, or as long as there was only waiting. `elseNs`: where it never came so far. */
  #times(elseNs: number): readonly [number, number] {
    const { timeNs: times, workNs: works } = this.#phase;
    const work = this.#workNs;
    while ((works[this.#first] ?? work) < work) this.#first++;
    const at = this.#first;
    const [done, time] = [works[at], times[at]];
    if (done === undefined || time === undefined) return [elseNs, elseNs];
    if (done > work) {
      const [doneBefore, timeBefore] = [works[at - 1] ?? 0, times[at - 1] ?? 0];
      const momentNs = timeBefore + ((work - doneBefore) / (done - doneBefore)) * (time - timeBefore);
      return [momentNs, momentNs];
    }
    this.#last = Math.max(at, this.#last);
    while (works[this.#last + 1] === work) this.#last++;
    return [time, times[this.#last] ?? time];
  }
}
