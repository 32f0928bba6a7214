import { deflate, inflate } from "../guest/inflate";
import { evictPages, reclaimBatch, wakeWhenLow } from "../guest/reclaim";
import { DriverBehaviour } from "../state/balloon";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { NEVER } from "../time/actors";

const NS_PER_SECOND: u64 = 1_000_000_000;

/** Asks the balloon of a running guest to hold `pages`; a driver that sleeps begins now. */
export function setTarget(guest: Guest, pages: u32, now: u64): void {
  const balloon = guest.balloon;
  if (balloon.behaviour === DriverBehaviour.None) return;
  balloon.target = pages;
  const clock = guest.host.actors.clock;
  if (clock[guest.driverActor] === NEVER && pages !== guest.pinned.count) clock[guest.driverActor] = guest.clockAt(now);
}

function isStuck(guest: Guest, now: u64): bool {
  const balloon = guest.balloon;
  if (balloon.behaviour === DriverBehaviour.Stuck) return true;
  if (balloon.behaviour !== DriverBehaviour.Intermittent) return false;
  return (now - guest.bootedNs) % (balloon.workingNs + balloon.stuckNs) >= balloon.workingNs;
}

/** Whether the guest keeps its minimum when so many pages are taken, if need be after one round of direct reclaim (Linux: __GFP_NORETRY). */
function canTake(guest: Guest, pages: u32): bool {
  if (guest.free.count < guest.min + pages) {
    const started = guest.host.turn.now;
    guest.counters.driverReclaims++;
    evictPages(guest, reclaimBatch(guest));
    guest.counters.driverReclaimNs += guest.host.turn.now - started;
  }
  return guest.status !== GuestStatus.KilledByHost && guest.free.count >= guest.min + pages;
}

/**
 * One message of the driver: up to a batch of pages in or out, then the wait for the host's answer, as in Linux's
 * drivers/virtio/virtio_balloon.c.
 */
export function step(guest: Guest): void {
  const balloon = guest.balloon;
  const turn = guest.host.turn;
  const clock = guest.host.actors.clock;
  const started = turn.now;
  const held = guest.pinned.count;
  const unit = (<u32>1) << balloon.order;
  const most =
    balloon.behaviour === DriverBehaviour.Limited ? min(balloon.target, max(balloon.most, held)) : balloon.target;
  const target = (most >> balloon.order) << balloon.order;
  if (isStuck(guest, started)) {
    clock[guest.driverActor] = started + balloon.retryNs;
    return;
  }
  if (target === held) {
    clock[guest.driverActor] = NEVER;
    return;
  }
  let moved: u32 = 0;
  let failed = false;
  if (target > held) {
    const wanted = min(max(balloon.batch, unit), target - held);
    // The rest of the message waits for background reclaim that is behind: both work at the same time.
    while (moved + unit <= wanted && !failed && clock[guest.reclaimActor] >= turn.now) {
      failed = !canTake(guest, unit) || !inflate(guest);
      if (failed) break;
      moved += unit;
      wakeWhenLow(guest);
    }
  } else {
    const wanted = min(max(balloon.batch, unit), held - target);
    for (; moved + unit <= wanted; moved += unit) deflate(guest);
  }
  if (balloon.behaviour === DriverBehaviour.Slow) {
    const bytes = <u64>moved * guest.host.pageBytes;
    turn.now = max(turn.now, started + (bytes * NS_PER_SECOND) / balloon.bytesPerSecond);
  }
  clock[guest.driverActor] = turn.now + (failed ? balloon.retryNs : 0);
}
