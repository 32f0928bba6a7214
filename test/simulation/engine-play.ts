import { machineModule } from "#engine";
import type { GuestCounters } from "../../src/engine/machine/counters.ts";
import {
  guestCountersFields,
  noCompressionCountersTotals,
  type SharingRun,
} from "../../src/engine/machine/machine.generated.ts";
import { Machine as Engine } from "../../src/engine/machine/machine.ts";
import type { GuestTables } from "../../src/engine/machine/tables.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { layoutOf } from "../../src/simulation/layout.ts";
import type { Machine } from "../twin/scenario/script.ts";
import type { TwinState } from "../twin/state.ts";

const asleepAsNull = (clockNs: number) => (Number.isFinite(clockNs) ? clockNs : null);

/** The engine as a script can be played on it; its state in the twin's form, as far as both can tell. */
export class EnginePlay implements Machine {
  readonly #scenario: Scenario;
  readonly #engine: Engine;
  readonly #waiting = new Map<number, { references: ArrayLike<number>; next: number; thinkNs: number }>();
  readonly #chunk: number;
  nowNs = 0;

  private constructor(scenario: Scenario, engine: Engine, chunk: number) {
    this.#scenario = scenario;
    this.#engine = engine;
    this.#chunk = chunk;
  }

  /** `chunk`: references handed over at a time, which must not matter. */
  static async create(scenario: Scenario, chunk: number): Promise<EnginePlay> {
    return new EnginePlay(scenario, await Engine.create(await machineModule(), layoutOf(scenario)), chunk);
  }

