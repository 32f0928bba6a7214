import type { GuestCounters, HostCounters } from "../engine/machine/counters.ts";
import { Machine } from "../engine/machine/machine.ts";
import type { OwnManager } from "../manager/own/own.ts";
import { numberArgument } from "../parameter/argument.ts";
import type { ManagerChoice, Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { openStream } from "../workload/open.ts";
import type { OpenStream } from "../workload/stream.ts";
import { Agenda, order } from "./agenda.ts";
import { Journal } from "./journal.ts";
import { layoutOf } from "./layout.ts";
import { Lives } from "./lives.ts";
import { Recorder } from "./recorder.ts";
import type { Result, RunCost } from "./result.ts";
import { Decisions } from "./steering/decisions.ts";
import { inCharge, withOwnName } from "./steering/in-charge.ts";
import { Steering } from "./steering/steering.ts";
import { summarise } from "./summary.ts";
import { VmRun } from "./vm/vm-run.ts";
import { WindowClock } from "./vm/windows.ts";
import type { WorkCurve } from "./vm/work-curve.ts";

/** The machine at a moment: counters of the host and of each VM in the scenario's order. */
export interface SimulationState {
  readonly nowNs: number;
  readonly host: HostCounters;
  readonly vms: readonly GuestCounters[];
}

/** Called repeatedly, and awaited, while guests boot at the beginning: a large machine takes a second to lay down its guests' memory. */
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
  readonly #vms: readonly VmRun[];
  readonly #vcpuOwner: readonly { readonly run: VmRun; readonly vcpu: number }[];
  readonly #steering: Steering;
  readonly #recorder: Recorder;
  readonly #journal: Journal;
  readonly #lives: Lives;
  readonly #windows: WindowClock;
  #nowNs = 0;

  private constructor(
    scenario: Scenario,
    machine: Machine,
    traces: ReadonlyMap<string, Trace>,
    own: OwnManager | undefined,
    open: OpenStream,
  ) {
    this.scenario = scenario;
    this.#machine = machine;
    this.#windows = new WindowClock(scenario.durationNs);
    const agenda = this.#agenda;
    const onDemand = () => this.#settleMovement();
    const surroundings = { machine, scenario, traces, open, agenda, onDemand };
    this.#vms = scenario.vms.map((vm, index) => new VmRun(index, vm, surroundings));
    this.#vcpuOwner = this.#vms.flatMap((run) => Array.from({ length: run.vm.vcpus }, (_, vcpu) => ({ run, vcpu })));
    this.#steering = new Steering(machine, scenario, this.#vms, traces, inCharge(scenario, own));
    this.#journal = new Journal(this.#vms, scenario.pageBytes);
    this.#journal.watchReclaim(0, this.#steering.hostState);
    this.#recorder = new Recorder(machine, scenario, this.#vms);
    const decisions = new Decisions(agenda, this.#steering, this.#journal, scenario.manager);
    const onBoot = (nowNs: number) => decisions.onBoot(nowNs);
    this.#lives = new Lives(machine, scenario, this.#vms, agenda, this.#journal, { onBoot, onDemand });
    this.#schedule();
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
    const machine = await Machine.create(module, layoutOf(scenario), scenario.scale);
    const simulation = new Simulation(named, machine, traces, own, open);
    for (const _ of simulation.#lives.bootFirst(LAID_DOWN_AT_ONCE)) await onBoot?.(simulation);
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

  /** References made so far; in a miniature each stands for several. */
  get references(): number {
    return this.#vms.reduce((sum, { madeReferences }) => sum + madeReferences, 0);
  }

  /** Wasm memory the machine takes. */
  get engineBytes(): number {
    return this.#machine.bytes;
  }

  /**
   * Runs to `toNs` of simulated time, or to the scenario's end; a time in the past has no effect. The number of steps does not change the
   * result. Throws a TypeError or RangeError for what is not a number from 0 on.
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
      if (owner !== undefined) this.#refill(owner.run, owner.vcpu);
      return false;
    }
    this.#nowNs = Math.max(this.#nowNs, pauseNs);
    this.#journal.watchDeaths();
    if (pauseNs === this.#windows.nextNs) this.#endWindow();
    if (pauseNs === untilNs) this.#agenda.doUntil(untilNs);
    return this.#nowNs >= end;
  }

  /** Replaces the memory manager from now on; when it decides stays the scenario's. Throws a RangeError or TypeError for one that is not known. */
  replaceManager(choice: Pick<ManagerChoice, "kind" | "parameters">): void {
    this.#steering.replace(choice, this.#nowNs);
    this.#journal.note(this.#nowNs, "manager-replaced", null, `From now on ${choice.kind} is the memory manager.`);
    this.#journal.watchReclaim(this.#nowNs, this.#steering.hostState);
  }

  /** The machine as it stands. */
  state(): SimulationState {
    return {
      nowNs: this.#nowNs,
      host: this.#machine.host(),
      vms: this.#vms.map(({ counters }) => counters),
    };
  }

  /** Pages that each balloon was last asked to hold, in the scenario's order of VMs. */
  targetPages(): number[] {
    return this.#vms.map(({ targetPages }) => targetPages);
  }

  /**
   * The owners of the host's frames, as a map of `cells` cells, each for an equal stretch of the `frames` frames from `firstFrame` on:
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

  /** The result so far. */
  result(run: RunCost): Result {
    return summarise({
      scenario: this.scenario,
      machine: this.#machine,
      nowNs: this.#nowNs,
      vms: this.#vms,
      recorder: this.#recorder,
      events: this.#journal.events,
      stateTimes: this.#steering.stateTimes(this.#nowNs),
      run,
    });
  }

  /** How much of its work each VM had done when, in the scenario's order. */
  get workCurves(): readonly WorkCurve[] {
    return this.#vms.map(({ workCurve }) => workCurve);
  }

  #schedule(): void {
    for (const { index, vm } of this.#vms) {
      const { statistics, bootNs } = vm;
      if (statistics.present)
        this.#agenda.every(statistics.periodNs, order.statistics, (nowNs) => this.#steering.poll(index, nowNs), bootNs);
    }
    const tuning = this.scenario.host.sharing?.tuning ?? null;
    if (tuning !== null)
      this.#agenda.every(
        tuning.periodNs,
        order.manager,
        (nowNs) => this.#steering.tuneSharing(nowNs),
        -tuning.periodNs,
      );
    this.#agenda.every(this.scenario.samplePeriodNs, order.sample, (nowNs) => this.#sample(nowNs));
  }

  #refill(run: VmRun, vcpu: number): void {
    run.refill(vcpu, this.#nowNs);
    if (!run.course.finished) return;
    this.#settleMovement();
    this.#journal.noteFinished(run, run.clockNs(vcpu));
  }

  #sample(nowNs: number): void {
    this.#recorder.sample(nowNs, this.#steering.hostState);
    this.#journal.watchBalloons(nowNs);
  }

  #endWindow(): void {
    for (const run of this.#vms) run.endWindow(this.#nowNs);
    this.#windows.advance();
  }

  #settleMovement(): void {
    for (const run of this.#vms) run.settleMovement();
  }
}
