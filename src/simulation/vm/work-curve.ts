import type { Pace } from "./pace.ts";

/**
 * How much of its work a VM had done when, point by point: work is the computing of its references, and times are those its vCPUs were awake, all
 * together. Plain columns, so that they go from thread to thread.
 */
export interface WorkCurve {
  readonly awakeNs: readonly number[];
  readonly workNs: readonly number[];
  /** How many phases had begun: the stretch to the next point belongs to the latest of them. */
  readonly phase: readonly number[];
  /** The points at which the windows of the run end, one after the other. */
  readonly windowEnds: readonly number[];
  /** A window in which the VM was awake no longer than this says nothing. */
  readonly grainNs: number;
}

/** Points of a curve, beside those that windows and phases need. */
const MOST_POINTS = 2000;
const LEAST_DISTANCE_NS = 0.1e9;

/** Records the curve of a VM. */
export class WorkCurveRecorder {
  readonly #distanceNs: number;
  readonly #awakeNs: number[] = [0];
  readonly #workNs: number[] = [0];
  readonly #phase: number[] = [0];
  readonly #windowEnds: number[] = [];
  #grainNs = 0;
  #latestNs = 0;

  constructor(durationNs: number) {
    this.#distanceNs = Math.max(LEAST_DISTANCE_NS, durationNs / MOST_POINTS);
  }

  /** Whether the latest point is so long ago that there may be another. */
  isDue(nowNs: number): boolean {
    return nowNs - this.#latestNs >= this.#distanceNs;
  }

  /** Adds a point; `phase`: how many phases have begun. */
  note(nowNs: number, pace: Pace, phase: number): void {
    // What is under way is counted as far as it has come, which a quantum may move back.
    this.#awakeNs.push(Math.max(this.#awakeNs.at(-1) ?? 0, pace.awakeNs));
    this.#workNs.push(Math.max(this.#workNs.at(-1) ?? 0, pace.computedNs));
    this.#phase.push(phase);
    this.#grainNs = Math.max(this.#grainNs, pace.grainNs);
    this.#latestNs = nowNs;
  }

  /** The latest point ends a window. */
  endWindow(): void {
    this.#windowEnds.push(this.#awakeNs.length - 1);
  }

  /** The curve so far. */
  get curve(): WorkCurve {
    return {
      awakeNs: this.#awakeNs,
      workNs: this.#workNs,
      phase: this.#phase,
      windowEnds: this.#windowEnds,
      grainNs: this.#grainNs,
    };
  }
}
