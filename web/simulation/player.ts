import type { ManagerChoice, Simulation } from "ballonet";
import type { ManagerChange } from "./messages.ts";

const NS_PER_MS = 1e6;
/** A run goes from one whole millisecond to another: those are the moments that a link can name. */
const STRIDE_NS = 20 * NS_PER_MS;
/** Computing in one go before messages are looked at, in milliseconds. */
const STRETCH_MS = 12;

/** How the time of a simulation goes: so many times real time, up to a moment, or not at all; and who is in charge from when on. */
export class Player {
  readonly simulation: Simulation;
  readonly #managerNamed: (name: string) => ManagerChoice;
  readonly #changes: ManagerChange[] = [];
  #due: ManagerChange[];
  #speed = 0;
  /** Up to where it runs in any case. */
  #restNs: number;
  /** Up to where it may run by the clock on the wall. */
  #allowedNs = 0;
  #limitNs = Number.POSITIVE_INFINITY;
  /** The machine has been told to run to here: some of it may have come further than its clock. */
  #aimNs = 0;
  #lastTick = 0;
  #wanted: string | null = null;

  /** Begins at 0 and runs to `toNs`; managers change on the way as they did. */
  constructor(
    simulation: Simulation,
    managerNamed: (name: string) => ManagerChoice,
    toNs: number,
    changes: readonly ManagerChange[],
  ) {
    this.simulation = simulation;
    this.#managerNamed = managerNamed;
    this.#restNs = Math.min(wholeMs(toNs), simulation.scenario.durationNs);
    this.#due = changes.filter(({ atNs }) => atNs <= toNs).toSorted((a, b) => a.atNs - b.atNs);
  }

  /** Managers put in charge so far, in the order of time. */
  get changes(): readonly ManagerChange[] {
    return this.#changes;
  }

  /** The moment it is running to in one go; `null`: none. */
  get goalNs(): number | null {
    return this.simulation.nowNs < this.#restNs ? this.#restNs : null;
  }

  /** Nothing more happens until something is said. */
  get still(): boolean {
    const { finished, nowNs } = this.simulation;
    return finished || nowNs >= this.#endNs;
  }

  /** There is something to compute, now or when the clock on the wall has gone on. */
  get wantsMore(): boolean {
    const { finished, nowNs } = this.simulation;
    return !finished && (!this.still || (this.#speed > 0 && nowNs < this.#limitNs));
  }

  get playing(): boolean {
    return this.#speed > 0;
  }

  play(speed: number): void {
    this.#speed = speed;
    this.#lastTick = performance.now();
    this.#allowedNs = this.simulation.nowNs + NS_PER_MS * speed;
  }

  /** May not play beyond this moment, for as long as nothing else is said. */
  limit(ns: number): void {
    this.#limitNs = ns;
  }

  /** Stands still at this moment, or as soon as possible if it is over. */
  rest(ns: number): void {
    this.#speed = 0;
    this.#restNs = Math.min(Math.max(wholeMs(ns), this.#restNs, this.#aimNs), this.simulation.scenario.durationNs);
  }

  /** Puts another manager in charge at the next moment that a link can name. */
  swap(manager: string): void {
    this.#wanted = manager;
    if (this.simulation.nowNs >= this.#aimNs) this.#change();
  }

  /** Computes for a while. */
  work(): void {
    const { simulation } = this;
    const { durationNs } = simulation.scenario;
    const now = performance.now();
    if (this.#speed > 0) {
      const passed = Math.min(now - this.#lastTick, 100) * NS_PER_MS * this.#speed;
      this.#allowedNs = Math.min(Math.max(this.#allowedNs, simulation.nowNs) + passed, durationNs);
      // What could not be computed in time is not made up for: the run is shown as fast as it goes.
      this.#allowedNs = Math.min(this.#allowedNs, simulation.nowNs + 1e9 * this.#speed);
    }
    this.#lastTick = now;
    const end = this.#endNs;
    while (simulation.nowNs < end && performance.now() - now < STRETCH_MS) {
      if (simulation.nowNs >= this.#aimNs) {
        this.#change();
        const next = Math.floor(simulation.nowNs / NS_PER_MS) * NS_PER_MS + STRIDE_NS;
        const bound = this.#speed > 0 && simulation.nowNs >= this.#restNs ? durationNs : this.#restNs;
        this.#aimNs = Math.min(next, bound, this.#due[0]?.atNs ?? next);
      }
      simulation.step(this.#aimNs);
    }
    if (simulation.nowNs >= this.#aimNs) this.#change();
  }

  get #endNs(): number {
    const playedNs = this.#speed > 0 ? Math.min(this.#allowedNs, this.#limitNs) : 0;
    return Math.max(this.#restNs, playedNs, this.#aimNs);
  }

  #change(): void {
    const { nowNs } = this.simulation;
    const due = this.#due.filter(({ atNs }) => atNs <= nowNs);
    this.#due = this.#due.slice(due.length);
    if (this.#wanted !== null) due.push({ atNs: nowNs, manager: this.#wanted });
    this.#wanted = null;
    for (const change of due) {
      this.simulation.replaceManager(this.#managerNamed(change.manager));
      this.#changes.push(change);
    }
  }
}

function wholeMs(ns: number): number {
  return Math.ceil(ns / NS_PER_MS) * NS_PER_MS;
}
