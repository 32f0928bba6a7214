import { fault as hostFault } from "../host/fault";
import { DriverBehaviour } from "../state/balloon";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { Host } from "../state/host";
import { reference } from "./fault";
import { requestReport, takeFree } from "./free-frames";
import { inflate } from "./inflate";
import { bury } from "./lifecycle";

/** Frames and pages that a guest lays down at a time, as far as it has so many left. */
const RUN: u32 = 16;

/**
 * Begins to boot a guest: its kernel has its frames, its balloon holds `balloonPages`. Neither needs the host. `layDown` does the
 * rest, for all guests that boot at `now` together.
 */
export function boot(guest: Guest, now: u64, balloonPages: u32, warmPages: u32, warmLast: u32): void {
  const host = guest.host;
  const turn = host.turn;
  const balloon = guest.balloon;
  if (!ASC_NO_ASSERT) assert(guest.status === GuestStatus.NotBooted, "guest: booted twice");
  guest.status = GuestStatus.Running;
  guest.bootedNs = now;
  guest.bootNumber = ++host.boots.count;
  guest.booting = true;
  host.boots.now = now;
  host.boots.left.set(guest.index, guest.kernel + warmPages + warmLast);
  host.boots.warm[guest.index] = warmPages;
  host.boots.warmLast[guest.index] = warmLast;
  turn.now = now;
  turn.timeless = true;
  const reporting = guest.reporting;
  if (reporting !== null) requestReport(guest, reporting);
  for (let frame: u32 = 0; frame < guest.kernel; frame++) takeFree(guest, frame);
  if (balloon.behaviour !== DriverBehaviour.None) {
    const unit = (<u32>1) << balloon.order;
    while (guest.pinned.count + unit <= balloonPages && guest.free.count >= guest.min + unit && inflate(guest));
    balloon.target = guest.pinned.count;
  }
  turn.timeless = false;
  guest.forgetCounters();
}

/** The warm page at this place: the first pages are warm, then the last ones. */
function warmPage(guest: Guest, place: u32): u32 {
  const boots = guest.host.boots;
  const warm = boots.warm[guest.index];
  return place < warm ? place : guest.pages - boots.warmLast[guest.index] + (place - warm);
}

/** Lays down up to `most` of what a guest has left: its kernel's frames are backed, then its warm pages come in as if touched long ago. */
function layDownRun(guest: Guest, most: u32): void {
  const host = guest.host;
  const left = host.boots.left;
  const run = min(most, left.of(guest.index));
  left.set(guest.index, left.of(guest.index) - run);
  const end = guest.laidDown + run;
  while (guest.laidDown < end && guest.status === GuestStatus.Running) {
    const next = guest.laidDown++;
    const page = warmPage(guest, next - guest.kernel);
    if (next < guest.kernel) hostFault(host, guest, guest.firstFrame + next, true);
    else reference(guest, page, !guest.isFile(page));
    if (host.somebodyDied) buryDead(host);
  }
}

/** Takes back the memory of guests that died; they lay down nothing more. */
function buryDead(host: Host): void {
  bury(host);
  for (let index: u32 = 0; index < host.guestCount; index++) {
    if (Guest.at(host, index).status !== GuestStatus.Running) host.boots.left.set(index, 0);
  }
}

/** What happens while guests boot is not counted. */
function forgetCounters(host: Host, done: bool): void {
  host.restoreCounters();
  for (let index: u32 = 0; index < host.guestCount; index++) {
    const guest = Guest.at(host, index);
    if (!guest.booting) continue;
    guest.forgetCounters();
    if (done) guest.booting = false;
  }
}

/**
 * Lays down at least `least` frames and pages of the guests that boot, or all that are left, interleaved as on a host that has run for a
 * while: the guest that goes on is drawn in proportion to what each has left. Takes no simulated time. Returns how many are left.
 */
export function layDown(host: Host, least: u32): u32 {
  const turn = host.turn;
  const boots = host.boots;
  const left = boots.left;
  const enough = left.total() - min(least, left.total());
  turn.now = boots.now;
  turn.timeless = true;
  host.saveCounters();
  while (left.total() > enough) layDownRun(Guest.at(host, boots.next()), RUN);
  turn.timeless = false;
  forgetCounters(host, left.total() === 0);
  return left.total();
}
