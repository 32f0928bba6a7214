import type { Machine } from "../../engine/machine/machine.ts";
import type { ActivityRequest, ActivityView } from "../../manager/manager.ts";
import type { Scenario, Vm } from "../../scenario/scenario.ts";
import { Random } from "../../workload/random/random.ts";
import { vcpuTotals } from "../vm/pace.ts";

/** Maximum draws per page of a sample: where the host backs few frames, the sample stays smaller. */
const DRAWS_PER_PAGE = 64;

/** The host's sampling of one VM's frames, in periods of time the VM has run. */
export class Activity {
  readonly #machine: Machine;
  readonly #index: number;
  readonly #vm: Vm;
  readonly #scale: number;
  readonly #request: ActivityRequest;
  readonly #draws: Random;
  #periods = -1;
  #latestShare = 0;
  #begunNs = 0;

  constructor(machine: Machine, scenario: Scenario, index: number, vm: Vm, request: ActivityRequest) {
    this.#machine = machine;
    this.#index = index;
    this.#vm = vm;
    this.#scale = scenario.scale;
    this.#request = request;
    this.#draws = new Random([scenario.seed, index, 0x5a]);
  }

  /** Ends the period and begins the next if the VM's vCPUs have run long enough on average. */
  look(): void {
    if (this.#machine.status(this.#index) !== "running") return;
    const { ranNs: tookNs, blockedNs } = vcpuTotals(this.#machine, this.#index, this.#vm.vcpus, 0);
    const ranNs = (tookNs - blockedNs) / this.#vm.vcpus;
    if (this.#periods >= 0 && ranNs - this.#begunNs < this.#request.periodNs) return;
    this.#latestShare = this.#share();
    this.#periods++;
    this.#begunNs = ranNs;
    this.#draw();
  }

  /** What a manager sees. */
  get view(): ActivityView | null {
    if (this.#periods < 1) return null;
    return { periods: this.#periods, latestShare: this.#latestShare, currentShare: this.#share() };
  }

  #share(): number {
    const { sampledPages, touchedPages } = this.#machine.guest(this.#index);
    return sampledPages === 0 ? 0 : touchedPages / sampledPages;
  }

  #draw(): void {
    const frames = this.#vm.memoryPages - (this.#vm.memoryPages % this.#scale);
    const wanted = Math.min(this.#request.pages, frames);
    this.#machine.clearSample(this.#index);
    for (let drawn = 0, sampled = 0; sampled < wanted && drawn < wanted * DRAWS_PER_PAGE; drawn++) {
      const frame = Math.floor((this.#draws.next() / 2 ** 32) * frames);
      if (this.#machine.addToSample(this.#index, frame)) sampled++;
    }
  }
}
