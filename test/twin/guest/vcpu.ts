import { WRITE } from "../../../src/workload/stream.ts";
import { Course, VmDied } from "../run/course.ts";
import { reference } from "./fault.ts";
import type { TwinGuest } from "./guest.ts";

/** A vCPU: its clock, and its remaining references. Without references it sleeps. */
export class TwinVcpu {
  readonly guest: TwinGuest;
  clockNs = 0;
  referencesMade = 0;
  private waiting: number[] = [];
  private thinkNs = 0;

  constructor(guest: TwinGuest) {
    this.guest = guest;
  }

  get asleep(): boolean {
    return this.waiting.length === 0;
  }

  stop(): void {
    this.waiting = [];
  }

  setStream(references: ArrayLike<number>, thinkNs: number, nowNs: number): void {
    if (this.asleep && references.length > 0) this.clockNs = Math.max(this.clockNs, nowNs);
    this.waiting = Array.from(references);
    this.thinkNs = thinkNs;
  }

  /** Makes references, at least one, while the clock is below the bound; returns whether the bound ended the turn. */
  turn(boundNs: number): boolean {
    do {
      if (this.makeOne()) return false;
      if (this.asleep) return false;
    } while (this.clockNs < boundNs);
    return true;
  }

  /** Makes the next reference; returns whether it ends the turn. */
  private makeOne(): boolean {
    const { guest } = this;
    const { counters } = guest;
    const word = this.waiting.shift();
    if (word === undefined) throw new Error("A vCPU without references cannot act.");
    const write = word >= WRITE;
    const page = write ? word - WRITE : word;
    const beganNs = this.clockNs;
    const course = new Course(beganNs);
    try {
      const faulted = reference(guest, page, write, course);
      const memoryNs = course.nowNs - beganNs;
      this.referencesMade++;
      for (const [kind, ns] of course.delays) guest.delays.set(kind, (guest.delays.get(kind) ?? 0) + ns);
      counters.references++;
      counters.runNs += memoryNs + this.thinkNs;
      counters.pressedNs += course.pressedNs;
      counters.stallNs += memoryNs - (faulted ? guest.host.costs.minorFaultNs : 0);
    } catch (error) {
      if (!(error instanceof VmDied)) throw error;
    }
    this.clockNs = course.nowNs + this.thinkNs;
    return course.waitedForRead || course.wokeActor || course.killed;
  }
}
