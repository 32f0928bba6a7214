import { elementAt } from "../../list/element-at.ts";
import { Memory, write } from "../struct.ts";
import type { Parts } from "./assemble.ts";
import type {
  DeviceCounters,
  GuestCounters,
  HostCounters,
  PoolCounters,
  SharingCounters,
  VcpuCounters,
  VcpuWork,
} from "./counters.ts";
import { readFrameMap } from "./frame-map.ts";
import { GuestNow } from "./guest-now.ts";
import type { MachineLayout } from "./layout.ts";
import {
  DelayKind,
  Device,
  Guest,
  type GuestStatus,
  Host,
  noZramTotals,
  SharingPace,
  type SharingRun,
  Vcpu,
} from "./machine.generated.ts";
import { miniatureOf } from "./miniature.ts";
import { type MachineEngine, startMachine } from "./module.ts";
import { assembleIn } from "./room.ts";
import { type GuestTables, readTables } from "./tables.ts";

const ALL_PAGES = 2 ** 32 - 1;

/**
 * A host and its guests in the engine. Guests, devices and vCPUs (numbered over all guests) are given by index. The caller has checked all
 * arguments. Where only a sample of the pages is simulated, all sizes and counts are those of all pages.
 */
export class Machine {
  readonly #engine: MachineEngine;
  readonly #parts: Parts;
  readonly #host: Host;
  readonly #guests: readonly Guest[];
  readonly #guestsNow: readonly GuestNow[];
  readonly #vcpus: readonly Vcpu[];
  readonly #devices: readonly Device[];
  readonly #vcpuOf: ReadonlyMap<number, number>;
  readonly #streams: readonly Uint32Array[];
  /** Each simulated page stands for so many. */
  readonly #scale: number;

  private constructor(engine: MachineEngine, parts: Parts, scale: number) {
    const memory = new Memory(engine.memory);
    this.#engine = engine;
    this.#parts = parts;
    this.#scale = scale;
    this.#host = new Host(memory, parts.host);
    this.#guests = parts.guests.map((guest) => new Guest(memory, guest));
    this.#guestsNow = this.#guests.map((guest) => new GuestNow(guest, scale));
    this.#vcpus = parts.vcpus.map((vcpu) => new Vcpu(memory, vcpu));
    this.#devices = parts.devices.map((device) => new Device(memory, device));
    this.#vcpuOf = new Map(parts.vcpus.map((address, vcpu) => [address, vcpu]));
    this.#streams = parts.vcpus.map((vcpu) => memory.wordsOf(engine.streamOf(vcpu), parts.streamLength));
  }

  /**
   * Builds a machine in a new instance of the engine, of each `scale` pages one; an `EngineError` says how much memory is missing, and which page
   * size or scale would fit.
   */
  static async create(module: WebAssembly.Module, layout: MachineLayout, scale = 1): Promise<Machine> {
    const engine = await startMachine(module);
    const simulated = scale === 1 ? layout : miniatureOf(layout, scale);
    return new Machine(engine, await assembleIn(engine, module, simulated, scale), scale);
  }

  /** Wasm memory in use. */
  get bytes(): number {
    return this.#engine.neededBytes();
  }

  /** The first vCPU of a guest. */
  firstVcpu(guest: number): number {
    return elementAt(this.#parts.firstVcpu, guest, "guest");
  }

  /**
   * Begins to boot a guest, in no time, with a balloon of `balloonPages`; its first `warmPages` and last `warmLast` pages are in memory as if
   * touched long ago. `layDown` does the rest for all guests that boot at this moment.
   */
  boot(guest: number, nowNs: number, balloonPages: number, warmPages: number, warmLast = 0): void {
    const balloon = this.#simulated(balloonPages);
    this.#engine.bootGuest(
      this.#guest(guest).at,
      nowNs,
      balloon,
      this.#simulated(warmPages),
      this.#simulated(warmLast),
    );
  }

  /** Lays down at least so many pages of the guests that boot, or all they have left; says whether any are left then. */
  layDown(leastPages = ALL_PAGES): boolean {
    return this.#engine.layDown(this.#parts.host, leastPages) !== 0;
  }

  shutDown(guest: number, nowNs: number): void {
    this.#engine.shutDown(this.#guest(guest).at, nowNs);
  }

