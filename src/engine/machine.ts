import type { Handle } from "./abi.ts";
import type { Parts } from "./assemble.ts";
import type {
  DeviceCounters,
  GuestCounters,
  GuestStatus,
  HostCounters,
  PoolCounters,
  SharingCounters,
  VcpuCounters,
} from "./counters.ts";
import { delayKinds } from "./delays.ts";
import { readFrameMap } from "./frame-map.ts";
import type { MachineLayout } from "./layout.ts";
import { type MachineExports, startMachine } from "./machine-abi.ts";
import { Memory } from "./memory.ts";
import { assembleIn } from "./room.ts";
import { type GuestTables, readTables } from "./tables.ts";

/** What the scanner of page sharing is to do. */
export type SharingRun = "stop" | "run" | "unmerge";

/** By Linux's numbers (/sys/kernel/mm/ksm/run). */
const sharingRuns: readonly SharingRun[] = ["stop", "run", "unmerge"];

const NO_REFERENCES = new Uint32Array();

const ALL_PAGES = 2 ** 32 - 1;

const statuses: readonly GuestStatus[] = ["not-booted", "running", "shut-down", "out-of-memory", "killed-by-host"];

/**
 * A host and its guests in the engine. Guests, vCPUs (numbered through all guests) and devices are named by their index. Arguments
 * are not checked here: who builds a machine has checked them.
 */
export class Machine {
  readonly #engine: MachineExports;
  readonly #memory: Memory;
  readonly #parts: Parts;
  readonly #vcpuOf: ReadonlyMap<Handle, number>;
  readonly #streams: readonly Uint32Array[];

