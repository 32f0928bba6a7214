import type { GuestCounters, HostCounters } from "../engine/counters.ts";
import { Machine } from "../engine/machine.ts";
import { ManagerError, type OwnManager, startOwn } from "../manager/own/own.ts";
import { type RunningManager, startManager } from "../manager/registry.ts";
import { numberArgument } from "../parameter/argument.ts";
import type { ManagerChoice, Scenario, Vm } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { openStream } from "../workload/open.ts";
import type { OpenStream } from "../workload/stream.ts";
import { Agenda, order } from "./agenda.ts";
import { Journal } from "./journal.ts";
import { layoutOf } from "./layout.ts";
import { Recorder } from "./recorder.ts";
import type { Result, RunCost } from "./result.ts";
import { startOrder } from "./start-order.ts";
import { Steering } from "./steering/steering.ts";
import { summarise } from "./summary.ts";
import { Course } from "./vm/course.ts";
import { BalloonMovement, movedPages } from "./vm/movement.ts";
import { type Pace, paceOf, vcpuTotals } from "./vm/pace.ts";
import { Pressure } from "./vm/pressure.ts";
import { SlowdownWindows } from "./vm/windows.ts";
import { type WorkCurve, WorkCurves } from "./vm/work-curve.ts";

/** The machine at a moment: counters of the host and of each VM in the scenario's order. */
export interface SimulationState {
  readonly nowNs: number;
  readonly host: HostCounters;
  readonly vms: readonly GuestCounters[];
}

/** Called, and waited for, again and again while guests boot at the beginning: a large machine takes a second to lay down its guests' memory. */
export type OnBoot = (simulation: Simulation) => void | Promise<void>;

/** Pages that guests lay down at a time while they boot at the beginning: a few milliseconds' worth. */
const LAID_DOWN_AT_ONCE = 2 ** 16;

/** How a simulation may begin. */
export interface BeginOptions {
  /** Where references come from, unless they are made here. */
  readonly open?: OpenStream | undefined;
  readonly onBoot?: OnBoot | undefined;
}

/** A scenario under way: step it through simulated time, look at it, and take its result at any moment. */
export class Simulation {
  readonly scenario: Scenario;
  readonly #machine: Machine;
  readonly #agenda = new Agenda();
  readonly #courses: readonly Course[];
  readonly #vcpuOwner: readonly { readonly vm: number; readonly vcpu: number }[];
  readonly #steering: Steering;
  readonly #recorder: Recorder;
  readonly #journal: Journal;
  readonly #windows: SlowdownWindows;
  readonly #curves: WorkCurves;
  readonly #movement: BalloonMovement;
  #nowNs = 0;
  /** When the manager decides before its next tick; `null`: it does not. */
  #earlyNs: number | null = null;

