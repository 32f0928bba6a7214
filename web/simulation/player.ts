import type { ManagerChoice, Simulation } from "ballonet";
import type { ManagerChange } from "./messages.ts";

const NS_PER_MS = 1e6;
/** Steps end at whole milliseconds, the resolution of links. */
const STEP_NS = 20 * NS_PER_MS;
/** Longest computation before messages are handled, in milliseconds. */
const SLICE_MS = 12;

/** Advances a simulation: at a speed, up to a given time, or not at all; and applies changes of its manager. */
export class Player {
  readonly simulation: Simulation;
  readonly #managerNamed: (name: string) => ManagerChoice;
  readonly #changes: ManagerChange[] = [];
  #pending: ManagerChange[];
  #speed = 0;
  /** Runs to this time without real-time pacing. */
  #runToNs: number;
  /** Real-time pacing allows playing to this time. */
  #pacedNs = 0;
  #limitNs = Number.POSITIVE_INFINITY;
  /** End of the current engine step: some vCPUs may already be ahead of the simulation's clock. */
  #stepEndNs = 0;
  #lastTick = 0;
  #requestedManager: string | null = null;

  /** Starts at 0 and runs to `toNs`, replaying the changes of its manager. */
  constructor(
    simulation: Simulation,
    managerNamed: (name: string) => ManagerChoice,
    toNs: number,
    changes: readonly ManagerChange[],
  ) {
    this.simulation = simulation;
    this.#managerNamed = managerNamed;
    this.#runToNs = Math.min(wholeMs(toNs), simulation.scenario.durationNs);
    this.#pending = changes.filter(({ atNs }) => atNs <= toNs).toSorted((a, b) => a.atNs - b.atNs);
  }

  /** Changes of the manager so far, in order of time. */
  get changes(): readonly ManagerChange[] {
    return this.#changes;
  }

  /** Time it is running to without real-time pacing; `null`: none. */
  get goalNs(): number | null {
    return this.simulation.nowNs < this.#runToNs ? this.#runToNs : null;
  }

  /** Whether everything allowed so far has been computed. */
  get caughtUp(): boolean {
    const { finished, nowNs } = this.simulation;
    return finished || nowNs >= this.#endNs;
  }

  /** Whether there is more to compute, now or once more real time has passed. */
  get hasWork(): boolean {
    const { finished, nowNs } = this.simulation;
    return !finished && (!this.caughtUp || (this.#speed > 0 && nowNs < this.#limitNs));
  }

  get playing(): boolean {
    return this.#speed > 0;
  }

  play(speed: number): void {
    this.#speed = speed;
    this.#lastTick = performance.now();
    this.#pacedNs = this.simulation.nowNs + NS_PER_MS * speed;
  }

  /** Plays no further than this time, until the next `limit`. */
  limit(ns: number): void {
    this.#limitNs = ns;
  }

  /** Pauses at this time, or as soon as possible if it is past. */
  pauseAt(ns: number): void {
    this.#speed = 0;
    this.#runToNs = Math.min(
      Math.max(wholeMs(ns), this.#runToNs, this.#stepEndNs),
      this.simulation.scenario.durationNs,
    );
  }

  /** Replaces the manager at the end of the current step, which a link can name. */
  replaceManager(manager: string): void {
    this.#requestedManager = manager;
    if (this.simulation.nowNs >= this.#stepEndNs) this.#applyChanges();
  }

  /** Computes for at most `SLICE_MS`. */
  work(): void {
    const { simulation } = this;
    const { durationNs } = simulation.scenario;
    const now = performance.now();
    if (this.#speed > 0) {
      const passed = Math.min(now - this.#lastTick, 100) * NS_PER_MS * this.#speed;
      this.#pacedNs = Math.min(Math.max(this.#pacedNs, simulation.nowNs) + passed, durationNs);
      // Lost real time is not made up for: the run plays as fast as it can be computed.
      this.#pacedNs = Math.min(this.#pacedNs, simulation.nowNs + 1e9 * this.#speed);
    }
    this.#lastTick = now;
    const end = this.#endNs;
    while (simulation.nowNs < end && performance.now() - now < SLICE_MS) {
      if (simulation.nowNs >= this.#stepEndNs) {
        this.#applyChanges();
        const next = Math.floor(simulation.nowNs / NS_PER_MS) * NS_PER_MS + STEP_NS;
        const bound = this.#speed > 0 && simulation.nowNs >= this.#runToNs ? durationNs : this.#runToNs;
        this.#stepEndNs = Math.min(next, bound, this.#pending[0]?.atNs ?? next);
      }
      simulation.step(this.#stepEndNs);
    }
    if (simulation.nowNs >= this.#stepEndNs) this.#applyChanges();
  }

  get #endNs(): number {
    const playedNs = this.#speed > 0 ? Math.min(this.#pacedNs, this.#limitNs) : 0;
    return Math.max(this.#runToNs, playedNs, this.#stepEndNs);
  }

  #applyChanges(): void {
    const { nowNs } = this.simulation;
    const due = this.#pending.filter(({ atNs }) => atNs <= nowNs);
    this.#pending = this.#pending.slice(due.length);
    if (this.#requestedManager !== null) due.push({ atNs: nowNs, manager: this.#requestedManager });
    this.#requestedManager = null;
    for (const change of due) {
      this.simulation.replaceManager(this.#managerNamed(change.manager));
      this.#changes.push(change);
    }
  }
}

function wholeMs(ns: number): number {
  return Math.ceil(ns / NS_PER_MS) * NS_PER_MS;
}