  /** Asks a balloon to hold so many pages. */
  setTarget(guest: number, pages: number, nowNs: number): void {
    this.#engine.setTarget(this.#guest(guest).at, this.#simulated(pages), nowNs);
  }

  /** Sets what the host's reclaim may do to a guest; it takes no page while the host backs `leavePages` of them or fewer. */
  setReclaim(guest: number, maySwap: boolean, mayCompress: boolean, leavePages: number): void {
    this.#engine.setReclaim(this.#guest(guest).at, maySwap, mayCompress, this.#simulated(leavePages));
  }

  /** Lets the host's background reclaim work until so many pages are free, in addition to its watermarks; 0: ends that. */
  reclaimUntil(freePages: number, nowNs: number): void {
    this.#engine.reclaimUntil(this.#parts.host, this.#simulated(freePages), nowNs);
  }

  /** Stops a guest completely, or lets it go on. */
  setBlocked(guest: number, blocked: boolean, nowNs: number): void {
    this.#engine.setBlocked(this.#guest(guest).at, blocked, nowNs);
  }

  /** Puts a guest frame in the sample that is watched for touches; false when the host does not back it, or it is in it already. */
  addToSample(guest: number, frame: number): boolean {
    return this.#engine.addToSample(this.#guest(guest).at, this.#simulated(frame)) !== 0;
  }

  /** Empties a guest's sample. */
  clearSample(guest: number): void {
    this.#engine.clearSample(this.#guest(guest).at);
  }

