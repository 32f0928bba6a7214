import { type Course, VmDied } from "../run/course.ts";
import type { TwinGuest } from "./guest.ts";

/** Frees everything a VM has: shutdown, or a kill by the host. */
export function releaseAll(guest: TwinGuest, state: "shut-down" | "killed-by-host", nowNs: number): void {
  letGoOn(guest, nowNs);
  stopWorkload(guest, nowNs);
  guest.kswapd.sleep();
  if (guest.driver !== null) {
    guest.driver.clockNs = null;
    guest.driver.targetPages = 0;
  }
  for (const guestFrame of guest.hostView) guest.host.unback(guestFrame);
  guest.frames.fill({ kind: "free" });
  guest.reporting?.stop();
  guest.state = state;
}

/** Unblocks a VM: clocks of its awake actors move to now, and the time its vCPUs missed is counted. */
export function letGoOn(guest: TwinGuest, nowNs: number): void {
  if (!guest.blocked) return;
  guest.blocked = false;
  for (const clock of [guest.kswapd, guest.driver, guest.reporting]) {
    if (clock !== null && clock.clockNs !== null) clock.clockNs = Math.max(clock.clockNs, nowNs);
  }
  for (const vcpu of guest.vcpus) {
    if (vcpu.asleep || vcpu.clockNs >= nowNs) continue;
    guest.host.paths.reach("vCPU goes on after it was blocked");
    guest.counters.blockedNs += nowNs - vcpu.clockNs;
    vcpu.clockNs = nowNs;
  }
}

/** The guest is out of memory: kills its workload, frees its pages, and aborts the current work. */
export function killWorkload(guest: TwinGuest, course: Course): never {
  stopWorkload(guest, course.nowNs);
  guest.state = "out-of-memory";
  guest.counters.oomKills++;
  guest.host.paths.reach("guest out of memory");
  course.killed = true;
  throw new VmDied();
}

function stopWorkload(guest: TwinGuest, nowNs: number): void {
  for (const vcpu of guest.vcpus) vcpu.stop();
  for (let page = 0; page < guest.pages.length; page++) {
    // A victim being evicted, or a page being filled, is mapped but not in the policy.
    const state = guest.pages[page];
    if (state.kind === "mapped" && !guest.policy.members.includes(state.frame)) guest.policy.added(state.frame);
    guest.freePage(page, nowNs);
  }
}
