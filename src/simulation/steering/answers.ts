import type { Machine } from "../../engine/machine/machine.ts";
import { BEYOND_VIRTIO, type GuestStatistics, type Sight } from "../../manager/manager.ts";
import type { Scenario, Statistic, Vm } from "../../scenario/scenario.ts";
import type { Pressure } from "../vm/pressure.ts";
import { memAvailablePages } from "./mem-available.ts";

type Told = Omit<GuestStatistics, "ageNs">;
type Answer = Told & { readonly measuredNs: number };

const VIRTIO_SIGHT: Sight = { from: "polled", beyondVirtio: [] };

/** The fields that are missing when a guest does not report a statistic. */
const LEFT_OUT: { readonly [statistic in Statistic]: readonly (keyof Told)[] } = {
  total: ["totalBytes"],
  free: ["freeBytes"],
  available: ["availableBytes"],
  caches: ["cachesBytes"],
  swap: ["swapInBytes", "swapOutBytes"],
  faults: ["majorFaults", "minorFaults"],
  reclaim: [
    "oomKills",
    "allocStalls",
    "asyncScannedPages",
    "directScannedPages",
    "asyncReclaimedPages",
    "directReclaimedPages",
  ],
};

/** Statistics of a guest: its answers to the host's polls, seen once they have arrived, or more directly where the manager's sight allows. */
export class Answers {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #vm: Vm;
  readonly #index: number;
  readonly #pressure: Pressure;
  /** Oldest first; all but the first are still in transit, or the first is outdated. */
  readonly #answers: Answer[] = [];

  constructor(machine: Machine, scenario: Scenario, index: number, vm: Vm, pressure: Pressure) {
    this.#pressure = pressure;
    this.#machine = machine;
    this.#scenario = scenario;
    this.#vm = vm;
    this.#index = index;
  }

  /** The guest answers, if it is running. */
  poll(nowNs: number): void {
    this.#forgetOutdated(nowNs);
    const answer = this.#measure(nowNs);
    if (answer !== null) this.#answers.push(answer);
  }

  /** The statistics that a manager with this sight has now. */
  seen(nowNs: number, { from, beyondVirtio }: Sight = VIRTIO_SIGHT): GuestStatistics | null {
    if (from === "inside") return seenAt(nowNs, this.#measure(nowNs), []);
    const { present, missing } = this.#vm.statistics;
    if (!present) return null;
    const untold = BEYOND_VIRTIO.filter((name) => !beyondVirtio.includes(name));
    const answer = from === "asked" ? this.#measure(nowNs) : this.#arrived(nowNs);
    return seenAt(nowNs, answer, [...untold, ...missing.flatMap((name) => LEFT_OUT[name])]);
  }

  #measure(nowNs: number): Answer | null {
    const guest = this.#machine.guestNow(this.#index);
    if (guest.status !== "running" && guest.status !== "out-of-memory") return null;
    this.#pressure.look(nowNs, guest);
    const { pageBytes } = this.#scenario;
    const { watermarks } = this.#vm;
    const anonymousPages = guest.mappedPages - guest.mappedFilePages + guest.swapUsedPages - guest.copiedPages;
    const managedPages = this.#vm.memoryPages - (this.#vm.deflateOnOom ? 0 : guest.balloonPages);
    return {
      measuredNs: nowNs,
      totalBytes: managedPages * pageBytes,
      freeBytes: guest.freePages * pageBytes,
      availableBytes:
        memAvailablePages({
          freePages: guest.freePages,
          filePages: guest.mappedFilePages,
          lowPages: watermarks.lowPages - watermarks.reservePages,
          reservePages: watermarks.highPages,
        }) * pageBytes,
      // NR_FILE_PAGES, which includes the swap cache.
      cachesBytes: (guest.mappedFilePages + guest.copiedPages) * pageBytes,
      committedBytes: (this.#vm.kernelPages + anonymousPages) * pageBytes,
      lowBytes: watermarks.lowPages * pageBytes,
      highBytes: watermarks.highPages * pageBytes,
      lowmemReserveBytes: watermarks.reservePages * pageBytes,
      sharedBytes: 0,
      unevictableBytes: 0,
      frontswapBytes: 0,
      swapInBytes: guest.swapInPages * pageBytes,
      swapOutBytes: guest.swapOutPages * pageBytes,
      majorFaults: guest.majorFaults,
      // PGFAULT, which virtio's driver reports as minor faults, counts all faults.
      minorFaults: guest.minorFaults + guest.majorFaults,
      oomKills: guest.oomKills,
      allocStalls: guest.allocStalls,
      asyncScannedPages: guest.asyncScannedPages,
      directScannedPages: guest.directScannedPages,
      asyncReclaimedPages: guest.asyncReclaimedPages,
      directReclaimedPages: guest.directReclaimedPages,
      pressure: this.#pressure.view(),
    };
  }

  /** The latest answer that has arrived. */
  #arrived(nowNs: number): Answer | null {
    this.#forgetOutdated(nowNs);
    const answer = this.#answers[0];
    return answer === undefined || !this.#hasArrived(answer, nowNs) ? null : answer;
  }

  /** Forgets each answer of which a later one has arrived. */
  #forgetOutdated(nowNs: number): void {
    while (this.#answers[1] !== undefined && this.#hasArrived(this.#answers[1], nowNs)) this.#answers.shift();
  }

  #hasArrived({ measuredNs }: Answer, nowNs: number): boolean {
    return measuredNs + this.#vm.statistics.delayNs <= nowNs;
  }
}

function seenAt(nowNs: number, answer: Answer | null, untold: readonly (keyof Told)[]): GuestStatistics | null {
  if (answer === null) return null;
  const { measuredNs, ...told } = answer;
  return { ageNs: nowNs - measuredNs, ...told, ...Object.fromEntries(untold.map((name) => [name, null])) };
}