  /** Lets the sharing scanner look at so many pages before each sleep, or stops it: what is shared stays so, or is copied apart first. */
  steerSharing(run: SharingRun, pagesToScan: number, sleepNs: number, nowNs: number): void {
    const pace = write(this.#engine, SharingPace, { run, pagesToScan, sleepNs: sleepNs * this.#scale });
    this.#engine.steerSharing(this.#parts.host, pace, nowNs);
  }

  freePages(guest: number, firstPage: number, pages: number, nowNs: number): void {
    const first = this.#simulated(firstPage);
    this.#engine.freePages(this.#guest(guest).at, first, this.#simulated(firstPage + pages) - first, nowNs);
  }

  /** Where to write the next references of a vCPU; the view holds until the machine is gone. */
  streamOf(vcpu: number): Uint32Array {
    return elementAt(this.#streams, vcpu, "vCPU");
  }

  /** The first references of its stream become what a vCPU does next; if it sleeps it goes on, not before `nowNs`. */
  give(vcpu: number, references: number, thinkNs: number, nowNs: number): void {
    this.#engine.giveReferences(this.#vcpu(vcpu).at, references, thinkNs, nowNs);
  }

  /** Puts a vCPU to sleep until it is given references again. */
  finish(vcpu: number): void {
    this.#engine.finishVcpu(this.#parts.schedule, this.#vcpu(vcpu).at);
  }

  /**
   * Runs until all clocks have reached `pauseNs` (returns `null`), or a vCPU needs references. `untilNs`, no earlier than the pause, is the time
   * of the next event from outside: no turn goes beyond it. A pause only waits for turns to end and does not change the simulation.
   */
  run(untilNs: number, pauseNs: number = untilNs): number | null {
    const vcpu = this.#engine.run(this.#parts.host, this.#parts.schedule, untilNs, pauseNs);
    return this.#vcpuOf.get(vcpu) ?? null;
  }

  /** In the debug build: aborts when an invariant of the machine is broken. */
  check(): void {
    this.#engine.check(this.#parts.host);
  }

  host(): HostCounters {
    const host = this.#host;
    const { slots, free } = host.swap;
    return {
      freePages: host.free.count * this.#scale,
      swapPages: slots * this.#scale,
      swapUsedPages: (slots - free.count) * this.#scale,
      ...host.counters.totals(this.#scale),
      reclaimClockNs: this.#clockOf(host.reclaimActor),
    };
  }

  /** `null`: the host does not share pages. */
  sharing(): SharingCounters | null {
    const { sharing } = this.#host;
    if (sharing === null) return null;
    const { actor, running, pagesToScan, sleepNs } = sharing;
    const pace = { running, pagesToScan, sleepNs: sleepNs / this.#scale };
    return { clockNs: this.#clockOf(actor), ...pace, ...sharing.totals(this.#scale) };
  }

  /** `null`: the host does not compress. */
  pool(): PoolCounters | null {
    const { pool, compression } = this.#host;
    const scale = this.#scale;
    return pool && { bytes: pool.packing.bytes * scale, ...pool.totals(scale), ...compression.totals(scale) };
  }

  /** What is read often of a guest; it always shows the present. */
  guestNow(index: number): GuestNow {
    return elementAt(this.#guestsNow, index, "guest");
  }

  /** All counters of a guest, as they stand. */
  guest(index: number): GuestCounters {
    const guest = this.#guest(index);
    const now = this.guestNow(index);
    const { counters, sampleSize } = guest;
    const scale = this.#scale;
    const totals = counters.totals(scale);
    return {
      status: guest.status,
      endedNs: guest.endedNs,
      ...guest.totals(scale),
      mappedFilePages: now.mappedFilePages,
      copiedPages: now.copiedPages,
      blocked: guest.blocked,
      sampledPages: sampleSize,
      touchedPages: sampleSize - guest.sampled.count,
      swapUsedPages: now.swapUsedPages,
      ...(guest.zram?.totals(scale) ?? noZramTotals),
      ...totals,
      directReclaims: totals.directReclaims * scale,
      deflatedOnOomPages: counters.deflatedOnOom * scale,
      allocStalls: now.allocStalls,
      directScannedPages: now.directScannedPages,
      directReclaimedPages: now.directReclaimedPages,
      driverClockNs: this.#clockOf(guest.driverActor),
      reclaimClockNs: this.#clockOf(guest.reclaimActor),
      reportingClockNs: this.#engine.reportingClockOf(guest.at),
    };
  }

  /** Nanoseconds that its vCPUs' references took beyond thinking, in the order of `DelayKind`. */
  delays(guest: number): number[] {
    const { delays } = this.#guest(guest);
    return DelayKind.map((_, kind) => delays.memory.u64(delays.ns + 8 * kind));
  }

  status(guest: number): GuestStatus {
    return this.#guest(guest).status;
  }

  /** Where a vCPU's clock stands, or stood when it fell asleep. */
  clockNs(vcpu: number): number {
    const { actor, asleepSinceNs } = this.#vcpu(vcpu);
    const clockNs = this.#clockOf(actor);
    return Number.isFinite(clockNs) ? clockNs : asleepSinceNs;
  }

  /** What a vCPU has done; it always shows the present. */
  work(vcpu: number): VcpuWork {
    return this.#vcpu(vcpu);
  }

  vcpu(index: number): VcpuCounters {
    const vcpu = this.#vcpu(index);
    const clockNs = this.#clockOf(vcpu.actor);
    const asleep = !Number.isFinite(clockNs);
    return {
      clockNs: asleep ? vcpu.asleepSinceNs : clockNs,
      asleep,
      references: vcpu.references,
      thoughtNs: vcpu.thoughtNs,
      ranNs: vcpu.ranNs,
      stallNs: vcpu.stallNs,
      pressedNs: vcpu.pressedNs,
      blockedNs: vcpu.blockedNs,
    };
  }

  device(index: number): DeviceCounters {
    const device = elementAt(this.#devices, index, "device");
    const { readPages, writtenPages, busyNs } = device;
    const scale = this.#scale;
    return { ...device.totals(scale), readPages: readPages * scale, writtenPages: writtenPages * scale, busyNs };
  }

  /** The use of the host's frames as a picture of cells: 0 free, otherwise a guest's index + 1. */
  frameMap(firstFrame: number, frames: number, cells: number): Uint16Array<ArrayBuffer> {
    const first = this.#simulated(firstFrame);
    return readFrameMap(this.#host, first, this.#simulated(firstFrame + frames) - first, cells);
  }

  /** A copy of a guest's tables; slow. */
  tables(guest: number): GuestTables {
    return readTables(this.#host, this.#guest(guest));
  }

  /** `Infinity`: it sleeps. */
  #clockOf(actor: number): number {
    return this.#engine.clockOf(this.#parts.host, actor);
  }

  /** The simulated pages that stand for so many. */
  #simulated(pages: number): number {
    return Math.floor(pages / this.#scale);
  }

  #guest(guest: number): Guest {
    return elementAt(this.#guests, guest, "guest");
  }

  #vcpu(vcpu: number): Vcpu {
    return elementAt(this.#vcpus, vcpu, "vCPU");
  }
}
