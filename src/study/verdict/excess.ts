import { elementAt } from "../../list/element-at.ts";
import type { WorkCurve } from "../../simulation/vm/work-curve.ts";

/** Slowdown of a VM relative to a roomy host, on which memory is never short. */
export interface Excess {
  /** For each window of the run: time taken ÷ time for the same work on the roomy host; `null` where the VM was not awake. */
  readonly windows: readonly (number | null)[];
  /** 99th percentile over the windows (nearest rank), at least 1. */
  readonly p99: number;
  /** Ratio over the whole run, at least 1. */
  readonly mean: number;
}

/** Compares a VM's work with its work on the roomy host. */
export function excessOf(run: WorkCurve, roomy: WorkCurve): Excess {
  const phases = phasesOf(roomy);
  const ratios: (number | null)[] = [];
  const all = { tookNs: 0, neededNs: 0 };
  let place = new Place(phases.get(elementAt(run.phase, 0, "point")));
  let point = 0;
  for (const end of run.windowEnds) {
    const window = { tookNs: 0, neededNs: 0 };
    for (; point < end; point++) {
      const tookNs = elementAt(run.awakeNs, point + 1, "point") - elementAt(run.awakeNs, point, "point");
      const workNs = elementAt(run.workNs, point + 1, "point") - elementAt(run.workNs, point, "point");
      window.tookNs += tookNs;
      window.neededNs += place.advance(tookNs, workNs);
      const next = elementAt(run.phase, point + 1, "point");
      if (next !== run.phase[point]) place = new Place(phases.get(next));
    }
    all.tookNs += window.tookNs;
    all.neededNs += window.neededNs;
    ratios.push(window.tookNs > run.grainNs ? window.tookNs / window.neededNs : null);
  }
  const sorted = Float64Array.from(ratios.filter((ratio) => ratio !== null)).sort();
  // In integers, since 0.99 × 100 is not exactly 99 in binary.
  const p99 = sorted[Math.ceil((99 * sorted.length) / 100) - 1] ?? 1;
  return { windows: ratios, p99: Math.max(1, p99), mean: all.tookNs > 0 ? Math.max(1, all.tookNs / all.neededNs) : 1 };
}

/** One phase of a VM on the roomy host: points of time and work since the phase began. */
interface RoomyPhase {
  readonly timeNs: readonly number[];
  readonly workNs: readonly number[];
}

function phasesOf({ awakeNs, workNs, phase }: WorkCurve): ReadonlyMap<number, RoomyPhase> {
  const phases = new Map<number, { timeNs: number[]; workNs: number[]; beganNs: number; beganWorkNs: number }>();
  phase.forEach((number, at) => {
    const [nowNs, doneNs] = [elementAt(awakeNs, at, "point"), elementAt(workNs, at, "point")];
    const before = phases.get(phase[at - 1] ?? number);
    // A point at which a phase begins also ends the previous phase.
    if (before !== undefined) {
      before.timeNs.push(nowNs - before.beganNs);
      before.workNs.push(doneNs - before.beganWorkNs);
    }
    if (!phases.has(number)) phases.set(number, { timeNs: [0], workNs: [0], beganNs: nowNs, beganWorkNs: doneNs });
  });
  return phases;
}

/** Progress of the roomy host in a phase when it does the same work in the shortest possible time. */
class Place {
  readonly #phase: RoomyPhase;
  #timeNs = 0;
  #workNs = 0;
  /** The first point with at least this work, and the last point with at most this work. */
  #first = 0;
  #last = 0;

  constructor(phase: RoomyPhase = { timeNs: [0], workNs: [0] }) {
    this.#phase = phase;
  }

  /** Advances by work for which the run took `tookNs`; returns the time that the roomy host took. */
  advance(tookNs: number, workNs: number): number {
    this.#workNs += workNs;
    const before = this.#timeNs;
    const [earliestNs, latestNs] = this.#times(before + tookNs);
    this.#timeNs = Math.max(before, Math.min(latestNs, Math.max(earliestNs, before + tookNs)));
    return this.#timeNs - before;
  }

  /** Interval in which exactly this much work was done: a single time, or longer while the VM only waited. `elseNs`: if that work was never reached. */
  #times(elseNs: number): readonly [number, number] {
    const { timeNs: times, workNs: works } = this.#phase;
    const work = this.#workNs;
    while ((works[this.#first] ?? work) < work) this.#first++;
    const at = this.#first;
    const [done, time] = [works[at], times[at]];
    if (done === undefined || time === undefined) return [elseNs, elseNs];
    if (done > work) {
      const [doneBefore, timeBefore] =
        at === 0 ? [0, 0] : [elementAt(works, at - 1, "moment"), elementAt(times, at - 1, "moment")];
      const momentNs = timeBefore + ((work - doneBefore) / (done - doneBefore)) * (time - timeBefore);
      return [momentNs, momentNs];
    }
    this.#last = Math.max(at, this.#last);
    while (works[this.#last + 1] === work) this.#last++;
    return [time, elementAt(times, this.#last, "moment")];
  }
}
