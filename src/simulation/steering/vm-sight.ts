import type { Machine } from "../../engine/machine/machine.ts";
import type { ActivityRequest, VmView } from "../../manager/manager.ts";
import type { RunningManager } from "../../manager/registry.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import type { VmRun } from "../vm/vm-run.ts";
import { Activity } from "./activity.ts";
import { Answers } from "./answers.ts";
import { Foresight } from "./foresight.ts";

/** What the memory manager can see of one VM. */
export class VmSight {
  readonly run: VmRun;
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #traces: ReadonlyMap<string, Trace>;
  readonly #answers: Answers;
  #activity: Activity | null = null;
  /** Made when a manager first asks for a curve. */
  #foresight: Foresight | null = null;

  constructor(run: VmRun, machine: Machine, scenario: Scenario, traces: ReadonlyMap<string, Trace>) {
    this.run = run;
    this.#machine = machine;
    this.#scenario = scenario;
    this.#traces = traces;
    this.#answers = new Answers(machine, scenario, run.index, run.vm, run.pressure);
  }

  /** Samples activity as a manager asks for it from now on; `undefined`: not at all. */
  sample(request: ActivityRequest | undefined): void {
    const { index, vm } = this.run;
    this.#activity = request === undefined ? null : new Activity(this.#machine, this.#scenario, index, vm, request);
  }

  /** Ends a sampling period that is over. */
  lookAtActivity(): void {
    this.#activity?.look();
  }

  /** The guest answers a poll. */
  poll(nowNs: number): void {
    this.#answers.poll(nowNs);
  }

  /** What a manager sees now. */
  view(nowNs: number, { sight, wants }: RunningManager): VmView {
    const { pageBytes } = this.#scenario;
    const { index, vm, isUp, targetPages, now } = this.run;
    return {
      vm: index,
      name: vm.name,
      running: isUp,
      memoryBytes: vm.memoryPages * pageBytes,
      minimumBytes: (vm.balloon?.minimumPages ?? vm.memoryPages) * pageBytes,
      shares: vm.shares,
      hasDriver: vm.balloon !== null,
      actualBytes: (vm.memoryPages - now.balloonPages) * pageBytes,
      targetBytes: (vm.memoryPages - targetPages) * pageBytes,
      backedBytes: now.backedPages * pageBytes,
      activity: this.#activity?.view ?? null,
      statistics: this.#answers.seen(nowNs, sight),
      curve: wants.curves === true ? this.#curves.curve(nowNs) : null,
      killRequests: [],
    };
  }

  get #curves(): Foresight {
    const { index, vm } = this.run;
    this.#foresight ??= new Foresight(this.#scenario, index, vm, this.#traces, this.#scenario.manager.periodNs);
    return this.#foresight;
  }
}