  boot(vms: readonly number[], nowNs: number): void {
    for (const vm of vms) {
      const { balloon, workload } = this.#scenario.vms[vm];
      this.#engine.boot(vm, nowNs, balloon?.startPages ?? 0, workload.warmPages, workload.warmFilePages);
    }
    // In how many pieces they lay down their memory must not matter.
    while (this.#engine.layDown(this.#chunk));
  }

  shutdown(vm: number, nowNs: number): void {
    if (["running", "out-of-memory"].includes(this.#engine.status(vm))) this.#engine.shutDown(vm, nowNs);
  }

  setStream(vm: number, vcpu: number, references: ArrayLike<number>, thinkNs: number): void {
    if (this.#engine.status(vm) !== "running") return;
    const index = this.#engine.firstVcpu(vm) + vcpu;
    this.#waiting.set(index, { references, next: 0, thinkNs: Math.max(1, thinkNs) });
    this.#refill(index);
  }

  setTarget(vm: number, pages: number): void {
    if (["running", "out-of-memory"].includes(this.#engine.status(vm))) this.#engine.setTarget(vm, pages, this.nowNs);
  }

  steerSharing(run: SharingRun, pagesToScan: number, sleepNs: number): void {
    this.#engine.steerSharing(run, pagesToScan, sleepNs, this.nowNs);
  }

  freePages(vm: number, firstPage: number, pages: number): void {
    this.#engine.freePages(vm, firstPage, pages, this.nowNs);
  }

  setReclaim(vm: number, maySwap: boolean, mayCompress: boolean, leavePages: number): void {
    this.#engine.setReclaim(vm, maySwap, mayCompress, leavePages);
  }

  reclaimUntil(freePages: number): void {
    this.#engine.reclaimUntil(freePages, this.nowNs);
  }

  setBlocked(vm: number, blocked: boolean): void {
    this.#engine.setBlocked(vm, blocked, this.nowNs);
  }

  sample(vm: number, frames: readonly number[]): void {
    this.#engine.clearSample(vm);
    for (const frame of frames) this.#engine.addToSample(vm, frame);
  }

  run(untilNs: number): void {
    // A pause on the way must not matter either.
    for (const pauseNs of [Math.floor((this.nowNs + untilNs) / 2), untilNs]) {
      for (let vcpu = this.#engine.run(untilNs, pauseNs); vcpu !== null; vcpu = this.#engine.run(untilNs, pauseNs)) {
        this.#refill(vcpu);
      }
    }
    this.nowNs = Math.max(this.nowNs, untilNs);
  }

  /** Runs until the balloons hold what they were asked for. */
  settle(): void {
    const settled = () => this.#scenario.vms.every((_, vm) => !Number.isFinite(this.#engine.guest(vm).driverClockNs));
    for (let tries = 0; tries < 1000 && !settled(); tries++) this.run(this.nowNs + 1_000_000);
  }

  check(): void {
    this.#engine.check();
  }

  counters(vm: number): GuestCounters {
    return this.#engine.guest(vm);
  }

  tables(vm: number): GuestTables {
    return this.#engine.tables(vm);
  }

  state(): Comparable {
    const engine = this.#engine;
    const { reclaimClockNs, swapPages: _, ...host } = engine.host();
    const vms = this.#scenario.vms.map((vm, index) => {
      const guest = engine.guest(index);
      const { pages, frames } = engine.tables(index);
      const vcpus = Array.from({ length: vm.vcpus }, (_unused, vcpu) => engine.vcpu(engine.firstVcpu(index) + vcpu));
      return {
        state: guest.status,
        ...only(guest),
        references: vcpus.reduce((sum, { references }) => sum + references, 0),
        stallNs: vcpus.reduce((sum, { stallNs }) => sum + stallNs, 0),
        pressedNs: vcpus.reduce((sum, { pressedNs }) => sum + pressedNs, 0),
        blockedNs: vcpus.reduce((sum, { blockedNs }) => sum + blockedNs, 0),
        delays: engine.delays(index),
        driverClockNs: asleepAsNull(guest.driverClockNs),
        kswapdClockNs: asleepAsNull(guest.reclaimClockNs),
        reportingClockNs: asleepAsNull(guest.reportingClockNs),
        vcpus: vcpus.map(({ clockNs, asleep, references }) => ({
          clockNs: asleep ? null : clockNs,
          asleep,
          references,
        })),
        pages,
        ept: frames.map((frame) =>
          frame.kind === "host-swapped" ? { kind: "swapped" as const, slot: frame.slot } : frame,
        ),
      };
    });
    const devices = this.#scenario.devices.map((_unused, index) => {
      const { reads, writes, readPages, writtenPages, busyNs } = engine.device(index);
      const { pageBytes } = this.#scenario;
      return { reads, writes, busyNs, readBytes: readPages * pageBytes, writtenBytes: writtenPages * pageBytes };
    });
    const counted = engine.sharing();
    const pooled = engine.pool();
    const { poolPages, pooledPages, bytes, ...work } = pooled ?? {
      poolPages: 0,
      pooledPages: 0,
      bytes: 0,
      ...noCompressionCountersTotals,
    };
    const pool = pooled && { poolPages, pages: pooledPages, bytes };
    const sharing = counted && { ...counted, clockNs: asleepAsNull(counted.clockNs) };
    return {
      nowNs: this.nowNs,
      host: { ...host, kswapdClockNs: asleepAsNull(reclaimClockNs), sharing, pool, ...work },
      devices,
      vms,
    };
  }

  #refill(vcpu: number): void {
    const waiting = this.#waiting.get(vcpu);
    const next = waiting?.next ?? 0;
    const most = Math.min(this.#chunk, this.#engine.streamOf(vcpu).length);
    const references = Array.from(waiting?.references ?? []).slice(next, next + most);
    if (waiting === undefined || references.length === 0) {
      this.#engine.finish(vcpu);
      return;
    }
    waiting.next += references.length;
    this.#engine.streamOf(vcpu).set(references);
    this.#engine.give(vcpu, references.length, waiting.thinkNs, this.nowNs);
  }
}

/** What engine and twin both say of a guest: how it stands, all its counters, and what follows from them. */
const COUNTED: readonly string[] = [
  ...["freePages", "mappedPages", "balloonPages", "backedPages", "swapUsedPages", "hostSwapUsedPages"],
  ...["zramPages", "zramBytes", "blocked", "sampledPages", "touchedPages"],
  ...guestCountersFields,
  ...["allocStalls", "directScannedPages", "directReclaimedPages"],
];

function only(guest: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(guest).filter(([name]) => COUNTED.includes(name)));
}

/** What engine and twin can both tell. */
export interface Comparable {
  readonly nowNs: number;
  readonly host: { readonly zeroFills: number; readonly majorFaults: number; readonly [name: string]: unknown };
  readonly devices: readonly object[];
  readonly vms: readonly object[];
}

/** The twin's state, reduced to what the engine can tell too. */
export function comparable(twin: TwinState): Comparable {
  const { kills: _k, frames: _f, slots: _s, ...host } = twin.host;
  const vms = twin.vms.map(
    ({
      state,
      references,
      stallNs,
      pressedNs,
      blockedNs,
      delays,
      driverClockNs,
      kswapdClockNs,
      reportingClockNs,
      vcpus,
      pages,
      ept,
      ...guest
    }) => ({
      state,
      ...only(guest),
      references,
      stallNs,
      pressedNs,
      blockedNs,
      delays,
      driverClockNs,
      kswapdClockNs,
      reportingClockNs,
      vcpus: vcpus.map((vcpu) => ({ ...vcpu, clockNs: vcpu.asleep ? null : vcpu.clockNs })),
      pages,
      ept,
    }),
  );
  const devices = twin.devices.map(({ reads, writes, busyNs, readBytes, writtenBytes }) => ({
    reads,
    writes,
    busyNs,
    readBytes,
    writtenBytes,
  }));
  return { nowNs: twin.nowNs, host, devices, vms };
}
