import type { Machine } from "../engine/machine.ts";
import type { GuestStatistics } from "../manager/manager.ts";
import type { Scenario, Vm } from "../scenario/scenario.ts";

type Answer = Omit<GuestStatistics, "ageNs"> & { readonly measuredNs: number };

/** The answers of a guest to the host's polls; each is seen only when it has arrived. */
export class Answers {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #vm: Vm;
  readonly #index: number;
  /** Oldest first; all but the first are still on their way, or the first has just been overtaken. */
  readonly #answers: Answer[] = [];

  constructor(machine: Machine, scenario: Scenario, index: number, vm: Vm) {
    this.#machine = machine;
    this.#scenario = scenario;
    this.#vm = vm;
    this.#index = index;
  }

  /** The guest measures itself; whoever is not running gives no answer. */
  poll(nowNs: number): void {
    const guest = this.#machine.guest(this.#index);
    if (guest.status !== "running" && guest.status !== "out-of-memory") return;
    const { pageBytes } = this.#scenario;
    const anonymousPages = guest.mappedPages - guest.mappedFilePages + guest.swapUsedPages - guest.copiedPages;
    const managedPages = this.#vm.memoryPages - (this.#vm.deflateOnOom ? 0 : guest.balloonPages);
    this.#answers.push({
      measuredNs: nowNs,
      totalBytes: managedPages * pageBytes,
      freeBytes: guest.freePages * pageBytes,
      availableBytes: (guest.freePages + guest.mappedFilePages) * pageBytes,
      cachesBytes: guest.mappedFilePages * pageBytes,
      committedBytes: (this.#vm.kernelPages + anonymousPages) * pageBytes,
      swapInBytes: guest.swapInPages * pageBytes,
      swapOutBytes: guest.swapOutPages * pageBytes,
      majorFaults: guest.majorFaults,
      minorFaults: guest.minorFaults,
    });
  }

  /** The latest answer that has arrived. */
  latest(nowNs: number): GuestStatistics | null {
    const arrived = (answer: Answer) => answer.measuredNs + this.#vm.statistics.delayNs <= nowNs;
    while (this.#answers.length > 1 && this.#answers[1] !== undefined && arrived(this.#answers[1]))
      this.#answers.shift();
    const answer = this.#answers[0];
    if (answer === undefined || !arrived(answer)) return null;
    const { measuredNs, ...statistics } = answer;
    return { ageNs: nowNs - measuredNs, ...statistics };
  }
}
