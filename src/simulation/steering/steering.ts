import type { Machine } from "../../engine/machine.ts";
import type { SharingOrder, SharingView, Snapshot, VmView } from "../../manager/manager.ts";
import { type RunningManager, startManager } from "../../manager/registry.ts";
import type { KsmtunedMetric, ManagerChoice, Scenario, Vm } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import type { HostStateTime } from "../result.ts";
import { startOrder } from "../start-order.ts";
import type { Pressure } from "../vm/pressure.ts";
import { Activity } from "./activity.ts";
import { Answers } from "./answers.ts";
import { Foresight } from "./foresight.ts";
import { adjustScanner } from "./ksmtuned.ts";
import { Reclaim } from "./reclaim.ts";

/** The memory manager at its place: it is shown a snapshot, and its targets go to the balloons. */
export class Steering {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #answers: readonly Answers[];
  readonly #targetPages: number[];
  readonly #startOrder: readonly number[];
  readonly #foresight: readonly (() => Foresight)[];
  #manager: RunningManager;
  #activities: readonly Activity[];
  #reclaim: Reclaim;
  /** What ksmtuned's last look came to; the script keeps it by itself, and does not look what the kernel has. */
  #tunedPagesToScan = 0;

  constructor(
    machine: Machine,
    scenario: Scenario,
    traces: ReadonlyMap<string, Trace>,
    manager: RunningManager,
    pressures: readonly Pressure[],
  ) {
    this.#machine = machine;
    this.#scenario = scenario;
    this.#answers = scenario.vms.flatMap((vm, index) => {
      const pressure = pressures[index];
      return pressure === undefined ? [] : [new Answers(machine, scenario, index, vm, pressure)];
    });
    this.#startOrder = startOrder(scenario);
    this.#targetPages = scenario.vms.map((vm) => vm.balloon?.startPages ?? 0);
    const { periodNs } = scenario.manager;
    this.#foresight = scenario.vms.map((vm, index) => once(() => new Foresight(scenario, index, vm, traces, periodNs)));
    this.#manager = manager;
    this.#activities = this.#sampling();
    this.#reclaim = new Reclaim(machine, scenario, this.#manager.states, 0);
  }

  /** The state the manager sees the host in; `null`: it knows none. */
  get hostState(): string | null {
    return this.#reclaim.state;
  }

  /** How long the host has been in each state that the manager in charge knows, best first. */
  stateTimes(nowNs: number): readonly HostStateTime[] {
    return this.#reclaim.times(nowNs);
  }

  /** Whether the manager wants to decide when a VM boots. */
  get wantsBoots(): boolean {
    return this.#manager.wants.boots === true;
  }

  /** Pages the balloon of a VM was last asked to hold. */
  targetPages(vm: number): number {
    return this.#targetPages[vm] ?? 0;
  }

  /** Puts another manager in charge, which knows nothing of what was before. */
  replace(choice: ManagerChoice, nowNs: number): void {
    this.#manager = startManager(choice);
    for (const [vm] of this.#scenario.vms.entries()) this.#machine.clearSample(vm);
    this.#activities = this.#sampling();
    if (this.#reclaim.state !== null) this.#reclaim.lift(nowNs);
    this.#reclaim = new Reclaim(this.#machine, this.#scenario, this.#manager.states, nowNs);
  }

  poll(vm: number, nowNs: number): void {
    this.#answers[vm]?.poll(nowNs);
  }

  /** Lets the manager decide once, at its period or before it; returns when it wants to decide again, unless it is content to wait for its next period. */
  decide(nowNs: number, periodic: boolean): number | null {
    for (const activity of this.#activities) activity.look();
    const { targets, sharing, reclaim, againNs } = this.#manager.decide(this.#snapshot(nowNs, periodic));
    if (sharing !== undefined) this.#steerSharing(sharing, nowNs);
    for (const { vm: index, bytes } of targets) {
      const vm = this.#scenario.vms[index];
      if (vm === undefined || vm.balloon === null || this.#machine.status(index) !== "running") continue;
      this.setTarget(index, vm.memoryPages - Math.ceil(bytes / this.#scenario.pageBytes), nowNs);
    }
    if (reclaim !== undefined) this.#reclaim.obey(reclaim, nowNs);
    return againNs === undefined ? null : nowNs + againNs;
  }

  /** Asks a balloon to hold so many pages, within what the VM's minimum allows, as far as it can in whole units. */
  setTarget(index: number, pages: number, nowNs: number): void {
    const vm = this.#scenario.vms[index];
    if (vm === undefined || vm.balloon === null) return;
    const most = Math.max(0, Math.min(pages, vm.memoryPages - vm.balloon.minimumPages));
    const target = most - (most % vm.balloon.unitPages);
    this.#targetPages[index] = target;
    this.#machine.setTarget(index, target, nowNs);
  }

  /** Lets ksmtuned look, where the scenario has it. */
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

  /** Memory of the VMs' processes, by a column of ps; what QEMU itself needs is not simulated. */
  #committedPages(metric: KsmtunedMetric): number {
    const up = this.#scenario.vms.flatMap((vm, index) => (this.#isUp(index) ? [{ vm, index }] : []));
    if (metric === "vsz") return up.reduce((sum, { vm }) => sum + vm.memoryPages, 0);
    const residentPages = up.reduce((sum, { index }) => sum + this.#machine.guest(index).backedPages, 0);
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

  #isUp(vm: number): boolean {
    const status = this.#machine.status(vm);
    return status === "running" || status === "out-of-memory";
  }

  #sampling(): readonly Activity[] {
    const request = this.#manager.activity;
    if (request === undefined) return [];
    return this.#scenario.vms.map((vm, index) => new Activity(this.#machine, this.#scenario, index, vm, request));
  }

  #snapshot(nowNs: number, periodic: boolean): Snapshot {
    const { pageBytes, host, vms } = this.#scenario;
    const counters = this.#machine.host();
    return {
      nowNs,
      periodic,
      host: {
        memoryBytes: host.memoryPages * pageBytes,
        freeBytes: counters.freePages * pageBytes,
        lowBytes: host.watermarks.lowPages * pageBytes,
        highBytes: host.watermarks.highPages * pageBytes,
        swapBytes: counters.swapPages * pageBytes,
        swapUsedBytes: counters.swapUsedPages * pageBytes,
        swapInBytes: counters.swapInPages * pageBytes,
        swapOutBytes: counters.swapOutPages * pageBytes,
        scannedPages: counters.scannedPages,
        reclaimedPages: counters.swapOutPages,
        sharing: this.#sharing(),
      },
      vms: this.#startOrder.flatMap((index) => {
        const vm = vms[index];
        return vm === undefined ? [] : [this.#view(index, vm, nowNs)];
      }),
    };
  }

  #view(index: number, vm: Vm, nowNs: number): VmView {
    const { pageBytes } = this.#scenario;
    const { status, balloonPages, backedPages } = this.#machine.guest(index);
    return {
      vm: index,
      name: vm.name,
      running: status === "running" || status === "out-of-memory",
      memoryBytes: vm.memoryPages * pageBytes,
      minimumBytes: (vm.balloon?.minimumPages ?? vm.memoryPages) * pageBytes,
      shares: vm.shares,
      hasDriver: vm.balloon !== null,
      actualBytes: (vm.memoryPages - balloonPages) * pageBytes,
      targetBytes: (vm.memoryPages - this.targetPages(index)) * pageBytes,
      backedBytes: backedPages * pageBytes,
      activity: this.#activities[index]?.view ?? null,
      statistics: this.#answers[index]?.seen(nowNs, this.#manager.sight) ?? null,
      curve: this.#manager.wants.curves === true ? (this.#foresight[index]?.().curve(nowNs) ?? null) : null,
      killRequests: [],
    };
  }
}

/** What is made when it is first needed. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
