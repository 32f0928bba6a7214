import type { DelayKind } from "../../../src/engine/machine/machine.generated.ts";
import type { SwapDisk } from "../device/device.ts";
import { hostFault } from "../host/fault.ts";
import { deflateUnit } from "../run/balloon.ts";
import type { Course } from "../run/course.ts";
import type { MappedPage, TwinGuest } from "./guest.ts";
import { takeGuestFrame } from "./reclaim.ts";
import { killWorkload } from "./release.ts";
import type { TwinZram } from "./zram.ts";

/** Pages that a guest out of memory deflates at once. */
const DEFLATE_ON_OOM_PAGES = 256;

/** References a page, without `think`; returns whether it took a guest fault. */
export function reference(guest: TwinGuest, page: number, write: boolean, course: Course): boolean {
  const before = guest.pages[page];
  const isMissing = before.kind !== "mapped" || guest.ahead.has(page);
  if (before.kind !== "mapped") guestFault(guest, page, course);
  else if (guest.ahead.has(page)) useAhead(guest, page, before, course);
  const state = guest.mapped(page);
  const guestFrame = guest.hostView[state.frame];
  const { host } = guest;
  const { kind } = guestFrame.ept;
  if (kind === "zero" && !write) host.paths.reach("zeroes read");
  else if (kind !== "backed" || (write && host.isShared(guestFrame))) hostFault(guestFrame, false, course);
  else if (state.accessed && (state.dirty || !write)) host.paths.reach("hit");
  state.accessed = true;
  if (!course.backed.has(guestFrame)) host.touch(guestFrame, course);
  if (guest.untouched.delete(state.frame)) {
    guest.host.paths.reach("sampled frame touched");
    if (!course.backed.has(guestFrame)) course.spend(guest.host.costs.hostFaultNs, "sample");
  }
  if (write) {
    if (before.kind !== "absent" || guest.isFile(page)) guest.own.add(page);
    state.dirty = true;
    if (guestFrame.content === null) host.sharing?.written.add(guestFrame);
    if (state.copy !== null && !isMissing) guest.host.paths.reach("copy kept by a write");
    if (state.copy !== null && isMissing) {
      guest.slots.free(state.copy);
      state.copy = null;
      guest.host.paths.reach("copy given up by a write");
    }
  }
  if (before.kind === "mapped") guest.policy.touched(state.frame);
  else guest.policy.added(state.frame);
  return isMissing;
}

/** The first reference to a page that was read ahead. */
function useAhead(guest: TwinGuest, page: number, state: MappedPage, course: Course): void {
  course.spend(guest.host.costs.minorFaultNs, "guestFault");
  guest.counters.minorFaults++;
  guest.ahead.delete(page);
  guest.window.use(guest.swapArea?.rotational === true ? null : page);
  guest.host.paths.reach("page read ahead is used");
  if (state.copy !== null) state.copy = keepOrFree(guest, state.copy);
}

function guestFault(guest: TwinGuest, page: number, course: Course): void {
  const { costs, paths } = guest.host;
  const state = guest.pages[page];
  course.spend(costs.minorFaultNs, "guestFault");
  const kind = readDelay(guest, page);
  const frame = takeFrameOrDie(guest, course);
  overwrite(guest, frame, course);
  let copy: number | null = null;
  if (state.kind === "swapped") {
    guest.counters.majorFaults++;
    if (guest.zram === null) course.spend(costs.majorFaultNs, kind);
    const beganNs = course.nowNs;
    const takenNs = course.pressedNs;
    copy =
      guest.zram === null
        ? swapIn(guest, page, state.slot, course, kind)
        : decompress(guest, guest.zram, state.slot, course, kind);
    course.pressedNs = takenNs + course.nowNs - beganNs;
    paths.reach("guest fault, swap-in");
  } else if (guest.isFile(page)) {
    guest.counters.majorFaults++;
    guest.counters.fileReadPages++;
    course.spend(costs.majorFaultNs, kind);
    const beganNs = course.nowNs;
    guest.fileArea.read(course, page - guest.firstFilePage, 1, kind);
    if (guest.dropped.has(page)) {
      course.pressedNs += course.nowNs - beganNs;
      paths.reach("dropped file page read again");
    }
    paths.reach("guest fault, file read");
  } else {
    guest.counters.minorFaults++;
    paths.reach("guest fault, minor");
  }
  guest.map(page, frame, copy);
}

