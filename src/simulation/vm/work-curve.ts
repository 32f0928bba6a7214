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

interface Columns {
  readonly awakeNs: number[];
  readonly workNs: number[];
  readonly phase: number[];
  readonly windowEnds: number[];
  grainNs: number;
  latestNs: number;
}

/** Records the curves of all VMs of a run. */
export class WorkCurves {
  readonly #vms: readonly Columns[];
  readonly #distanceNs: number;

  constructor(vms: number, durationNs: number) {
    this.#vms = Array.from({ length: vms }, () => ({
      awakeNs: [0],
      workNs: [0],
      phase: [0],
      windowEnds: [],
      grainNs: 0,
      latestNs: 0,
    }));
    this.#distanceNs = Math.max(LEAST_DISTANCE_NS, durationNs / MOST_POINTS);
  }

  /** Whether the latest point of a VM is so long ago that there may be another. */
  isDue(vm: number, nowNs: number): boolean {
    const columns = this.#vms[vm];
    return columns !== undefined && nowNs - columns.latestNs >= this.#distanceNs;
  }

  /** A point of a VM; `phase`: how many of its phases have begun. */
  note(vm: number, nowNs: number, pace: Pace, phase: number): void {
    const columns = this.#vms[vm];
    if (columns === undefined) return;
    // What is under way is counted as far as it has come, which a quantum may move back.
    columns.awakeNs.push(Math.max(columns.awakeNs.at(-1) ?? 0, pace.awakeNs));
    columns.workNs.push(Math.max(columns.workNs.at(-1) ?? 0, pace.computedNs));
    columns.phase.push(phase);
    columns.grainNs = Math.max(columns.grainNs, pace.grainNs);
    columns.latestNs = nowNs;
  }

  /** The latest point of a VM ends a window. */
  endWindow(vm: number): void {
    const columns = this.#vms[vm];
    columns?.windowEnds.push(columns.awakeNs.length - 1);
  }

  /** The curve of a VM so far. */
  of(vm: number): WorkCurve {
    const { awakeNs = [], workNs = [], phase = [], windowEnds = [], grainNs = 0 } = this.#vms[vm] ?? {};
    return { awakeNs, workNs, phase, windowEnds, grainNs };
  }
}
