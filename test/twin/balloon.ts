import type { Balloon } from "../../src/scenario/scenario.ts";
import { Course, VmDied } from "./course.ts";
import { transferNs } from "./device.ts";
import type { TwinGuest } from "./guest.ts";
import { directBatch, evictFromGuest } from "./reclaim.ts";

/** A VM's balloon driver: asleep (`null`), or awake with a clock. What it holds are the guest's pinned frames. */
export class TwinDriver {
  readonly balloon: Balloon;
  targetPages = 0;
  clockNs: number | null = null;

  constructor(balloon: Balloon) {
    this.balloon = balloon;
  }
}

/** One step of a driver that is awake. */
export function driverStep(guest: TwinGuest, driver: TwinDriver, atNs: number): void {
  const { balloon } = driver;
  const { paths } = guest.host;
  if (isStuck(guest, balloon, atNs)) {
    driver.clockNs = atNs + balloon.retryNs;
    paths.reach("driver stuck");
    return;
  }
  const holds = guest.pinnedCount;
  const most = balloon.driver.kind === "limited" ? balloon.driver.mostPages : Number.POSITIVE_INFINITY;
  if (holds === driver.targetPages || (holds < driver.targetPages && holds >= most)) {
    if (holds !== driver.targetPages) paths.reach("driver at its limit");
    driver.clockNs = null;
    return;
  }
  const course = new Course(atNs);
  let failed = false;
  try {
    if (holds < driver.targetPages) failed = !inflate(guest, driver, most, course);
    else deflate(guest, driver, course);
  } catch (error) {
    if (error instanceof VmDied) return;
    throw error;
  }
  driver.clockNs = course.nowNs;
  if (balloon.driver.kind === "slow") {
    const moved = Math.abs(guest.pinnedCount - holds);
    const leastNs = transferNs(moved * guest.host.pageBytes, 1, balloon.driver.bytesPerSecond);
    if (atNs + leastNs > driver.clockNs) paths.reach("driver slowed down");
    driver.clockNs = Math.max(driver.clockNs, atNs + leastNs);
  }
  if (failed) driver.clockNs += balloon.retryNs;
}

function isStuck(guest: TwinGuest, { driver }: Balloon, atNs: number): boolean {
  if (driver.kind === "stuck") return true;
  if (driver.kind !== "intermittent") return false;
  return (atNs - guest.bootedNs) % (driver.workingNs + driver.stuckNs) >= driver.workingNs;
}

/** Pins a batch; `false`: the round failed. */
function inflate(guest: TwinGuest, driver: TwinDriver, most: number, course: Course): boolean {
  const { host } = guest;
  const holds = guest.pinnedCount;
  const pages = Math.min(driver.balloon.batchPages, driver.targetPages - holds, most - holds);
  for (let page = 0; page < pages; page++) {
    if (guest.freeCount <= guest.vm.watermarks.minPages) {
      host.paths.reach("driver reclaims");
      evictFromGuest(guest, course, directBatch(guest));
      if (guest.freeCount <= guest.vm.watermarks.minPages) {
        host.paths.reach("driver's round fails");
        return false;
      }
    }
    const frame = guest.lowest("free");
    guest.frames[frame] = { kind: "pinned" };
    guest.counters.inflatedPages++;
    const { ept } = guest.hostView[frame];
    course.spend(ept.kind === "backed" ? host.costs.inflateTouchedNs : host.costs.inflateUntouchedNs);
    host.unback(guest.hostView[frame]);
    if (ept.kind === "swapped") host.paths.reach("driver frees a host slot");
    host.paths.reach(ept.kind === "backed" ? "driver inflates a backed frame" : "driver inflates an unbacked frame");
  }
  return true;
}

function deflate(guest: TwinGuest, driver: TwinDriver, course: Course): void {
  const pages = Math.min(driver.balloon.batchPages, guest.pinnedCount - driver.targetPages);
  for (let page = 0; page < pages; page++) {
    guest.frames[guest.lowest("pinned")] = { kind: "free" };
    guest.counters.deflatedPages++;
    course.spend(guest.host.costs.deflateNs);
    guest.host.paths.reach("driver deflates");
  }
}
