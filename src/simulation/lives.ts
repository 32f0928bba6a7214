import type { Machine } from "../engine/machine/machine.ts";
import { elementAt } from "../list/element-at.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type Agenda, order } from "./agenda.ts";
import type { Journal } from "./journal.ts";
import { startOrder } from "./start-order.ts";
import type { VmRun } from "./vm/vm-run.ts";

/** What follows when VMs boot and shut down. */
export interface Consequences {
  /** VMs have booted and have their memory. */
  readonly onBoot: (nowNs: number) => void;
  /** The demand for memory changes. */
  readonly onDemand: () => void;
}

/** Boots VMs at their times and shuts them down. */
export class Lives {
  readonly #machine: Machine;
  readonly #journal: Journal;
  readonly #consequences: Consequences;
  /** By the moment at which they boot together, in the scenario's order. */
  readonly #byBoot = new Map<number, VmRun[]>();
  /** All VMs in the order in which they start. */
  readonly #startOrder: readonly VmRun[];

  constructor(
    machine: Machine,
    scenario: Scenario,
    runs: readonly VmRun[],
    agenda: Agenda,
    journal: Journal,
    consequences: Consequences,
  ) {
    this.#machine = machine;
    this.#journal = journal;
    this.#consequences = consequences;
    this.#startOrder = startOrder(scenario).map((index) => elementAt(runs, index, "VM"));
    for (const run of runs) this.#together(run.vm.bootNs).push(run);
    for (const [bootNs, booting] of this.#byBoot)
      if (bootNs > 0) agenda.note(bootNs, order.boot, () => this.#boot(booting, bootNs));
    for (const run of runs) {
      const { shutdownNs } = run.vm;
      if (shutdownNs !== null) agenda.note(shutdownNs, order.shutdown, () => this.#shutDown(run, shutdownNs));
    }
  }

  /** Boots the VMs that are there from the beginning, yielding whenever they have laid down so many pages. */
  *bootFirst(pagesAtOnce: number): Generator<void> {
    const first = this.#together(0);
    this.#beginBoot(first);
    for (let more = true; more; ) {
      more = this.#machine.layDown(pagesAtOnce);
      yield;
    }
    this.#endBoot(first, 0);
  }

  #together(bootNs: number): VmRun[] {
    const together = this.#byBoot.get(bootNs) ?? [];
    this.#byBoot.set(bootNs, together);
    return together;
  }

  #boot(booting: readonly VmRun[], nowNs: number): void {
    this.#beginBoot(booting);
    this.#machine.layDown();
    this.#endBoot(booting, nowNs);
  }

  #beginBoot(booting: readonly VmRun[]): void {
    for (const run of this.#startOrder) {
      if (!booting.includes(run)) continue;
      const { bootNs, balloon, workload } = run.vm;
      this.#machine.boot(run.index, bootNs, balloon?.startPages ?? 0, workload.warmPages, workload.warmFilePages);
    }
  }

  /** What guests do that have booted together, and have their memory. */
  #endBoot(booted: readonly VmRun[], nowNs: number): void {
    for (const { index, vm } of booted) if (nowNs > 0) this.#journal.note(nowNs, "boot", index, `${vm.name} booted.`);
    this.#journal.watchDeaths();
    for (const { course } of booted) course.beginPhase(nowNs);
    if (booted.length > 0) this.#consequences.onBoot(nowNs);
  }

  #shutDown(run: VmRun, nowNs: number): void {
    if (!run.isUp) return;
    this.#consequences.onDemand();
    this.#machine.shutDown(run.index, nowNs);
    this.#journal.watchDeaths();
    this.#journal.note(nowNs, "shutdown", run.index, `${run.vm.name} was shut down.`);
  }
}
