import { pinUnit } from "./balloon.ts";
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
  guest.reporting?.request(nowNs);
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
    guest.use(frame, { kind: "kernel" }, nowNs);
    hostFault(guest.hostView[frame], true, new Course(nowNs, true));
  }
  if (driver !== null) {
    const { balloon } = driver;
    const fits = () =>
      guest.pinnedCount + balloon.unitPages <= balloon.startPages && guest.freeCount >= balloon.unitPages;
    while (fits() && pinUnit(guest, balloon, new Course(nowNs, true)) !== null);
    driver.targetPages = guest.pinnedCount;
  }
  for (let page = 0; page < vm.workload.warmPages; page++) {
    reference(guest, page, !guest.isFile(page), new Course(nowNs, true));
    host.paths.reach("warm start");
  }
}
