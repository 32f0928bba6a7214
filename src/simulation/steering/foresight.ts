import { elementAt } from "../../list/element-at.ts";
import type { MissCurve } from "../../manager/manager.ts";
import type { Scenario, Vm } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import { openStream } from "../../workload/open.ts";
import { type BegunPhase, PhaseSteps } from "../../workload/phases.ts";
import { SampledDistances } from "./distances.ts";

/** References of a VM that are examined per window; they stand for the rest of it. */
const MOST_REFERENCES = 4_000_000;

/** References per turn of a vCPU. */
const TURN = 1024;

/** Points of a curve. */
const POINTS = 256;

/**
 * The miss-ratio curves of a VM's own future: a second copy of its reference streams runs ahead, a window of time after the
 * other, as fast as the VM would if it never had to wait.
 */
export class Foresight {
  readonly #scenario: Scenario;
  readonly #vm: Vm;
  /** Times are counted from the VM's boot. */
  readonly #phases: PhaseSteps;
  readonly #windowNs: number;
  readonly #distances: SampledDistances;
  readonly #references = new Uint32Array(TURN);
  #phase: BegunPhase | null = null;
  #windowsDone = 0;
  #curve: MissCurve | null = null;

  constructor(scenario: Scenario, index: number, vm: Vm, traces: ReadonlyMap<string, Trace>, windowNs: number) {
    this.#scenario = scenario;
    this.#vm = vm;
    this.#phases = new PhaseSteps(scenario, index, traces, (phase, workload, place) =>
      openStream(phase, workload, place, traces),
    );
    this.#windowNs = windowNs;
    const simulated = (pages: number) => Math.floor(pages / scenario.scale);
    const pages = simulated(vm.workload.pages);
    this.#distances = new SampledDistances(pages);
    const warm = Uint32Array.from({ length: simulated(vm.workload.warmPages) }, (_, page) => page);
    const last = simulated(vm.workload.warmFilePages);
    const warmFiles = Uint32Array.from({ length: last }, (_, page) => pages - last + page);
    this.#distances.add(warm, warm.length);
    this.#distances.add(warmFiles, warmFiles.length);
    this.#distances.take();
  }

  /** The curve of the window that a moment lies in; `null` for a VM that does not run in it, nor boots soon after it. */
  curve(nowNs: number): MissCurve | null {
    const { bootNs, shutdownNs } = this.#vm;
    if (bootNs >= nowNs + this.#windowNs || (shutdownNs !== null && shutdownNs <= nowNs)) return null;
    const window = Math.max(0, Math.floor((nowNs - bootNs) / this.#windowNs));
    while (this.#windowsDone <= window) {
      this.#curve = this.#look(this.#windowsDone * this.#windowNs, (this.#windowsDone + 1) * this.#windowNs);
      this.#windowsDone++;
    }
    return this.#curve;
  }

  /** Times are counted from the VM's boot. */
  #look(fromNs: number, toNs: number): MissCurve {
    let weight = 1;
    for (let atNs = fromNs; atNs < toNs; ) {
      if (this.#phases.endNs <= atNs) this.#begin(atNs);
      const endNs = Math.min(toNs, this.#phases.endNs);
      weight = Math.max(weight, this.#run(endNs - atNs));
      atNs = endNs;
    }
    return this.#curveOf(this.#distances.take(), weight);
  }

  /** A phase may begin by freeing memory. */
  #begin(atNs: number): void {
    this.#phase = this.#phases.begin(atNs);
    const free = this.#phase?.phase.free ?? null;
    const { scale } = this.#scenario;
    if (free === null) return;
    const first = Math.floor(free.firstPage / scale);
    this.#distances.free(first, Math.floor((free.firstPage + free.pages) / scale) - first);
  }

  /** Runs every vCPU for so long; returns how many references of the VM one looked at stands for. */
  #run(forNs: number): number {
    const { streams, thinkNs } = this.#phase ?? { streams: [], thinkNs: 1 };
    const wanted = streams.map(() => Math.floor(forNs / thinkNs));
    const all = wanted.reduce((sum, count) => sum + count, 0);
    const weight = Math.max(1, all / MOST_REFERENCES);
    const left = wanted.map((count) => Math.ceil(count / weight));
    while (left.some((count) => count > 0)) {
      streams.forEach((stream, vcpu) => {
        const rest = elementAt(left, vcpu, "vCPU");
        const turn = Math.min(TURN, rest);
        if (turn === 0) return;
        const count = stream.fill(this.#references.subarray(0, turn));
        this.#distances.add(this.#references, count);
        left[vcpu] = count < turn ? 0 : rest - turn;
      });
    }
    return weight;
  }

  /** What a page fault is worth when a guest reads from its swap. */
  get #faultNs(): number {
    const { costs, devices, pageBytes } = this.#scenario;
    const { swap } = this.#vm;
    if ("kind" in swap) return swap.compressNs + swap.decompressNs;
    const device = devices.find(({ name }) => name === swap.device);
    if (device === undefined) return costs.majorFaultNs;
    return costs.majorFaultNs + device.latencyNs + (pageBytes * swap.readaheadPages * 1e9) / device.bytesPerSecond;
  }

  /** Pages of memory that its anonymous pages take when all that can be is in swap: all where there is none, none where it is on a disk. */
  #anonymousPagesInMemory(): number {
    const { workload, swap } = this.#vm;
    const pages = workload.pages - workload.filePages;
    if (!("kind" in swap)) return swap.pages === 0 ? pages : 0;
    const compressed = Math.min(pages, swap.pages);
    return pages - compressed + Math.ceil((compressed * swap.otherBytes) / this.#scenario.pageBytes);
  }

  /** First touches are left out: they fault at any size. */
  #curveOf(histogram: Float64Array, weight: number): MissCurve {
    const { pageBytes } = this.#scenario;
    const { kernelPages, watermarks } = this.#vm;
    // A page of the sample stands for others that are simulated, and those for others again.
    const scale = this.#distances.scale * this.#scenario.scale;
    const step = Math.max(1, Math.ceil((histogram.length - 1) / POINTS));
    const perSecond = (scale * weight * 1e9) / this.#windowNs;
    const sizesBytes: number[] = [];
    const faultsPerSecond: number[] = [];
    let faults = 0;
    // From the largest distance down: with so many pages, every reference from further away faults.
    for (let distance = histogram.length - 1; distance >= 0; distance--) {
      if (distance % step === 0 || distance === histogram.length - 1) {
        const pages = Math.ceil(distance * scale) + kernelPages + watermarks.highPages;
        sizesBytes.unshift(pages * pageBytes);
        faultsPerSecond.unshift(faults * perSecond);
      }
      faults += elementAt(histogram, distance);
    }
    const heldPages = this.#anonymousPagesInMemory();
    const leastPages = heldPages === 0 ? 0 : kernelPages + heldPages + watermarks.highPages;
    return {
      sizesBytes,
      faultsPerSecond,
      faultNs: this.#faultNs,
      pageBytes,
      newBytes: Math.ceil(elementAt(histogram, 0) * scale) * pageBytes,
      leastBytes: leastPages * pageBytes,
    };
  }
}
