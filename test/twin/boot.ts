import { Course, VmDied } from "./course.ts";
import { reference } from "./fault.ts";
import type { TwinGuest } from "./guest.ts";
import { hostFault } from "./host-fault.ts";

/** Boots a VM: kernel frames, the balloon's first pages, the warm pages; nothing of it takes time or counts. */
export function bootGuest(guest: TwinGuest, nowNs: number): void {
  const { host } = guest;
  const everyone = [host, ...host.guests];
  const before = everyone.map((one) => ({ ...one.counters }));
  guest.state = "running";
  guest.bootedNs = nowNs;
  for (const vcpu of guest.vcpus) vcpu.clockNs = nowNs;
  try {
    warmUp(guest, nowNs);
  } catch (error) {
    if (!(error instanceof VmDied)) throw error;
  }
  everyone.forEach((one, index) => {
    Object.assign(one.counters, before[index]);
  });
}

function warmUp(guest: TwinGuest, nowNs: number): void {
  const { vm, driver, host } = guest;
  for (let frame = 0; frame < vm.kernelPages; frame++) {
    guest.frames[frame] = { kind: "kernel" };
    hostFault(guest.hostView[frame], true, new Course(nowNs, true));
  }
  if (driver !== null) {
    const pages = Math.min(driver.balloon.startPages, guest.freeCount);
    for (let page = 0; page < pages; page++) guest.frames[guest.lowest("free")] = { kind: "pinned" };
    driver.targetPages = pages;
  }
  for (let page = 0; page < vm.workload.warmPages; page++) {
    reference(guest, page, !guest.isFile(page), new Course(nowNs, true));
    host.paths.reach("warm start");
  }
}
