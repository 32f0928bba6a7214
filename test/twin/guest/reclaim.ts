import type { DelayKind } from "../../../src/engine/machine/machine.generated.ts";
import { hostFault } from "../host/fault.ts";
import type { Course } from "../run/course.ts";
import { RECLAIM_BATCH } from "../run/kswapd.ts";
import type { TwinGuest } from "./guest.ts";

/** Maximum pages evicted by one round of direct reclaim. */
export function directBatch(guest: TwinGuest): number {
  return guest.vm.watermarks.highPages > 0 ? RECLAIM_BATCH : 1;
}

/** Evicts up to a number of pages of a guest; returns the number evicted. */
export function evictFromGuest(
  guest: TwinGuest,
  course: Course,
  most: number,
  how: "async" | "direct" = "direct",
): number {
  const { scannedPages, evictions } = guest.counters;
  try {
    return evictSome(guest, course, most);
  } finally {
    guest.counters[`${how}ScannedPages`] += guest.counters.scannedPages - scannedPages;
    guest.counters[`${how}ReclaimedPages`] += guest.counters.evictions - evictions;
  }
}

function evictSome(guest: TwinGuest, course: Course, most: number): number {
  const { highPages } = guest.vm.watermarks;
  for (let gone = 0; gone < most; gone++) {
    if (guest.mappedCount === 0) return gone;
    if (highPages > 0 && guest.freeCount >= highPages) return gone;
    if (!evictOne(guest, course)) return gone;
  }
  return most;
}

function evictOne(guest: TwinGuest, course: Course): boolean {
  const kind = guest.missingCount < guest.pinnedCount ? "guestReclaimBalloon" : "guestReclaimMemory";
  const page = chooseVictim(guest, course, kind);
  if (page === null) {
    guest.host.paths.reach("no victim can go");
    return false;
  }
  const { frame } = guest.mapped(page);
  putAway(guest, page, course, kind);
  course.spend(guest.host.costs.evictNs, kind);
  guest.evicted.push(page);
  guest.use(frame, { kind: "free" }, course.nowNs, course);
  guest.counters.evictions++;
  const state = guest.pages[page];
  if (guest.zram !== null && state.kind === "swapped") guest.zram.store(page, state.slot, course);
  return true;
}

function chooseVictim(guest: TwinGuest, course: Course, kind: DelayKind): number | null {
  const mapped = guest.pages.flatMap((state, page) => (state.kind === "mapped" ? [page] : []));
  if (!mapped.some((page) => canGo(guest, page))) return null;
  // The first choice, then at most one for each mapped page.
  for (let choice = 0; choice <= mapped.length; choice++) {
    const { frame, looked } = guest.policy.choose();
    guest.counters.scannedPages += looked;
    course.spend(guest.host.costs.scanNs * looked, kind);
    const page = guest.pageIn(frame);
    if (canGo(guest, page)) return page;
    guest.policy.added(frame);
    guest.host.paths.reach("victim cannot go");
  }
  return null;
}

function canGo(guest: TwinGuest, page: number): boolean {
  return guest.isFile(page) || guest.mapped(page).copy !== null || hasRoom(guest);
}

function hasRoom({ slots, zram }: TwinGuest): boolean {
  return slots.freeCount > 0 && (zram === null || zram.hasRoom);
}

/** Saves the victim's content and unmaps it. */
function putAway(guest: TwinGuest, page: number, course: Course, kind: DelayKind): void {
  const { host, counters } = guest;
  const { frame, dirty, copy } = guest.mapped(page);
  if (copy !== null) {
    if (dirty) {
      bringBack(guest, frame, course);
      guest.swapArea?.write(course, copy, kind);
      counters.swapOutPages++;
      host.paths.reach("written to its slot again");
    }
    guest.pages[page] = { kind: "swapped", slot: copy };
    host.paths.reach("evicted with copy");
  } else if (!guest.isFile(page)) {
    if (guest.zram !== null && guest.hostView[frame].ept.kind === "backed") host.touch(guest.hostView[frame], course);
    else bringBack(guest, frame, course);
    const slot = guest.slots.take(page);
    if (slot === null) throw new Error("Guest swap was said to have a free slot.");
    if (guest.zram === null) guest.swapArea?.write(course, slot, kind);
    else course.spend(guest.zram.swap.compressNs, kind);
    counters.swapOutPages++;
    guest.pages[page] = { kind: "swapped", slot };
    host.paths.reach("evicted to swap");
  } else if (dirty) {
    bringBack(guest, frame, course);
    guest.fileArea.write(course, page - guest.firstFilePage, kind);
    counters.fileWritePages++;
    guest.pages[page] = { kind: "absent" };
    guest.dropped.add(page);
    host.paths.reach("evicted to file");
  } else {
    guest.pages[page] = { kind: "absent" };
    guest.dropped.add(page);
    counters.fileDropPages++;
    host.paths.reach("dropped clean");
  }
}

/** Double paging: a frame that is to be written must first be read by the host, if the host has swapped it out. */
function bringBack(guest: TwinGuest, frame: number, course: Course): void {
  const guestFrame = guest.hostView[frame];
  if (guestFrame.ept.kind !== "swapped") return;
  hostFault(guestFrame, false, course);
  guest.counters.doublePaging++;
  guest.host.paths.reach("double paging");
}

/** One step of a guest's kswapd. */
export function guestKswapdStep(guest: TwinGuest, course: Course): void {
  if (guest.freeCount >= guest.vm.watermarks.highPages) {
    guest.kswapd.sleep();
    return;
  }
  guest.host.paths.reach("guest kswapd step");
  const beganNs = course.nowNs;
  let gone = 0;
  try {
    gone = evictFromGuest(guest, course, RECLAIM_BATCH, "async");
  } finally {
    guest.counters.kswapdNs += course.nowNs - beganNs;
  }
  if (gone === 0) guest.kswapd.sleep();
  else guest.kswapd.clockNs = course.nowNs;
}

/** Takes the lowest free guest frame, after direct reclaim if needed; `null`: there is none. */
export function takeGuestFrame(guest: TwinGuest, course: Course): number | null {
  const { minPages } = guest.vm.watermarks;
  if (guest.freeCount <= minPages) {
    const beganNs = course.nowNs;
    for (let evicted = 1; evicted > 0; ) {
      guest.counters.directReclaims++;
      guest.counters.allocStalls++;
      guest.host.paths.reach("guest direct reclaim");
      evicted = evictFromGuest(guest, course, directBatch(guest));
      if (guest.freeCount > minPages) break;
      if (evicted > 0) guest.host.paths.reach("compressed memory takes the frame");
    }
    course.pressedNs += course.nowNs - beganNs;
  }
  if (guest.freeCount <= minPages) return null;
  const frame = guest.lowest("free");
  guest.use(frame, { kind: "taken" }, course.nowNs);
  wakeWhenLow(guest, course);
  return frame;
}

/** Wakes kswapd when fewer frames are free than the low watermark. */
export function wakeWhenLow(guest: TwinGuest, course: Course): void {
  const { lowPages } = guest.vm.watermarks;
  if (guest.freeCount < lowPages && guest.kswapd.wake(course)) guest.host.paths.reach("guest kswapd woken");
}
