import { Vcpu } from "../guest/vcpu";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { check as checkHost } from "../run/check";
import { run as runHost, Schedule } from "../run/run";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { BLOCKED } from "../time/actors";

export function createSchedule(): Schedule {
  return changetype<Schedule>(Arena.take(offsetof<Schedule>()));
}

/** Gives a guest another vCPU, which can hold so many references at a time. */
export function createVcpu(guest: Guest, streamLength: u32): Vcpu {
  return Vcpu.create(guest, streamLength);
}

/** Where to write a vCPU's references before `giveReferences`. */
export function streamOf(vcpu: Vcpu): Column<u32> {
  return vcpu.stream;
}

/** The first `count` references of its stream become what a vCPU does next. */
export function giveReferences(vcpu: Vcpu, count: u32, thinkNs: f64, nowNs: f64): void {
  vcpu.give(count, <u64>thinkNs, <u64>nowNs);
}

/** The vCPU gets no more references, unless it is given some again later. */
export function finishVcpu(schedule: Schedule, vcpu: Vcpu): void {
  vcpu.finish();
  schedule.interrupted = null;
}

/** Runs until everybody's clock has reached `pauseNs` (null), on the way to `untilNs`; or a vCPU needs references to go on. */
export function run(host: Host, schedule: Schedule, untilNs: f64, pauseNs: f64): Vcpu | null {
  return runHost(host, schedule, <u64>untilNs, <u64>pauseNs);
}

/** When an actor acts next, ns; Infinity: it sleeps. */
export function clockOf(host: Host, actor: u32): f64 {
  const clock = host.actors.clock[actor];
  return clock === u64.MAX_VALUE ? Infinity : <f64>(clock & ~BLOCKED);
}

/** When a guest's free page reporting acts next, ns; Infinity: it sleeps, or there is none. */
export function reportingClockOf(guest: Guest): f64 {
  const reporting = guest.reporting;
  return reporting === null ? Infinity : clockOf(guest.host, reporting.actor);
}

/** Debug build: aborts when an invariant is broken. */
export function check(host: Host): void {
  checkHost(host);
}
