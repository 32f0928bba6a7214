import type { Balloon } from "../../../src/scenario/scenario.ts";
import { transferNs } from "../device/device.ts";
import type { TwinGuest } from "../guest/guest.ts";
import { directBatch, evictFromGuest, wakeWhenLow } from "../guest/reclaim.ts";
import { hostFault } from "../host/fault.ts";
import { Course, VmDied } from "./course.ts";

/** A VM's balloon driver: asleep (`null`), or awake with a clock. The balloon holds the guest's pinned frames. */
export class TwinDriver {
  readonly balloon: Balloon;
  targetPages = 0;
  clockNs: number | null = null;

  constructor(balloon: Balloon) {
    this.balloon = balloon;
  }
}

/** One step of an awake driver. */
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
  const wanted = wholeUnits(Math.min(driver.targetPages, Math.max(most, holds)), balloon);
  if (holds === wanted) {
    if (holds < driver.targetPages) paths.reach("driver at its limit");
    driver.clockNs = null;
    return;
  }
  const course = new Course(atNs);
  let failed = false;
  try {
    const pages = wholeUnits(
      Math.min(Math.max(balloon.batchPages, balloon.unitPages), Math.abs(wanted - holds)),
      balloon,
    );
    for (let moved = 0; moved < pages && !failed; moved += balloon.unitPages) {
      if (wanted < holds) {
        deflateUnit(guest, balloon, course);
        continue;
      }
      if (guest.kswapd.clockNs !== null && guest.kswapd.clockNs < course.nowNs) {
        paths.reach("driver lets kswapd catch up");
        break;
      }
      failed = !inflate(guest, balloon, course);
      if (!failed) wakeWhenLow(guest, course);
    }
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

function wholeUnits(pages: number, { unitPages }: Balloon): number {
  return Math.floor(pages / unitPages) * unitPages;
}

/** Pins a unit; `false`: the round failed. */
function inflate(guest: TwinGuest, balloon: Balloon, course: Course): boolean {
  const { host } = guest;
  const least = guest.vm.watermarks.minPages + balloon.unitPages;
  if (guest.freeCount < least) {
    host.paths.reach("driver reclaims");
    guest.counters.allocStalls++;
    const beganNs = course.nowNs;
    try {
      evictFromGuest(guest, course, directBatch(guest));
    } finally {
      guest.counters.driverReclaimNs += course.nowNs - beganNs;
    }
  }
  const taken = guest.freeCount < least ? null : pinUnit(guest, balloon, course);
  if (taken === null) {
    host.paths.reach("driver's round fails");
    return false;
  }
  guest.counters.inflatedPages += balloon.unitPages;
  course.spend(taken === "touched" ? balloon.touchedNs : balloon.untouchedNs, "guestReclaimBalloon");
  host.paths.reach(taken === "touched" ? "driver inflates a backed frame" : "driver inflates an unbacked frame");
  return true;
}

/** Pins the next unit, if any; returns whether the host had backed any of it. */
export function pinUnit(guest: TwinGuest, balloon: Balloon, course: Course): "touched" | "untouched" | null {
  const unit = nextUnit(guest, balloon);
  if (unit === null) return null;
  for (const frame of unit) if (guest.frames[frame].kind === "free") guest.use(frame, { kind: "pinned" }, course.nowNs);
  for (const frame of unit) if (guest.frames[frame].kind === "mapped") moveAway(guest, frame, balloon, course);
  const views = unit.map((frame) => guest.hostView[frame]);
  const touched = views.some(({ ept }) => ept.kind === "backed");
  if (views.some(({ ept }) => ept.kind === "swapped")) guest.host.paths.reach("driver frees a host slot");
  for (const view of views) guest.host.unback(view);
  return touched ? "touched" : "untouched";
}

/** Frames of the lowest completely free unit; for virtio-mem, of the highest unit without balloon and kernel frames. */
function nextUnit(guest: TwinGuest, { kind, unitPages }: Balloon): readonly number[] | null {
  const units = Array.from({ length: Math.floor(guest.frames.length / unitPages) }, (_, unit) =>
    Array.from({ length: unitPages }, (_unused, at) => unit * unitPages + at),
  );
  const kindOf = (frame: number) => guest.frames[frame].kind;
  const found =
    kind === "virtio-mem"
      ? units.findLast((unit) => unit.every((frame) => kindOf(frame) === "free" || kindOf(frame) === "mapped"))
      : units.find((unit) => unit.every((frame) => kindOf(frame) === "free"));
  return found ?? null;
}

/** Moves the page in a frame to the lowest free one, and pins the frame. */
function moveAway(guest: TwinGuest, frame: number, balloon: Balloon, course: Course): void {
  const page = guest.pageIn(frame);
  const state = guest.mapped(page);
  const to = guest.lowest("free");
  guest.use(to, { kind: "taken" }, course.nowNs);
  guest.policy.removed(frame);
  const [from, there] = [guest.hostView[frame], guest.hostView[to]];
  if (there.ept.kind === "backed" && !guest.host.isShared(there)) guest.host.touch(there, course);
  else hostFault(there, true, course);
  if (from.ept.kind === "swapped") hostFault(from, false, course);
  if (guest.host.sharing?.written.has(from)) guest.host.sharing.written.add(there);
  guest.pages[page] = { ...state, frame: to };
  guest.frames[to] = { kind: "mapped", page };
  guest.frames[frame] = { kind: "pinned" };
  course.spend(balloon.migrateNs, "guestReclaimBalloon");
  guest.policy.added(to);
  guest.host.paths.reach("page moved out of the balloon's way");
}

/** Returns the lowest pinned unit. */
export function deflateUnit(guest: TwinGuest, balloon: Balloon, course: Course): void {
  const first = guest.lowest("pinned");
  for (let frame = first; frame < first + balloon.unitPages; frame++) {
    guest.use(frame, { kind: "free" }, course.nowNs, course);
  }
  guest.counters.deflatedPages += balloon.unitPages;
  course.spend(balloon.returnNs, "guestReclaimBalloon");
  guest.host.paths.reach("driver deflates");
}
