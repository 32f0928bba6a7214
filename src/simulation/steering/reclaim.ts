import type { Machine } from "../../engine/machine/machine.ts";
import type { ReclaimOrder } from "../../manager/manager.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { HostStateTime } from "../result.ts";

/** The manager's limits of host reclaim, and the time the host spends in each of its states. */
export class Reclaim {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #times: Map<string, number>;
  #state: string | null;
  #sinceNs: number;

  /** `states`: the manager's, best first; the host begins in the best. */
  constructor(machine: Machine, scenario: Scenario, states: readonly string[], nowNs: number) {
    this.#machine = machine;
    this.#scenario = scenario;
    this.#times = new Map(states.map((state) => [state, 0]));
    this.#state = states[0] ?? null;
    this.#sinceNs = nowNs;
  }

  /** `null`: the manager has no states. */
  get state(): string | null {
    return this.#state;
  }

  /** The time in each state, in the manager's order. */
  times(nowNs: number): readonly HostStateTime[] {
    return [...this.#times].map(([name, ns]) => ({ name, ns: name === this.#state ? ns + nowNs - this.#sinceNs : ns }));
  }

  /** Carries out an order; only running VMs have memory to reclaim. */
  obey({ state, vms, untilFreeBytes }: ReclaimOrder, nowNs: number): void {
    if (this.#state !== null) this.#times.set(this.#state, (this.#times.get(this.#state) ?? 0) + nowNs - this.#sinceNs);
    this.#state = state;
    this.#sinceNs = nowNs;
    const { pageBytes } = this.#scenario;
    for (const { vm, maySwap, mayCompress, leaveBytes, blocked } of vms) {
      if (this.#machine.status(vm) !== "running") continue;
      this.#machine.setReclaim(vm, maySwap, mayCompress, Math.ceil(leaveBytes / pageBytes));
      this.#machine.setBlocked(vm, blocked, nowNs);
    }
    this.#machine.reclaimUntil(Math.ceil(untilFreeBytes / pageBytes), nowNs);
  }

  /** Lifts all limits of reclaim and unblocks all VMs. */
  lift(nowNs: number): void {
    for (const [vm] of this.#scenario.vms.entries()) {
      this.#machine.setReclaim(vm, true, true, 0);
      this.#machine.setBlocked(vm, false, nowNs);
    }
    this.#machine.reclaimUntil(0, nowNs);
  }
}