/** Counter of a read of an unmapped page. */
function readDelay(guest: TwinGuest, page: number): DelayKind {
  const forBalloon = guest.missesForBalloon(page);
  const isSwapped = guest.pages[page].kind === "swapped";
  if (!isSwapped && !guest.dropped.has(page)) return "coldFile";
  guest.host.paths.reach(forBalloon ? "page missed for the balloon" : "page missed all the same");
  if (isSwapped) return forBalloon ? "guestSwapBalloon" : "guestSwapMemory";
  return forBalloon ? "fileBalloon" : "fileMemory";
}

function overwrite(guest: TwinGuest, frame: number, course: Course): void {
  const guestFrame = guest.hostView[frame];
  // Backed by double paging just before it was taken, not by faults of this reference.
  course.backed.delete(guestFrame);
  if (guestFrame.ept.kind !== "backed" || guest.host.isShared(guestFrame)) hostFault(guestFrame, true, course);
}

/** Removes a page from compressed memory without keeping a copy. */
function decompress(guest: TwinGuest, zram: TwinZram, slot: number, course: Course, kind: DelayKind): null {
  zram.load(slot, course, kind);
  guest.counters.swapInPages++;
  guest.slots.free(slot);
  zram.remove(slot, course.nowNs, course);
  return null;
}

/** Reads the wanted slot and what is read ahead with it; returns the copy that the wanted page keeps, if any. */
function swapIn(guest: TwinGuest, wanted: number, slot: number, course: Course, kind: DelayKind): number | null {
  const { swapArea } = guest;
  if (swapArea === null) throw new Error(`The swap of VM ${guest.index} is on no device.`);
  const read = [slot];
  for (const [page, from] of course.warm ? [] : aheadOf(guest, wanted, slot, swapArea)) {
    const frame = takeGuestFrame(guest, course);
    if (frame === null) {
      guest.host.paths.reach("guest readahead finds no frame");
      break;
    }
    overwrite(guest, frame, course);
    guest.map(page, frame, from);
    guest.ahead.add(page);
    guest.policy.added(frame);
    read.push(from);
    guest.host.paths.reach("guest readahead");
  }
  swapArea.readSlots(course, read, kind);
  guest.counters.swapInPages += read.length;
  return keepOrFree(guest, slot);
}

/** The swapped pages to read ahead, with their slots. */
function aheadOf(guest: TwinGuest, wanted: number, slot: number, swapArea: SwapDisk): [number, number][] {
  const { readaheadPages: most, rotational } = swapArea;
  if (most === 1) return [];
  const { slots, window, host } = guest;
  const pages = rotational
    ? window.slotsAround(slot, most, slots.owners.length).map((each) => slots.owners[each])
    : window.addressesAround(wanted, most, guest.firstFilePage, host.pageBytes / 8);
  return pages.flatMap((page) => {
    const state = page === null ? null : guest.pages[page];
    return page === null || page === wanted || state?.kind !== "swapped" ? [] : [[page, state.slot]];
  });
}

/** Keeps a copy in the slot that was read, unless slots are scarce. */
function keepOrFree(guest: TwinGuest, slot: number): number | null {
  const keeps = !guest.slots.scarce;
  guest.host.paths.reach(keeps ? "copy kept" : "slot freed at once");
  if (keeps) return slot;
  guest.slots.free(slot);
  return null;
}

function takeFrameOrDie(guest: TwinGuest, course: Course): number {
  for (;;) {
    const frame = takeGuestFrame(guest, course);
    if (frame !== null) return frame;
    if (!guest.vm.deflateOnOom || guest.pinnedCount === 0) killWorkload(guest, course);
    guest.host.paths.reach("deflate on out of memory");
    const { driver } = guest;
    const held = guest.pinnedCount;
    while (driver !== null && guest.pinnedCount > 0 && held - guest.pinnedCount < DEFLATE_ON_OOM_PAGES) {
      deflateUnit(guest, driver.balloon, course);
    }
  }
}
