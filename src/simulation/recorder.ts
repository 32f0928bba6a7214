import type { DeviceCounters, GuestCounters, HostCounters } from "../engine/counters.ts";
import type { Machine } from "../engine/machine.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type ByCause, type Cause, causes, delaysByCause } from "./cause.ts";
import type { Series, VmSeries } from "./result.ts";
import { type Pace, slowdownBetween, stallShareBetween } from "./vm/pace.ts";
import type { Pressure } from "./vm/pressure.ts";

type Columns<T> = { [name in keyof T]: T[name] extends readonly (infer Value)[] ? Value[] : never };

interface Sample {
  readonly timeNs: number;
  readonly host: HostCounters;
  readonly devices: readonly DeviceCounters[];
  readonly guests: readonly GuestCounters[];
  readonly paces: readonly Pace[];
  readonly delays: readonly ByCause<number>[];
}

/** Samples the machine into columns, and keeps what only samples can tell. */
export class Recorder {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #timeNs: number[] = [];
  readonly #host: Columns<Series["host"]> = {
    freePages: [],
    swapUsedPages: [],
    swapInPages: [],
    swapOutPages: [],
    sharingPages: [],
    state: [],
    poolPages: [],
  };
  readonly #devices: readonly { utilisation: number[] }[];
  readonly #vms: readonly Columns<Omit<VmSeries, "delayNs">>[];
  readonly #delays: readonly Map<Cause, number[]>[];
  readonly #pressures: readonly Pressure[];
  readonly #pace: (vm: number, nowNs: number) => Pace;
  #latest: Sample;
  leastFreePages: number;
  mostSwapUsedPages: number;
  mostSharingPages = 0;
  mostPoolPages = 0;
  belowLowNs = 0;
  readonly #backedPageNs: number[];
  /** What each guest had waited for memory at the latest sample. */
  readonly #pressedNs: number[];

  /** `pace`: how far a VM has come. */
  constructor(
    machine: Machine,
    scenario: Scenario,
    pressures: readonly Pressure[],
    pace: (vm: number, nowNs: number) => Pace,
  ) {
    this.#pressures = pressures;
    this.#pace = pace;
    this.#machine = machine;
    this.#scenario = scenario;
    this.#devices = scenario.devices.map(() => ({ utilisation: [] }));
    this.#vms = scenario.vms.map(emptyColumns);
    this.#delays = scenario.vms.map(() => new Map());
    this.#backedPageNs = scenario.vms.map(() => 0);
    this.#pressedNs = scenario.vms.map(() => 0);
    this.#latest = this.#look(0);
    this.leastFreePages = this.#latest.host.freePages;
    this.mostSwapUsedPages = this.#latest.host.swapUsedPages;
  }

  /** The columns so far. */
  get series(): Series {
    const vms = this.#vms.map((columns, index) => ({ ...columns, delayNs: this.#delayColumns(index) }));
    return { timeNs: this.#timeNs, host: this.#host, devices: this.#devices, vms };
  }

  /** What has delayed a VM so far. */
  delays(index: number, nowNs: number): ByCause<number> {
    return delaysByCause(this.#machine.delays(index), this.#pace(index, nowNs).blockedNs);
  }

  /** The largest slowdown a VM had in one period; `Infinity` when it only waited in one. */
  worstSlowdown(index: number): number {
    return (this.#vms[index]?.slowdown ?? []).reduce((worst, slowdown) => Math.max(worst, slowdown), 1);
  }

  /** The most guest frames that a VM's compressed pages took, as sampled and with so many now. */
  mostZramPages(index: number, zramPages: number): number {
    return (this.#vms[index]?.zramPages ?? []).reduce((most, pages) => Math.max(most, pages), zramPages);
  }

  /** Pages that backed a VM × nanoseconds up to `nowNs`, when `backedPages` do: each sample stands for the time since the one before. */
  backedPageNs(index: number, nowNs: number, backedPages: number): number {
    return (this.#backedPageNs[index] ?? 0) + backedPages * (nowNs - this.#latest.timeNs);
  }

  /** Time in which a guest's tasks waited for memory, as of the latest sample. */
  pressureNs(index: number): number {
    return this.#pressures[index]?.totalNs ?? 0;
  }

  /** Adds a point to every column; `targetPages` is what each balloon has been asked for, `state` the host's. */
  sample(nowNs: number, targetPages: (vm: number) => number, state: string | null): void {
    const before = this.#latest;
    const now = this.#look(nowNs);
    const periodNs = nowNs - before.timeNs;
    if (periodNs <= 0) return;
    now.guests.forEach(({ backedPages }, index) => {
      this.#backedPageNs[index] = this.backedPageNs(index, nowNs, backedPages);
    });
    this.#latest = now;
    this.#timeNs.push(nowNs);
    this.#sampleHost(before.host, now.host, periodNs);
    if (state !== null) this.#host.state.push(state);
    this.#devices.forEach((columns, index) => {
      const busyNs = difference(before.devices[index], now.devices[index], "busyNs");
      const channels = this.#scenario.devices[index]?.channels ?? 1;
      columns.utilisation.push(Math.min(1, busyNs / (channels * periodNs)));
    });
    this.#vms.forEach((columns, index) => {
      const guest = now.guests[index];
      if (guest === undefined) return;
      columns.balloonPages.push(guest.balloonPages);
      columns.targetPages.push(targetPages(index));
      columns.mappedPages.push(guest.mappedPages);
      columns.freePages.push(guest.freePages);
      columns.backedPages.push(guest.backedPages);
      columns.sharedPages.push(guest.sharedPages);
      columns.zramPages.push(guest.zramPages);
      for (const name of ["majorFaults", "hostMajorFaults", "swapInPages", "swapOutPages", "reportedPages"] as const) {
        columns[name].push(difference(before.guests[index], guest, name));
      }
      const [paceBefore, pace] = [before.paces[index], now.paces[index]];
      if (paceBefore === undefined || pace === undefined) return;
      this.#sampleDelays(index, before, now);
      columns.references.push(pace.references - paceBefore.references);
      columns.slowdown.push(slowdownBetween(paceBefore, pace) ?? 1);
      columns.stallShare.push(stallShareBetween(paceBefore, pace));
      this.#pressures[index]?.look(nowNs);
      const pressedNs = this.pressureNs(index);
      columns.pressureShare.push(Math.min(1, (pressedNs - (this.#pressedNs[index] ?? 0)) / periodNs));
      this.#pressedNs[index] = pressedNs;
    });
  }

  #sampleDelays(index: number, before: Sample, now: Sample): void {
    const columns = this.#delays[index];
    if (columns === undefined) return;
    for (const cause of causes) {
      const ns = difference(before.delays[index], now.delays[index], cause);
      const column = columns.get(cause);
      if (column !== undefined) column.push(ns);
      else if (ns > 0) columns.set(cause, [...this.#timeNs.slice(1).map(() => 0), ns]);
    }
  }

  #delayColumns(index: number): VmSeries["delayNs"] {
    const columns: { [cause in Cause]?: number[] } = {};
    for (const cause of causes) {
      const column = this.#delays[index]?.get(cause);
      if (column !== undefined) columns[cause] = column;
    }
    return columns;
  }

  #sampleHost(before: HostCounters, now: HostCounters, periodNs: number): void {
    this.#host.freePages.push(now.freePages);
    this.#host.swapUsedPages.push(now.swapUsedPages);
    this.#host.swapInPages.push(now.swapInPages - before.swapInPages);
    this.#host.swapOutPages.push(now.swapOutPages - before.swapOutPages);
    const sharingPages = this.#machine.sharing()?.sharingPages ?? 0;
    this.#host.sharingPages.push(sharingPages);
    const poolPages = this.#machine.pool()?.poolPages ?? 0;
    this.#host.poolPages.push(poolPages);
    this.mostPoolPages = Math.max(this.mostPoolPages, poolPages);
    this.mostSharingPages = Math.max(this.mostSharingPages, sharingPages);
    this.leastFreePages = Math.min(this.leastFreePages, now.freePages);
    this.mostSwapUsedPages = Math.max(this.mostSwapUsedPages, now.swapUsedPages);
    if (now.freePages < this.#scenario.host.watermarks.lowPages) this.belowLowNs += periodNs;
  }

  #look(timeNs: number): Sample {
    return {
      timeNs,
      host: this.#machine.host(),
      devices: this.#scenario.devices.map((_, index) => this.#machine.device(index)),
      guests: this.#scenario.vms.map((_, index) => this.#machine.guest(index)),
      paces: this.#scenario.vms.map((_, index) => this.#pace(index, timeNs)),
      delays: this.#scenario.vms.map((_, index) => this.delays(index, timeNs)),
    };
  }
}

function difference<Name extends string>(
  before: { readonly [name in Name]: number } | undefined,
  now: { readonly [name in Name]: number } | undefined,
  name: Name,
): number {
  return (now?.[name] ?? 0) - (before?.[name] ?? 0);
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
    majorFaults: [],
    hostMajorFaults: [],
    swapInPages: [],
    swapOutPages: [],
    reportedPages: [],
    zramPages: [],
  };
}
