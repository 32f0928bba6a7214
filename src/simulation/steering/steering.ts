import type { Machine } from "../../engine/machine/machine.ts";
import { elementAt } from "../../list/element-at.ts";
import type { SharingOrder, SharingView, Snapshot } from "../../manager/manager.ts";
import { type RunningManager, startManager } from "../../manager/registry.ts";
import { noManager } from "../../scenario/manager/manager.ts";
import type { KsmtunedMetric, ManagerChoice, Scenario } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import type { HostStateTime } from "../result.ts";
import { startOrder } from "../start-order.ts";
import type { VmRun } from "../vm/vm-run.ts";
import { adjustScanner } from "./ksmtuned.ts";
import { Reclaim } from "./reclaim.ts";
import { VmSight } from "./vm-sight.ts";

/** Shows snapshots to the memory manager and carries out its orders. */
export class Steering {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #vms: readonly VmSight[];
  /** In the order in which they start. */
  readonly #startOrder: readonly VmSight[];
  #manager: RunningManager;
  /** The scenario's manager before it starts; `null`: it has, or another has replaced it. */
  #waiting: RunningManager | null;
  #reclaim: Reclaim;
  /** ksmtuned's latest value; like the script, it does not read back the kernel's. */
  #tunedPagesToScan = 0;

  constructor(
    machine: Machine,
    scenario: Scenario,
    runs: readonly VmRun[],
    traces: ReadonlyMap<string, Trace>,
    manager: RunningManager,
  ) {
    this.#machine = machine;
    this.#scenario = scenario;
    this.#vms = runs.map((run) => new VmSight(run, machine, scenario, traces));
    this.#startOrder = startOrder(scenario).map((index) => elementAt(this.#vms, index, "VM"));
    const isLater = scenario.manager.startNs > 0;
    this.#waiting = isLater ? manager : null;
    this.#manager = isLater ? startManager(noManager()) : manager;
    this.#reclaim = new Reclaim(machine, scenario, this.#manager.states, 0);
    this.#beginSampling();
  }

  /** The manager's state of the host; `null`: it has no states. */
  get hostState(): string | null {
    return this.#reclaim.state;
  }

  /** Time in each of the manager's states of the host, best first. */
  stateTimes(nowNs: number): readonly HostStateTime[] {
    return this.#reclaim.times(nowNs);
  }

  /** Whether the manager wants to decide when a VM boots. */
  get wantsBoots(): boolean {
    return this.#manager.wants.boots === true;
  }

  /** The scenario's manager starts, unless another has replaced it before. */
  start(nowNs: number): void {
    if (this.#waiting !== null) this.#takeOver(this.#waiting, nowNs);
  }

  /** Replaces the manager by another, which starts without any history. */
  replace(choice: Pick<ManagerChoice, "kind" | "parameters">, nowNs: number): void {
    this.#takeOver(startManager(choice), nowNs);
  }

  #takeOver(manager: RunningManager, nowNs: number): void {
    this.#waiting = null;
    this.#manager = manager;
    for (const { run } of this.#vms) this.#machine.clearSample(run.index);
    this.#beginSampling();
    if (this.#reclaim.state !== null) this.#reclaim.lift(nowNs);
    this.#reclaim = new Reclaim(this.#machine, this.#scenario, this.#manager.states, nowNs);
  }

  /** The guest of a VM answers a poll. */
  poll(vm: number, nowNs: number): void {
    this.#vms[vm]?.poll(nowNs);
  }

  /** Lets the manager decide once. Returns when it wants to decide again; `null`: at its next period. */
  decide(nowNs: number, periodic: boolean): number | null {
    for (const vm of this.#vms) vm.lookAtActivity();
    const { targets, sharing, reclaim, againNs } = this.#manager.decide(this.#snapshot(nowNs, periodic));
    if (sharing !== undefined) this.#steerSharing(sharing, nowNs);
    for (const { vm, bytes } of targets) {
      const run = this.#vms[vm]?.run;
      if (run?.status !== "running") continue;
      run.setTarget(run.vm.memoryPages - Math.ceil(bytes / this.#scenario.pageBytes), nowNs);
    }
    if (reclaim !== undefined) this.#reclaim.obey(reclaim, nowNs);
    return againNs === undefined ? null : nowNs + againNs;
  }

  /** One tick of ksmtuned, where the scenario has it. */
  tuneSharing(nowNs: number): void {
    const { host, pageBytes } = this.#scenario;
    const { tuning = null, sleepNs = 0 } = host.sharing ?? {};
    if (tuning === null) return;
    const kib = (pages: number) => (pages * pageBytes) / 1024;
    const seen = {
      memoryKib: kib(host.memoryPages),
      freeKib: kib(this.#machine.host().freePages),
      committedKib: kib(this.#committedPages(tuning.metric)),
    };
    const { running, pagesToScan } = adjustScanner(seen, this.#tunedPagesToScan, tuning);
    this.#tunedPagesToScan = pagesToScan;
    this.#steerSharing({ running, pagesToScan, sleepNs }, nowNs);
  }

  /** Memory of the VMs' processes by a column of ps; QEMU's own memory is not simulated. */
  #committedPages(metric: KsmtunedMetric): number {
    const up = this.#vms.map(({ run }) => run).filter(({ isUp }) => isUp);
    if (metric === "vsz") return up.reduce((sum, { vm }) => sum + vm.memoryPages, 0);
    const residentPages = up.reduce((sum, { now }) => sum + now.backedPages, 0);
    // Parts of a shared frame add up to the frame.
    return metric === "rsz" ? residentPages : residentPages - (this.#machine.sharing()?.sharingPages ?? 0);
  }

  #steerSharing({ running, unmerge = false, pagesToScan, sleepNs }: SharingOrder, nowNs: number): void {
    const run = unmerge ? "unmerge" : running ? "run" : "stop";
    this.#machine.steerSharing(run, pagesToScan, Math.max(1, sleepNs), nowNs);
  }

  #sharing(): SharingView | null {
    const sharing = this.#machine.sharing();
    if (sharing === null) return null;
    const { running, pagesToScan, sleepNs, sharedPages, sharingPages } = sharing;
    return { running, pagesToScan, sleepNs, sharedPages, sharingPages };
  }

  #beginSampling(): void {
    for (const vm of this.#vms) vm.sample(this.#manager.activity);
  }

  #snapshot(nowNs: number, periodic: boolean): Snapshot {
    const { pageBytes, host } = this.#scenario;
    const counters = this.#machine.host();
    return {
      nowNs,
      periodic,
      host: {
        memoryBytes: host.memoryPages * pageBytes,
        freeBytes: counters.freePages * pageBytes,
        lowBytes: host.watermarks.lowPages * pageBytes,
        highBytes: host.watermarks.highPages * pageBytes,
        lowmemReserveBytes: host.watermarks.reservePages * pageBytes,
        swapBytes: counters.swapPages * pageBytes,
        swapUsedBytes: counters.swapUsedPages * pageBytes,
        swapInBytes: counters.swapInPages * pageBytes,
        swapOutBytes: counters.swapOutPages * pageBytes,
        scannedPages: counters.scannedPages,
        reclaimedPages: counters.swapOutPages,
        sharing: this.#sharing(),
      },
      vms: this.#startOrder.map((vm) => vm.view(nowNs, this.#manager)),
    };
  }
}
