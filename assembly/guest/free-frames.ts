import { Arena } from "../memory/arena";
import { Guest } from "../state/guest";
import { IDLE, REQUESTED, Reporting } from "../state/reporting";
import { FREE_PAGE_REPORTING, NEVER } from "../time/actors";

/** Switches free page reporting on; the guest's vCPUs must come after it. */
export function reportFreePages(guest: Guest, order: u32, largest: u32, capacity: u32, delayNs: u64): void {
  const reporting = Reporting.create(guest.frames, order, largest, capacity);
  if (!Arena.fits()) return;
  reporting.delayNs = delayNs;
  reporting.actor = guest.host.actors.add(FREE_PAGE_REPORTING, changetype<usize>(guest));
  reporting.reset(guest.free);
  guest.reporting = reporting;
}

/** Lets a pass of free page reporting begin after the delay, if none is on its way. */
export function requestReport(guest: Guest, reporting: Reporting): void {
  const sleeps = reporting.state === IDLE;
  reporting.state = REQUESTED;
  if (!sleeps) return;
  guest.host.actors.clock[reporting.actor] = guest.clockAt(guest.host.turn.now + reporting.delayNs);
  guest.host.turn.ends = true;
}

/** Takes a free frame out of the free ones. */
export function takeFree(guest: Guest, frame: u32): void {
  const reporting = guest.reporting;
  if (reporting !== null) reporting.take(guest.free, frame);
  guest.free.remove(frame);
}

/** Takes the lowest free frame; there must be one. */
export function takeLowestFree(guest: Guest): u32 {
  const frame = guest.free.lowest();
  takeFree(guest, frame);
  return frame;
}

/** A frame becomes free. */
export function giveFree(guest: Guest, frame: u32): void {
  guest.free.add(frame);
  const reporting = guest.reporting;
  if (reporting === null) return;
  if (reporting.give(guest.free, frame)) requestReport(guest, reporting);
}

/** All frames become free at once: the guest is gone. */
export function freeAll(guest: Guest): void {
  guest.free.clear();
  guest.free.addAll();
  const reporting = guest.reporting;
  if (reporting === null) return;
  reporting.reset(guest.free);
  guest.host.actors.clock[reporting.actor] = NEVER;
}
