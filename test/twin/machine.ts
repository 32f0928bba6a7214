import type { Device, Scenario, Swap } from "../../src/scenario/scenario.ts";
import { DiskArea, SwapDisk, TwinDevice } from "./device/device.ts";
import { Paths } from "./device/paths.ts";
import { bootTogether } from "./guest/boot.ts";
import { TwinGuest } from "./guest/guest.ts";
import { guestKswapdStep } from "./guest/reclaim.ts";
import { letGoOn, releaseAll } from "./guest/release.ts";
import { TwinVcpu } from "./guest/vcpu.ts";
import { TwinHost } from "./host/host.ts";
import { hostKswapdStep } from "./host/reclaim.ts";
import { driverStep, TwinDriver } from "./run/balloon.ts";
import { checkConservation } from "./run/check.ts";
import { Course, VmDied } from "./run/course.ts";
import { reportingStep, TwinReporting } from "./run/reporting.ts";
import { stateOf, type TwinState } from "./state.ts";

type Actor =
  | { readonly kind: "vcpu"; readonly vcpu: TwinVcpu; readonly clockNs: number }
  | { readonly kind: "other"; readonly clockNs: number; readonly act: () => void };

/** A second implementation of docs/machine.md: slow, simple, and written without looking at the engine. */
export class TwinMachine {
  readonly paths = new Paths();
  readonly host: TwinHost;
  readonly guests: readonly TwinGuest[];
  readonly devices: readonly TwinDevice[];
  private readonly quantumNs: number;
  private presentNs = 0;

  constructor(scenario: Scenario) {
    const { pageBytes, host } = scenario;
    this.quantumNs = scenario.quantumNs;
    this.devices = scenario.devices.map((device: Device) => new TwinDevice(device, pageBytes, this.paths));
    const placed = new Map<string, number>();
    const place = (name: string, pages: number): [TwinDevice, number] => {
      const device = this.devices.find((one) => one.device.name === name);
      if (device === undefined) throw new Error(`There is no device "${name}".`);
      const firstPosition = placed.get(name) ?? 0;
      placed.set(name, firstPosition + pages);
      return [device, firstPosition];
    };
    const swapOn = ({ device, pages, readaheadPages }: Swap) => new SwapDisk(...place(device, pages), readaheadPages);
    this.host = new TwinHost(scenario, swapOn(host.swap), this.paths);
    this.guests = scenario.vms.map((vm, index) => {
      const swapArea = "kind" in vm.swap ? null : swapOn(vm.swap);
      const guest = new TwinGuest(
        index,
        vm,
        swapArea,
        new DiskArea(...place(vm.disk, vm.workload.filePages)),
        this.host,
      );
      if (vm.balloon !== null) guest.driver = new TwinDriver(vm.balloon);
      if (vm.reporting !== null) guest.reporting = new TwinReporting(vm.reporting);
      for (let vcpu = 0; vcpu < vm.vcpus; vcpu++) guest.vcpus.push(new TwinVcpu(guest));
      this.host.guests.push(guest);
      return guest;
    });
  }

  /** Current time: the latest time of a run, boot or shutdown. */
  get nowNs(): number {
    return this.presentNs;
  }

  /** Boots VMs together; none has been booted before. */
  boot(vms: readonly number[], nowNs: number): void {
    this.presentNs = Math.max(this.presentNs, nowNs);
    const guests = vms.map((vm) => this.guests[vm]);
    if (guests.some(({ state }) => state !== "not-booted")) throw new Error("A VM has been booted before.");
    bootTogether(this.host, guests, nowNs);
  }

  /** Shuts a VM down; no effect on a VM that is not up. */
  shutdown(vm: number, nowNs: number): void {
    this.presentNs = Math.max(this.presentNs, nowNs);
    if (!this.guests[vm].up) return;
    this.paths.reach("shutdown");
    releaseAll(this.guests[vm], "shut-down", this.presentNs);
  }

  /** Replaces a vCPU's remaining references (bit 31 = write); only for a running VM. */
  setStream(vm: number, vcpu: number, references: ArrayLike<number>, thinkNs: number): void {
    if (this.guests[vm].state !== "running") return;
    this.guests[vm].vcpus[vcpu].setStream(references, thinkNs, this.presentNs);
  }

  /** Sets a balloon's target; no effect on a VM that is not up or has no driver. */
  setTarget(vm: number, pages: number): void {
    const { driver, up, pinnedCount } = this.guests[vm];
    if (driver === null || !up) return;
    driver.targetPages = pages;
    if (driver.clockNs === null && pages !== pinnedCount) driver.clockNs = this.presentNs;
  }

