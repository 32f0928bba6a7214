import { type Agenda, order } from "../agenda.ts";
import type { Journal } from "../journal.ts";
import type { Steering } from "./steering.ts";

/** When the memory manager decides: every period, and earlier when a VM boots or the manager asks for it. */
export class Decisions {
  readonly #agenda: Agenda;
  readonly #steering: Steering;
  readonly #journal: Journal;
  readonly #periodNs: number;
  /** When the manager decides before its next period is over; `null`: it does not. */
  #earlyNs: number | null = null;

  constructor(agenda: Agenda, steering: Steering, journal: Journal, periodNs: number) {
    this.#agenda = agenda;
    this.#steering = steering;
    this.#journal = journal;
    this.#periodNs = periodNs;
    agenda.every(periodNs, order.manager, (nowNs) => this.#decide(nowNs, true));
  }

  /** VMs have booted. */
  onBoot(nowNs: number): void {
    if (this.#steering.wantsBoots) this.#decideAt(nowNs, nowNs);
  }

  #decide(nowNs: number, periodic: boolean): void {
    this.#earlyNs = null;
    const againNs = this.#steering.decide(nowNs, periodic);
    this.#journal.watchReclaim(nowNs, this.#steering.hostState);
    if (againNs !== null) this.#decideAt(againNs, nowNs);
  }

  /** Lets the manager decide at a moment before its period is over, instead of any later moment it was to decide at. */
  #decideAt(timeNs: number, nowNs: number): void {
    const nextPeriodNs = (Math.floor(nowNs / this.#periodNs) + 1) * this.#periodNs;
    if (timeNs >= nextPeriodNs || (this.#earlyNs !== null && this.#earlyNs <= timeNs)) return;
    this.#earlyNs = timeNs;
    this.#agenda.note(timeNs, order.manager, () => {
      if (this.#earlyNs === timeNs) this.#decide(timeNs, false);
    });
  }
}
