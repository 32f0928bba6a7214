import type { GuestCounters } from "../../engine/machine/counters.ts";
import type { GuestNow } from "../../engine/machine/guest-now.ts";
import type { GuestStatus } from "../../engine/machine/machine.generated.ts";
import type { Machine } from "../../engine/machine/machine.ts";
import type { Scenario, Vm } from "../../scenario/scenario.ts";
import type { Trace } from "../../trace/trace.ts";
import type { OpenStream } from "../../workload/stream.ts";
import type { Agenda } from "../agenda.ts";
import { type ByCause, delaysByCause } from "../cause.ts";
import { Course } from "./course.ts";
import { BalloonMovement, movedPages } from "./movement.ts";
import { type Pace, paceOf, type VcpuTotals, vcpuTotals } from "./pace.ts";
import { Pressure } from "./pressure.ts";
import { SlowdownWindows } from "./windows.ts";
import { type WorkCurve, WorkCurveRecorder } from "./work-curve.ts";

/** What the VMs of a run have in common. */
export interface VmSurroundings {
  readonly machine: Machine;
  readonly scenario: Scenario;
  readonly traces: ReadonlyMap<string, Trace>;
  readonly open: OpenStream;
  readonly agenda: Agenda;
  /** Called when the demand for memory changes, as when a VM begins a phase. */
  readonly onDemand: () => void;
}

/** One VM of a run: its settings, its way through its workload, and what is measured of it all the time. */
export class VmRun {
  /** Its place in the scenario. */
  readonly index: number;
  readonly vm: Vm;
  readonly course: Course;
  readonly pressure: Pressure;
  readonly #windows: SlowdownWindows;
  readonly #movement = new BalloonMovement();
  readonly #curve: WorkCurveRecorder;
  readonly #machine: Machine;
  readonly #quantumNs: number;
  #targetPages: number;

  constructor(index: number, vm: Vm, { machine, scenario, traces, open, agenda, onDemand }: VmSurroundings) {
    this.index = index;
    this.vm = vm;
    this.pressure = new Pressure(machine, index, vm.vcpus, vm.bootNs);
    this.course = new Course(machine, scenario, index, vm, traces, open, agenda, (nowNs) => {
      onDemand();
      this.#curve.note(nowNs, this.pace(nowNs), this.course.phasesBegun + 1);
    });
    this.#windows = new SlowdownWindows(scenario.durationNs);
    this.#curve = new WorkCurveRecorder(scenario.durationNs);
    this.#machine = machine;
    this.#quantumNs = scenario.quantumNs * scenario.scale;
    this.#targetPages = vm.balloon?.startPages ?? 0;
  }

  /** What is read often of its counters; it always shows the present. */
  get now(): GuestNow {
    return this.#machine.guestNow(this.index);
  }

  /** Its counters as they stand. */
  get counters(): GuestCounters {
    return this.#machine.guest(this.index);
  }

  get status(): GuestStatus {
    return this.#machine.status(this.index);
  }

  /** Whether it has booted and has not been shut down or killed; its workload may have been. */
  get isUp(): boolean {
    const { status } = this;
    return status === "running" || status === "out-of-memory";
  }

  /** Pages its balloon was last asked to hold. */
  get targetPages(): number {
    return this.#targetPages;
  }

  /** Asks its balloon to hold so many pages, within what its minimum allows, in whole units. */
  setTarget(pages: number, nowNs: number): void {
    const { balloon, memoryPages } = this.vm;
    if (balloon === null) return;
    const most = Math.max(0, Math.min(pages, memoryPages - balloon.minimumPages));
    this.#targetPages = most - (most % balloon.unitPages);
    this.#machine.setTarget(this.index, this.#targetPages, nowNs);
  }

  /** What its vCPUs have done. */
  totals(nowNs: number): VcpuTotals {
    return this.#represented(vcpuTotals(this.#machine, this.index, this.vm.vcpus, nowNs));
  }

  /** References that its vCPUs have made, of which each stands for several in a miniature. */
  get madeReferences(): number {
    return vcpuTotals(this.#machine, this.index, this.vm.vcpus, 0).references;
  }

  /** How far it has come. */
  pace(nowNs: number): Pace {
    const { thinkNs } = this.course;
    return this.#represented(
      paceOf(this.#machine, this.index, this.vm.vcpus, nowNs, { thinkNs, quantumNs: this.#quantumNs }),
    );
  }

  #represented<Counted extends VcpuTotals>(totals: Counted): Counted {
    return { ...totals, references: this.course.represented(totals.references) };
  }

  /** What has delayed it so far. */
  delays(nowNs: number): ByCause<number> {
    return delaysByCause(this.#machine.delays(this.index), this.totals(nowNs).blockedNs);
  }

  /** Hands a vCPU its next references. */
  refill(vcpu: number, nowNs: number): void {
    const clockNs = this.clockNs(vcpu);
    if (this.#curve.isDue(clockNs)) this.#curve.note(clockNs, this.pace(clockNs), this.course.phasesBegun);
    this.course.refill(vcpu, nowNs);
  }

  /** How far a vCPU has come. */
  clockNs(vcpu: number): number {
    return this.#machine.clockNs(this.#machine.firstVcpu(this.index) + vcpu);
  }

  /** A window of the run ends. */
  endWindow(nowNs: number): void {
    const pace = this.pace(nowNs);
    this.#curve.note(nowNs, pace, this.course.phasesBegun);
    this.#curve.endWindow();
    this.#windows.close(pace);
  }

  /** The slowdown that 99 of 100 windows do not exceed. */
  get p99Slowdown(): number {
    return this.#windows.p99;
  }

  /** How much of its work it had done when. */
  get workCurve(): WorkCurve {
    return this.#curve.curve;
  }

  /** The demand for memory changes, its own or another VM's. */
  settleMovement(): void {
    this.#movement.settle(movedPages(this.counters));
  }

  /** Pages its balloon had to move at least. */
  get netBalloonPages(): number {
    return this.#movement.netPages(movedPages(this.counters));
  }
}
