import type { GuestCounters } from "../../engine/machine/counters.ts";
import { guestCountersGrowth, guestCountersSeries } from "../../engine/machine/machine.generated.ts";
import { type ByCause, type Cause, causes } from "../cause.ts";
import type { VmSeries } from "../result.ts";
import { type Pace, slowdownBetween, stallShareBetween } from "./pace.ts";
import type { VmRun } from "./vm-run.ts";

/** Columns that grow. */
export type Columns<T> = { [name in keyof T]: T[name] extends readonly (infer Value)[] ? Value[] : never };

interface Sample {
  readonly timeNs: number;
  readonly guest: GuestCounters;
  readonly pace: Pace;
  readonly delays: ByCause<number>;
}

/** Samples of one VM in columns, and what only samples can tell of it. */
export class VmRecord {
  readonly run: VmRun;
  readonly #columns = emptyColumns();
  /** A column for each cause there was. */
  readonly #delays = new Map<Cause, number[]>();
  #latest: Sample;
  #backedPageNs = 0;
  /** What the guest had waited for memory at the latest sample. */
  #pressedNs = 0;

  constructor(run: VmRun) {
    this.run = run;
    this.#latest = this.#look(0);
  }

  /** The columns so far. */
  get series(): VmSeries {
    const delayNs: { [cause in Cause]?: number[] } = {};
    for (const cause of causes) {
      const column = this.#delays.get(cause);
      if (column !== undefined) delayNs[cause] = column;
    }
    return { ...this.#columns, delayNs };
  }

  /** The largest slowdown in one period; `Infinity` when it only waited in one. */
  get worstSlowdown(): number {
    return this.#columns.slowdown.reduce((worst, slowdown) => Math.max(worst, slowdown), 1);
  }

  /** The most guest frames that its compressed pages took, as sampled and with so many now. */
  mostZramPages(zramPages: number): number {
    return this.#columns.zramPages.reduce((most, pages) => Math.max(most, pages), zramPages);
  }

  /** Pages that backed it × nanoseconds up to `nowNs`, when `backedPages` do: each sample stands for the time since the one before. */
  backedPageNs(nowNs: number, backedPages: number): number {
    return this.#backedPageNs + backedPages * (nowNs - this.#latest.timeNs);
  }

  /** Adds a point to every column. */
  sample(nowNs: number): void {
    const before = this.#latest;
    const now = this.#look(nowNs);
    const { guest, pace } = now;
    this.#backedPageNs = this.backedPageNs(nowNs, guest.backedPages);
    this.#latest = now;
    const columns = this.#columns;
    columns.balloonPages.push(guest.balloonPages);
    columns.targetPages.push(this.run.targetPages);
    columns.mappedPages.push(guest.mappedPages);
    columns.freePages.push(guest.freePages);
    columns.backedPages.push(guest.backedPages);
    columns.sharedPages.push(guest.sharedPages);
    columns.zramPages.push(guest.zramPages);
    for (const name of guestCountersSeries) columns[name].push(guest[name] - before.guest[name]);
    this.#sampleDelays(before.delays, now.delays);
    columns.references.push(pace.references - before.pace.references);
    columns.slowdown.push(slowdownBetween(before.pace, pace) ?? 1);
    columns.stallShare.push(stallShareBetween(before.pace, pace));
    const { pressure } = this.run;
    pressure.look(nowNs, guest);
    columns.pressureShare.push(Math.min(1, (pressure.totalNs - this.#pressedNs) / (nowNs - before.timeNs)));
    this.#pressedNs = pressure.totalNs;
  }

  #sampleDelays(before: ByCause<number>, now: ByCause<number>): void {
    const periodsBefore = this.#columns.balloonPages.length - 1;
    for (const cause of causes) {
      const ns = now[cause] - before[cause];
      const column = this.#delays.get(cause);
      if (column !== undefined) column.push(ns);
      else if (ns > 0) this.#delays.set(cause, [...new Array<number>(periodsBefore).fill(0), ns]);
    }
  }

  #look(timeNs: number): Sample {
    const { counters: guest } = this.run;
    return { timeNs, guest, pace: this.run.pace(timeNs), delays: this.run.delays(timeNs) };
  }
}

function emptyColumns(): Columns<Omit<VmSeries, "delayNs">> {
  return {
    balloonPages: [],
    targetPages: [],
    mappedPages: [],
    freePages: [],
    backedPages: [],
    sharedPages: [],
    references: [],
    slowdown: [],
    stallShare: [],
    pressureShare: [],
    zramPages: [],
    ...guestCountersGrowth(),
  };
}