  private constructor(engine: MachineExports, parts: Parts) {
    this.#engine = engine;
    this.#parts = parts;
    this.#memory = new Memory(engine.memory);
    this.#vcpuOf = new Map(parts.vcpus.map((handle, vcpu) => [handle, vcpu]));
    const { buffer } = engine.memory;
    this.#streams = parts.vcpus.map(
      (handle) => new Uint32Array(buffer, engine.streamOf(handle) >>> 0, parts.streamLength),
    );
  }

  /** Builds a machine in a new instance of the engine; an `EngineError` says how much memory is missing, and with which pages it would do. */
  static async create(module: WebAssembly.Module, layout: MachineLayout): Promise<Machine> {
    const engine = await startMachine(module);
    return new Machine(engine, await assembleIn(engine, module, layout));
  }

  /** Wasm memory in use. */
  get bytes(): number {
    return this.#engine.neededBytes();
  }

  /** The first vCPU of a guest. */
  firstVcpu(guest: number): number {
    return this.#parts.firstVcpu[guest] ?? 0;
  }

  /**
   * Begins to boot a guest, at no cost, with a balloon of so many pages, and its first pages as if touched long ago. `layDown` must do the rest, for
   * all guests that boot at this moment together.
   */
  boot(guest: number, nowNs: number, balloonPages: number, warmPages: number): void {
    this.#engine.bootGuest(this.#guest(guest), nowNs, balloonPages, warmPages);
  }

  /** Lays down at least so many pages of the guests that boot, or all they have left; says whether any are left then. */
  layDown(leastPages = ALL_PAGES): boolean {
    return this.#engine.layDown(this.#parts.host, leastPages) !== 0;
  }

  shutDown(guest: number, nowNs: number): void {
    this.#engine.shutDown(this.#guest(guest), nowNs);
  }

  /** Asks a balloon to hold so many pages. */
  setTarget(guest: number, pages: number, nowNs: number): void {
    this.#engine.setTarget(this.#guest(guest), pages, nowNs);
  }

  /** What the host's reclaim may do to a guest from now on: take its pages as long as it backs more than `leavePages` of them, or not. */
  setReclaim(guest: number, maySwap: boolean, mayCompress: boolean, leavePages: number): void {
    this.#engine.setReclaim(this.#guest(guest), maySwap ? 1 : 0, mayCompress ? 1 : 0, leavePages);
  }

  /** Lets the host's background reclaim work until so many pages are free, beside what its watermarks ask for; 0: no longer. */
  reclaimUntil(freePages: number, nowNs: number): void {
    this.#engine.reclaimUntil(this.#parts.host, freePages, nowNs);
  }

  /** Stops a guest whole, or lets it go on. */
  setBlocked(guest: number, blocked: boolean, nowNs: number): void {
    this.#engine.setBlocked(this.#guest(guest), blocked ? 1 : 0, nowNs);
  }

  /** Puts a guest frame in the sample that is watched for touches; false when the host does not back it, or it is in it already. */
  addToSample(guest: number, frame: number): boolean {
    return this.#engine.addToSample(this.#guest(guest), frame) !== 0;
  }

  /** Empties a guest's sample. */
  clearSample(guest: number): void {
    this.#engine.clearSample(this.#guest(guest));
  }

  /** Lets the sharing scanner look at so many pages before each sleep, or stops it: what is shared stays so, or is copied apart first. */
  steerSharing(run: SharingRun, pagesToScan: number, sleepNs: number, nowNs: number): void {
    this.#engine.setSharing(this.#parts.host, sharingRuns.indexOf(run), pagesToScan, sleepNs, nowNs);
  }

  freePages(guest: number, firstPage: number, pages: number, nowNs: number): void {
    this.#engine.freePages(this.#guest(guest), firstPage, pages, nowNs);
  }

  /** Where to write the next references of a vCPU; the view holds until the machine is gone. */
  streamOf(vcpu: number): Uint32Array {
    return this.#streams[vcpu] ?? NO_REFERENCES;
  }

  /** The first references of its stream become what a vCPU does next; if it sleeps it goes on, not before `nowNs`. */
  give(vcpu: number, references: number, thinkNs: number, nowNs: number): void {
    this.#engine.giveReferences(this.#vcpu(vcpu), references, thinkNs, nowNs);
  }

  /** Puts a vCPU to sleep until it is given references again. */
  finish(vcpu: number): void {
    this.#engine.finishVcpu(this.#parts.schedule, this.#vcpu(vcpu));
  }

  /**
   * Runs until every clock has reached `pauseNs` (`null`), or a vCPU needs references to go on. `untilNs`, no earlier than the pause, is
   * when something will happen from outside: no turn goes beyond it, while a pause only waits for turns to end and changes nothing.
   */
  run(untilNs: number, pauseNs: number = untilNs): number | null {
    const handle = this.#engine.run(this.#parts.host, this.#parts.schedule, untilNs, pauseNs) >>> 0;
    return this.#vcpuOf.get(handle) ?? null;
  }

  /** In the debug build: aborts when an invariant of the machine is broken. */
  check(): void {
    this.#engine.check(this.#parts.host);
  }

  host(): HostCounters {
    const { host } = this.#parts;
    const e = this.#engine;
    const m = this.#memory;
    const counters = m.u32(host, e.hostCounters);
    return {
      freePages: m.u32(m.u32(host, e.hostFree), e.bitmapCount),
      ...this.#swap(m.u32(host, e.hostSwap)),
      zeroFills: m.u64(counters, e.hostZeroFills),
      majorFaults: m.u64(counters, e.hostMajorFaults),
      swapInPages: m.u64(counters, e.hostSwapIns),
      swapOutPages: m.u64(counters, e.hostSwapOuts),
      falseReads: m.u64(counters, e.hostFalseReads),
      silentSwapWrites: m.u64(counters, e.hostSilentSwapWrites),
      scannedPages: m.u64(counters, e.hostScanned),
      reclaimClockNs: e.clockOf(host, m.u32(host, e.hostReclaimActor)),
    };
  }

  /** `null`: the host does not share pages. */
  sharing(): SharingCounters | null {
    const { host } = this.#parts;
    const e = this.#engine;
    const m = this.#memory;
    const sharing = m.u32(host, e.hostSharing);
    if (sharing === 0) return null;
    return {
      clockNs: e.clockOf(host, m.u32(sharing, e.sharingActor)),
      running: m.u32(sharing, e.sharingRunning) !== 0,
      pagesToScan: m.u32(sharing, e.sharingPagesToScan),
      sleepNs: m.u64(sharing, e.sharingSleepNs),
      sharedPages: m.u32(sharing, e.sharingShared),
      sharingPages: m.u32(sharing, e.sharingSharing),
      scannedPages: m.u64(sharing, e.sharingScanned),
      fullScans: m.u64(sharing, e.sharingFullScans),
      merges: m.u64(sharing, e.sharingMerges),
      breaks: m.u64(sharing, e.sharingBreaks),
    };
  }

  /** `null`: the host does not compress. */
  pool(): PoolCounters | null {
    const { host } = this.#parts;
    const e = this.#engine;
    const m = this.#memory;
    const pool = m.u32(host, e.hostPool);
    if (pool === 0) return null;
    const counters = m.u32(host, e.hostCounters);
    return {
      poolPages: m.u32(m.u32(pool, e.poolFrames), e.bitmapCount),
      pages: m.u32(pool, e.poolPages),
      bytes: m.u64(pool, e.poolBytes),
      compressedPages: m.u64(counters, e.hostCompressed),
      decompressedPages: m.u64(counters, e.hostDecompressed),
      uncompressedPages: m.u64(counters, e.hostUncompressed),
      writtenBackPages: m.u64(counters, e.hostWrittenBack),
    };
  }

  guest(guest: number): GuestCounters {
    const handle = this.#guest(guest);
    const e = this.#engine;
    const m = this.#memory;
    const counters = m.u32(handle, e.guestCounters);
    const mappedFilePages = m.u32(handle, e.guestMappedFilePages);
    const [scannedPages, evictions] = [m.u64(counters, e.guestScanned), m.u64(counters, e.guestEvictions)];
    const asyncScannedPages = m.u64(counters, e.guestBackgroundScanned);
    const asyncReclaimedPages = m.u64(counters, e.guestBackgroundEvictions);
    const sampledPages = m.u32(handle, e.guestSampleSize);
    return {
      status: this.status(guest),
      endedNs: m.u64(handle, e.guestEndedNs),
      balloonPages: m.u32(m.u32(handle, e.guestPinned), e.bitmapCount),
      freePages: m.u32(m.u32(handle, e.guestFree), e.bitmapCount),
      mappedPages: m.u32(handle, e.guestMapped),
      mappedFilePages,
      copiedPages: m.u32(handle, e.guestSlotless) - mappedFilePages,
      backedPages: m.u32(handle, e.guestBacked),
      sharedPages: m.u32(handle, e.guestShared),
      hostSwapUsedPages: m.u32(handle, e.guestHostSwapped),
      blocked: m.u32(handle, e.guestBlocked) !== 0,
      sampledPages,
      touchedPages: sampledPages - m.u32(m.u32(handle, e.guestSampled), e.bitmapCount),
      swapUsedPages: this.#swap(m.u32(handle, e.guestSwap)).swapUsedPages,
      ...this.#zram(m.u32(handle, e.guestZram)),
      minorFaults: m.u64(counters, e.guestMinorFaults),
      majorFaults: m.u64(counters, e.guestMajorFaults),
      hostZeroFills: m.u64(counters, e.guestHostZeroFills),
      hostMajorFaults: m.u64(counters, e.guestHostMajorFaults),
      swapInPages: m.u64(counters, e.guestSwapIns),
      swapOutPages: m.u64(counters, e.guestSwapOuts),
      fileReadPages: m.u64(counters, e.guestFileReads),
      fileWritePages: m.u64(counters, e.guestFileWrites),
      evictions,
      directReclaims: m.u64(counters, e.guestDirectReclaims),
      doublePaging: m.u64(counters, e.guestDoublePaging),
      falseReads: m.u64(counters, e.guestFalseReads),
      inflatedPages: m.u64(counters, e.guestInflated),
      deflatedPages: m.u64(counters, e.guestDeflated),
      deflatedOnOomPages: m.u64(counters, e.guestDeflatedOnOom),
      scannedPages,
      allocStalls: m.u64(counters, e.guestDirectReclaims) + m.u64(counters, e.guestDriverReclaims),
      asyncScannedPages,
      directScannedPages: scannedPages - asyncScannedPages,
      asyncReclaimedPages,
      directReclaimedPages: evictions - asyncReclaimedPages,
      oomKills: m.u64(counters, e.guestOomKills),
      reportedPages: m.u64(counters, e.guestReported),
      reportingNs: m.u64(counters, e.guestReportingNs),
      driverClockNs: e.clockOf(this.#parts.host, m.u32(handle, e.guestDriverActor)),
      reclaimClockNs: e.clockOf(this.#parts.host, m.u32(handle, e.guestReclaimActor)),
      reportingClockNs: e.reportingClockOf(handle),
    };
  }

  /** Nanoseconds that its vCPUs' references took beyond thinking, in the order of `delayKinds`. */
  delays(guest: number): number[] {
    const m = this.#memory;
    const column = m.u32(m.u32(this.#guest(guest), this.#engine.guestDelays), this.#engine.delaysNs);
    return delayKinds.map((_, at) => m.u64(column, 8 * at));
  }

  status(guest: number): GuestStatus {
    return statuses[this.#memory.u32(this.#guest(guest), this.#engine.guestStatus)] ?? "not-booted";
  }

  /** Where a vCPU's clock stands, or stood when it fell asleep. */
  clockNs(vcpu: number): number {
    const clockNs = this.#clock(vcpu);
    return Number.isFinite(clockNs) ? clockNs : this.#memory.u64(this.#vcpu(vcpu), this.#engine.vcpuAsleepSinceNs);
  }

  vcpu(vcpu: number): VcpuCounters {
    const handle = this.#vcpu(vcpu);
    const e = this.#engine;
    const m = this.#memory;
    return {
      clockNs: this.clockNs(vcpu),
      asleep: !Number.isFinite(this.#clock(vcpu)),
      references: m.u64(handle, e.vcpuReferences),
      thoughtNs: m.u64(handle, e.vcpuThoughtNs),
      ranNs: m.u64(handle, e.vcpuRanNs),
      stallNs: m.u64(handle, e.vcpuStallNs),
      pressedNs: m.u64(handle, e.vcpuPressedNs),
      blockedNs: m.u64(handle, e.vcpuBlockedNs),
    };
  }

  device(device: number): DeviceCounters {
    const handle = this.#parts.devices[device] ?? 0;
    const e = this.#engine;
    const m = this.#memory;
    return {
      reads: m.u64(handle, e.deviceReads),
      writes: m.u64(handle, e.deviceWrites),
      readPages: m.u64(handle, e.devicePagesRead),
      writtenPages: m.u64(handle, e.devicePagesWritten),
      busyNs: m.u64(handle, e.deviceBusyNs),
    };
  }

  /** Who has the host's frames, as a picture of cells: 0 free, otherwise a guest's index + 1. */
  frameMap(firstFrame: number, frames: number, cells: number): Uint16Array<ArrayBuffer> {
    return readFrameMap(this.#engine, this.#parts.host, firstFrame, frames, cells);
  }

  /** The tables of a guest, copied: for looking at, not for speed. */
  tables(guest: number): GuestTables {
    const size = this.#parts.guestSizes[guest] ?? { pages: 0, frames: 0 };
    return readTables(this.#engine, this.#parts.host, this.#guest(guest), size);
  }

  #swap(area: Handle): { swapPages: number; swapUsedPages: number } {
    const m = this.#memory;
    const swapPages = m.u32(area, this.#engine.areaSlots);
    return {
      swapPages,
      swapUsedPages: swapPages - m.u32(m.u32(area, this.#engine.areaFree), this.#engine.bitmapCount),
    };
  }

  #zram(zram: Handle): { zramPages: number; zramBytes: number } {
    if (zram === 0) return { zramPages: 0, zramBytes: 0 };
    const m = this.#memory;
    const frames = m.u32(zram, this.#engine.zramFrames);
    return { zramPages: m.u32(frames, this.#engine.bitmapCount), zramBytes: m.u64(zram, this.#engine.zramBytes) };
  }

  /** `Infinity`: it sleeps. */
  #clock(vcpu: number): number {
    return this.#engine.clockOf(this.#parts.host, this.#memory.u32(this.#vcpu(vcpu), this.#engine.vcpuActor));
  }

  #guest(guest: number): Handle {
    return this.#parts.guests[guest] ?? 0;
  }

  #vcpu(vcpu: number): Handle {
    return this.#parts.vcpus[vcpu] ?? 0;
  }
}