  /** Sets the limits of the host's reclaim for a VM. */
  setReclaim(vm: number, maySwap: boolean, mayCompress: boolean, leavePages: number): void {
    Object.assign(this.guests[vm], { maySwap, mayCompress, leavePages });
    this.host.hasOrders = true;
  }

  /** Makes the host's kswapd work until a number of frames are free. */
  reclaimUntil(freePages: number): void {
    const { host } = this;
    host.goalPages = Math.min(freePages, host.frames.length);
    if (host.freeCount < host.goalPages && host.kswapd.clockNs === null) host.kswapd.clockNs = this.presentNs;
  }

  /** Blocks a VM completely, or unblocks it. */
  setBlocked(vm: number, blocked: boolean): void {
    if (blocked) this.guests[vm].blocked = true;
    else letGoOn(this.guests[vm], this.presentNs);
  }

  /** Draws a new sample of a VM's frames: the proposed ones that can be in it. */
  sample(vm: number, frames: readonly number[]): void {
    const guest = this.guests[vm];
    guest.untouched.clear();
    for (const frame of frames) if (guest.hostView[frame].ept.kind === "backed") guest.untouched.add(frame);
    guest.sampledPages = guest.untouched.size;
  }

  /** Sets the sharing scanner's pages per wake-up, stops it, or makes it unshare everything. */
  steerSharing(run: "stop" | "run" | "unmerge", pagesToScan: number, sleepNs: number): void {
    this.host.sharing?.steer(run, pagesToScan, sleepNs, this.presentNs);
  }

  /** Frees pages of a VM, like its workload. */
  freePages(vm: number, firstPage: number, pages: number): void {
    for (let page = firstPage; page < firstPage + pages; page++) {
      if (this.guests[vm].pages[page].kind !== "absent") this.paths.reach("workload frees pages");
      this.guests[vm].freePage(page, this.presentNs);
    }
  }

  /** Runs all actors with a clock below `untilNs`, the smallest clock first. */
  run(untilNs: number): void {
    for (;;) {
      const actors = this.awake();
      const firstNs = Math.min(...actors.map((actor) => actor.clockNs));
      const first = actors.find((actor) => actor.clockNs === firstNs);
      if (first === undefined || firstNs >= untilNs) break;
      for (const device of this.devices) device.presentNs = firstNs;
      if (first.kind === "vcpu") this.turn(first.vcpu, actors, untilNs);
      else first.act();
    }
    this.presentNs = Math.max(this.presentNs, untilNs);
  }

  /** The whole comparable state, as plain data. */
  state(): TwinState {
    return stateOf(this);
  }

  /** Throws when a frame, a slot or a reverse map violates law 1. */
  check(): void {
    checkConservation(this.host);
  }

  private turn(vcpu: TwinVcpu, actors: readonly Actor[], untilNs: number): void {
    const others = actors.filter((actor) => actor.kind === "other").map((actor) => actor.clockNs);
    const vcpus = actors.filter((actor) => actor.kind === "vcpu" && actor.vcpu !== vcpu).map((actor) => actor.clockNs);
    const aheadNs = this.quantumNs + Math.min(...vcpus);
    const eventNs = Math.min(untilNs, ...others);
    if (vcpu.turn(Math.min(eventNs, aheadNs)) && aheadNs < eventNs) this.paths.reach("turn ended by the quantum");
  }

  /** All awake actors, in the order that breaks ties between equal clocks. */
  private awake(): Actor[] {
    const actors: Actor[] = [];
    const add = (clockNs: number | null, act: (clockNs: number) => void): void => {
      if (clockNs !== null) actors.push({ kind: "other", clockNs, act: () => act(clockNs) });
    };
    add(this.host.kswapd.clockNs, (atNs) => hostKswapdStep(this.host, new Course(atNs)));
    const { sharing } = this.host;
    if (sharing !== null) add(sharing.clockNs, (atNs) => sharing.step(this.host, new Course(atNs)));
    for (const guest of this.guests) {
      const { driver, reporting } = guest;
      if (guest.blocked) continue;
      if (driver !== null) add(driver.clockNs, (atNs) => driverStep(guest, driver, atNs));
      add(guest.kswapd.clockNs, (atNs) => unlessItDies(() => guestKswapdStep(guest, new Course(atNs))));
      if (reporting !== null) add(reporting.clockNs, (atNs) => reportingStep(guest, reporting, atNs));
      for (const vcpu of guest.vcpus) {
        if (!vcpu.asleep) actors.push({ kind: "vcpu", vcpu, clockNs: vcpu.clockNs });
      }
    }
    return actors;
  }
}

function unlessItDies(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof VmDied)) throw error;
  }
}