  private constructor(
    scenario: Scenario,
    machine: Machine,
    traces: ReadonlyMap<string, Trace>,
    own: OwnManager | undefined,
    open: OpenStream,
  ) {
    this.scenario = scenario;
    this.#machine = machine;
    this.#windows = new SlowdownWindows(scenario.vms.length, scenario.durationNs);
    this.#curves = new WorkCurves(scenario.vms.length, scenario.durationNs);
    this.#movement = new BalloonMovement(scenario.vms.length);
    this.#courses = scenario.vms.map(
      (vm, index) =>
        new Course(machine, scenario, index, vm, open, this.#agenda, (nowNs) => this.#phaseBegins(index, nowNs)),
    );
    this.#vcpuOwner = scenario.vms.flatMap((vm, index) =>
      Array.from({ length: vm.vcpus }, (_, vcpu) => ({ vm: index, vcpu })),
    );
    const pressures = scenario.vms.map((vm, index) => new Pressure(machine, index, vm.vcpus, vm.bootNs));
    this.#steering = new Steering(machine, scenario, traces, inCharge(scenario, own), pressures);
    this.#journal = new Journal(machine, scenario);
    this.#journal.watchReclaim(0, this.#steering.hostState);
    this.#recorder = new Recorder(machine, scenario, pressures, (vm, nowNs) => this.#pace(vm, nowNs));
    for (const [bootNs, vms] of vmsByBoot(scenario.vms)) {
      if (bootNs > 0) this.#agenda.note(bootNs, order.boot, () => this.#boot(vms, bootNs));
    }
    for (const [index, vm] of scenario.vms.entries()) this.#schedule(vm, index);
    this.#every(scenario.manager.periodNs, order.manager, (nowNs) => this.#decide(nowNs, true));
    const tuning = scenario.host.sharing?.tuning ?? null;
    if (tuning !== null)
      this.#every(tuning.periodNs, order.manager, (nowNs) => this.#steering.tuneSharing(nowNs), -tuning.periodNs);
    this.#every(scenario.samplePeriodNs, order.sample, (nowNs) => this.#sample(nowNs));
  }

  /** Builds the machine and boots who is there from the beginning; throws an `EngineError` when it does not fit. `traces`: those the scenario names, by file as it names them. */
  static async create(
    module: WebAssembly.Module,
    scenario: Scenario,
    traces: ReadonlyMap<string, Trace>,
    own?: OwnManager,
    { open = (phase, workload, place) => openStream(phase, workload, place, traces), onBoot }: BeginOptions = {},
  ): Promise<Simulation> {
    const named = own === undefined ? scenario : withOwnName(scenario, own);
    const machine = await Machine.create(module, layoutOf(scenario));
    const simulation = new Simulation(named, machine, traces, own, open);
    const first = vmsByBoot(scenario.vms).get(0) ?? [];
    simulation.#beginBoot(first);
    for (let more = true; more; ) {
      more = machine.layDown(LAID_DOWN_AT_ONCE);
      await onBoot?.(simulation);
    }
    simulation.#endBoot(first, 0);
    simulation.#agenda.doUntil(0);
    return simulation;
  }

  /** The time reached. */
  get nowNs(): number {
    return this.#nowNs;
  }

  get finished(): boolean {
    return this.#nowNs >= this.scenario.durationNs;
  }

  /** References made so far. */
  get references(): number {
    return this.scenario.vms.reduce(
      (sum, vm, index) => sum + vcpuTotals(this.#machine, index, vm.vcpus, this.#nowNs).references,
      0,
    );
  }

  /** Wasm memory the machine takes. */
  get engineBytes(): number {
    return this.#machine.bytes;
  }

  /**
   * Runs to `toNs` of simulated time, or the scenario's end; a moment that is over changes nothing. In how many steps a run is made changes
   * nothing in it. Throws a TypeError or RangeError for what is not a number from 0 on.
   */
  runTo(toNs: number): void {
    while (!this.step(toNs));
  }

  /** Runs a little way towards `toNs`, at most a few milliseconds of computing, and returns whether it has been reached. Throws as `runTo` does. */
  step(toNs: number): boolean {
    numberArgument("toNs", toNs, { least: 0 });
    const end = Math.min(toNs, this.scenario.durationNs);
    const untilNs = Math.min(this.#agenda.nextNs, this.scenario.durationNs);
    const pauseNs = Math.min(untilNs, end, this.#windows.nextNs);
    const vcpu = this.#machine.run(untilNs, pauseNs);
    if (vcpu !== null) {
      const owner = this.#vcpuOwner[vcpu];
      if (owner !== undefined) this.#refill(owner.vm, owner.vcpu);
      return false;
    }
    this.#nowNs = Math.max(this.#nowNs, pauseNs);
    this.#journal.watchDeaths();
    if (pauseNs === this.#windows.nextNs) this.#windows.close((vm) => this.#windowEnds(vm));
    if (pauseNs === untilNs) this.#agenda.doUntil(untilNs);
    return this.#nowNs >= end;
  }

  /** Puts another memory manager in charge from now on; its period stays the scenario's. Throws a RangeError or TypeError for one that is not known. */
  replaceManager(choice: ManagerChoice): void {
    this.#steering.replace(choice, this.#nowNs);
    this.#journal.note(this.#nowNs, "manager-replaced", null, `From now on ${choice.kind} is the memory manager.`);
    this.#journal.watchReclaim(this.#nowNs, this.#steering.hostState);
  }

  /** The machine as it stands. */
  state(): SimulationState {
    return {
      nowNs: this.#nowNs,
      host: this.#machine.host(),
      vms: this.scenario.vms.map((_, index) => this.#machine.guest(index)),
    };
  }

  /** Pages that each balloon was last asked to hold, in the scenario's order of VMs. */
  targetPages(): number[] {
    return this.scenario.vms.map((_, vm) => this.#steering.targetPages(vm));
  }

  /**
   * Who has the host's frames, as a picture of `cells` cells, each for an equal stretch of the `frames` frames from `firstFrame` on:
   * `FREE_CELL` (0), `SHARED_CELL`, `POOL_CELL`, or the index of a VM + 1. Throws a RangeError when the stretch is not within the host's frames or has fewer frames than cells, and for fractions.
   */
  frameMap(cells: number, firstFrame = 0, frames = this.#hostFrames - firstFrame): Uint16Array<ArrayBuffer> {
    numberArgument("cells", cells, { least: 1, whole: true });
    numberArgument("firstFrame", firstFrame, { least: 0, whole: true });
    numberArgument("frames", frames, { whole: true });
    if (!(firstFrame >= 0 && firstFrame + frames <= this.#hostFrames && cells >= 1 && cells <= frames))
      throw new RangeError(
        `a map of ${cells} cells of the ${frames} frames from ${firstFrame} on: the host has ${this.#hostFrames}, and a cell needs one`,
      );
    return this.#machine.frameMap(firstFrame, frames, cells);
  }

  get #hostFrames(): number {
    return this.scenario.host.memoryPages - this.scenario.host.reservedPages;
  }

  /** What came of it so far. */
  result(run: RunCost): Result {
    return summarise({
      scenario: this.scenario,
      machine: this.#machine,
      nowNs: this.#nowNs,
      recorder: this.#recorder,
      windows: this.#windows,
      movement: this.#movement,
      events: this.#journal.events,
      targetPages: (vm) => this.#steering.targetPages(vm),
      stateTimes: this.#steering.stateTimes(this.#nowNs),
      workloadFinished: (vm) => this.#courses[vm]?.finished ?? false,
      run,
    });
  }

  #schedule(vm: Vm, index: number): void {
    const { statistics, bootNs, shutdownNs } = vm;
    if (shutdownNs !== null) this.#agenda.note(shutdownNs, order.shutdown, () => this.#shutDown(vm, index, shutdownNs));
    if (statistics.present)
      this.#every(statistics.periodNs, order.statistics, (nowNs) => this.#steering.poll(index, nowNs), bootNs);
  }

  #boot(vms: readonly number[], nowNs: number): void {
    this.#beginBoot(vms);
    this.#machine.layDown();
    this.#endBoot(vms, nowNs);
  }

  #beginBoot(vms: readonly number[]): void {
    for (const index of startOrder(this.scenario)) {
      const vm = this.scenario.vms[index];
      if (vm === undefined || !vms.includes(index)) continue;
      this.#machine.boot(index, vm.bootNs, vm.balloon?.startPages ?? 0, vm.workload.warmPages);
    }
  }

  /** What guests do that have booted together, and have their memory. */
  #endBoot(vms: readonly number[], nowNs: number): void {
    for (const index of vms)
      if (nowNs > 0) this.#journal.note(nowNs, "boot", index, `${this.scenario.vms[index]?.name} booted.`);
    this.#journal.watchDeaths();
    for (const index of vms) this.#courses[index]?.beginPhase(nowNs);
    if (vms.length > 0 && this.#steering.wantsBoots) this.#decideAt(nowNs);
  }

  #shutDown(vm: Vm, index: number, nowNs: number): void {
    const status = this.#machine.status(index);
    if (status !== "running" && status !== "out-of-memory") return;
    this.#settleMovement();
    this.#machine.shutDown(index, nowNs);
    this.#journal.watchDeaths();
    this.#journal.note(nowNs, "shutdown", index, `${vm.name} was shut down.`);
  }

  #refill(vm: number, vcpu: number): void {
    const course = this.#courses[vm];
    const clockNs = this.#machine.clockNs(this.#machine.firstVcpu(vm) + vcpu);
    if (course !== undefined && this.#curves.isDue(vm, clockNs))
      this.#curves.note(vm, clockNs, this.#pace(vm, clockNs), course.phasesBegun);
    course?.refill(vcpu, this.#nowNs);
    if (course?.finished !== true) return;
    this.#settleMovement();
    this.#journal.noteFinished(vm, this.#machine.clockNs(this.#machine.firstVcpu(vm) + vcpu));
  }

  /** At a tick, and again before the next one for as long as the manager asks for it. */
  #decide(nowNs: number, periodic: boolean): void {
    this.#earlyNs = null;
    const againNs = this.#steering.decide(nowNs, periodic);
    this.#journal.watchReclaim(nowNs, this.#steering.hostState);
    if (againNs !== null) this.#decideAt(againNs);
  }

  /** Lets the manager decide at a moment before its next tick, instead of any later moment it was to decide at. */
  #decideAt(timeNs: number): void {
    const { periodNs } = this.scenario.manager;
    const nextTickNs = (Math.floor(this.#nowNs / periodNs) + 1) * periodNs;
    if (timeNs >= nextTickNs || (this.#earlyNs !== null && this.#earlyNs <= timeNs)) return;
    this.#earlyNs = timeNs;
    this.#agenda.note(timeNs, order.manager, () => {
      if (this.#earlyNs === timeNs) this.#decide(timeNs, false);
    });
  }

  #sample(nowNs: number): void {
    const targetPages = (vm: number) => this.#steering.targetPages(vm);
    this.#recorder.sample(nowNs, targetPages, this.#steering.hostState);
    this.#journal.watchBalloons(nowNs, targetPages);
  }

  /** How much of its work each VM had done when, in the scenario's order. */
  get workCurves(): readonly WorkCurve[] {
    return this.scenario.vms.map((_, vm) => this.#curves.of(vm));
  }

  #phaseBegins(vm: number, nowNs: number): void {
    this.#settleMovement();
    this.#curves.note(vm, nowNs, this.#pace(vm, nowNs), (this.#courses[vm]?.phasesBegun ?? 0) + 1);
  }

  #windowEnds(vm: number): Pace {
    const pace = this.#pace(vm, this.#nowNs);
    this.#curves.note(vm, this.#nowNs, pace, this.#courses[vm]?.phasesBegun ?? 0);
    this.#curves.endWindow(vm);
    return pace;
  }

  #pace(vm: number, nowNs: number): Pace {
    const thinkNs = this.#courses[vm]?.thinkNs ?? 0;
    const { quantumNs } = this.scenario;
    return paceOf(this.#machine, vm, this.scenario.vms[vm]?.vcpus ?? 0, nowNs, { thinkNs, quantumNs });
  }

  #settleMovement(): void {
    this.#movement.settle((vm) => movedPages(this.#machine.guest(vm)));
  }

  #every(periodNs: number, rank: number, act: (nowNs: number) => void, fromNs = 0): void {
    const next = (timeNs: number) =>
      this.#agenda.note(timeNs, rank, () => {
        act(timeNs);
        next(timeNs + periodNs);
      });
    next(fromNs + periodNs);
  }
}

/** The VMs that boot together, by the moment. */
function vmsByBoot(vms: readonly Vm[]): Map<number, number[]> {
  const byBoot = new Map<number, number[]>();
  for (const [index, { bootNs }] of vms.entries()) {
    const together = byBoot.get(bootNs);
    if (together === undefined) byBoot.set(bootNs, [index]);
    else together.push(index);
  }
  return byBoot;
}

/** The user's own manager, or the one that the scenario names. */
function inCharge({ manager }: Scenario, own: OwnManager | undefined): RunningManager {
  const { module } = manager.parameters;
  if (own !== undefined) return startOwn(own, typeof module === "string" ? module : manager.kind);
  if (manager.kind !== "module") return startManager(manager);
  throw new ManagerError(
    `${module}: the module has not been loaded: read the scenario with loadScenario, and hand its manager on`,
  );
}

/** The scenario with the name of the manager that is in charge in place of the one it names. */
function withOwnName(scenario: Scenario, own: OwnManager): Scenario {
  const { manager } = scenario;
  if (manager.kind === "module") return scenario;
  return { ...scenario, manager: { ...manager, kind: own.name ?? "own", parameters: {} } };
}
