import { type Course, VmDied } from "./course.ts";
import type { TwinGuest } from "./guest.ts";

/** Gives back everything a VM has: shutdown, or a kill by the host. */
export function releaseAll(guest: TwinGuest, state: "shut-down" | "killed-by-host"): void {
  stopWorkload(guest);
  guest.kswapd.sleep();
  if (guest.driver !== null) {
    guest.driver.clockNs = null;
    guest.driver.targetPages = 0;
  }
  for (const guestFrame of guest.hostView) guest.host.unback(guestFrame);
  guest.frames.fill({ kind: "free" });
  guest.state = state;
}

/** The guest is out of memory: kills its workload, frees all its pages, and ends what was being done. */
export function killWorkload(guest: TwinGuest, course: Course): never {
  stopWorkload(guest);
  guest.state = "out-of-memory";
  guest.host.paths.reach("guest out of memory");
  course.killed = true;
  throw new VmDied();
}

function stopWorkload(guest: TwinGuest): void {
  for (const vcpu of guest.vcpus) vcpu.stop();
  for (let page = 0; page < guest.pages.length; page++) {
    // A victim on its way out, or a page on its way in, is mapped without being the policy's.
    const state = guest.pages[page];
    if (state.kind === "mapped" && !guest.policy.members.includes(state.frame)) guest.policy.added(state.frame);
    guest.freePage(page);
  }
}
