import type { ManagerChoice } from "../../scenario/scenario.ts";
import { type Agenda, order } from "../agenda.ts";
import type { Journal } from "../journal.ts";
import type { Steering } from "./steering.ts";

type Times = Pick<ManagerChoice, "startNs" | "periodNs">;

/** When the memory manager decides: every period from its start on, and earlier when a VM boots or the manager asks for it. */
export class Decisions {
  readonly #agenda: Agenda;
  readonly #steering: Steering;
  readonly #journal: Journal;
  readonly #times: Times;
  /** When the manager decides before its next period is over; `null`: it does not. */
  #earlyNs: number | null = null;

  constructor(agenda: Agenda, steering: Steering, journal: Journal, times: Times) {
    this.#agenda = agenda;
    this.#steering = steering;
    this.#journal = journal;
    this.#times = times;
    const { startNs, periodNs } = times;
    agenda.every(periodNs, order.manager, (nowNs) => this.#decide(nowNs, true), startNs);
    if (startNs > 0) agenda.note(startNs, order.manager, () => this.#start(startNs));
  }

  /** VMs have booted. */
  onBoot(nowNs: number): void {
    if (this.#steering.wantsBoots) this.#decideAt(nowNs, nowNs);
  }

  /** The manager starts: for it the VMs that are there have just booted. */
  #start(nowNs: number): void {
    this.#steering.start(nowNs);
    this.#journal.watchReclaim(nowNs, this.#steering.hostState);
    this.onBoot(nowNs);
  }

  #decide(nowNs: number, periodic: boolean): void {
    this.#earlyNs = null;
    const againNs = this.#steering.decide(nowNs, periodic);
    this.#journal.watchReclaim(nowNs, this.#steering.hostState);
    if (againNs !== null) this.#decideAt(againNs, nowNs);
  }

  /** Lets the manager decide at a moment before its period is over, instead of any later moment it was to decide at. */
  #decideAt(timeNs: number, nowNs: number): void {
    const { startNs, periodNs } = this.#times;
    const nextPeriodNs = startNs + (Math.floor((nowNs - startNs) / periodNs) + 1) * periodNs;
    if (timeNs >= nextPeriodNs || (this.#earlyNs !== null && this.#earlyNs <= timeNs)) return;
    this.#earlyNs = timeNs;
    this.#agenda.note(timeNs, order.manager, () => {
      if (this.#earlyNs === timeNs) this.#decide(timeNs, false);
    });
  }
}
