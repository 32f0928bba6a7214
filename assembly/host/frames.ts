import { NONE } from "../memory/none";
import { COPY, DIRTY, NUMBER, PRESENT, REFERENCED, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { Host } from "../state/host";
import { NEVER } from "../time/actors";
import { DelayKind } from "../time/delays";
import { RECLAIM_BATCH } from "./batch";
import { store } from "./compress";
import { leaveFrame, leaveSlot, leaveTogether, shareInstead } from "./sharing";
import { freeFrame, unback } from "./unback";
import { isZero, leaveZeroes } from "./zeroes";

/** Backs a guest frame by a host frame and tells the host's policy. */
export function back(host: Host, guest: Guest, guestFrame: u32, frame: u32, referenced: bool): void {
  host.ept[guestFrame] = PRESENT | frame | (referenced ? REFERENCED : 0);
  host.owner[frame] = guestFrame;
  guest.backed++;
  host.policy.insert(guestFrame);
}

/** Takes the host frame away from a backed guest frame, and frees it unless others share it. */
export function drop(host: Host, guest: Guest, guestFrame: u32): void {
  const frame = host.ept[guestFrame] & NUMBER;
  const sharing = host.sharing;
  if (sharing === null || !leaveFrame(host, sharing, guestFrame)) {
    host.policy.remove(guestFrame);
    freeFrame(host, frame);
  }
  unback(host, guest, guestFrame, 0);
}

/** Moves a victim of the host's policy to a host slot, and with it all that share its frame. */
function moveToSlot(host: Host, victim: u32, slot: u32): void {
  const frame = host.ept[victim] & NUMBER;
  const sharing = host.sharing;
  if (sharing !== null && sharing.sharers[frame] > 0) leaveTogether(host, sharing, frame, victim);
  for (let guestFrame = victim; guestFrame !== NONE; ) {
    const guest = Guest.owning(host, guestFrame);
    unback(host, guest, guestFrame, SWAPPED | slot);
    guest.hostSwapped++;
    guestFrame = sharing === null ? NONE : sharing.next[guestFrame];
  }
  freeFrame(host, frame);
}

/** Forgets what the host keeps for a guest frame: its host frame or its host slot. Returns whether it was backed. */
export function release(host: Host, guest: Guest, guestFrame: u32): bool {
  const entry = host.ept[guestFrame];
  if ((entry & PRESENT) !== 0) {
    drop(host, guest, guestFrame);
    return true;
  }
  if ((entry & SWAPPED) !== 0) {
    leaveSlot(host, guestFrame, entry & NUMBER);
    host.ept[guestFrame] = 0;
    guest.hostSwapped--;
  }
  if (isZero(host, guestFrame)) leaveZeroes(host, guestFrame);
  return false;
}

/** Whether the guest's own disk holds what is in this guest frame. */
function isOnGuestDisk(host: Host, guest: Guest, guestFrame: u32): bool {
  const held = host.holds[guestFrame];
  if (held === NONE) return false;
  const page = host.pageMappedTo(guestFrame);
  if ((host.states[page] & DIRTY) !== 0) return false;
  return (held & COPY) !== 0 || guest.isFile(page - guest.firstPage);
}

function mayTakeAny(host: Host): bool {
  for (let index: u32 = 0; index < host.guestCount; index++) {
    if (Guest.at(host, index).mayBeTaken()) return true;
  }
  return false;
}

/** The guest frame the policy gives up, one that may be taken; `NONE` when none may, or, unless there `must` be one, when what the policy had begun is over. */
function chooseVictim(host: Host, must: bool): u32 {
  const guarded = host.guarded;
  if (guarded && !mayTakeAny(host)) return NONE;
  for (let choices = host.used() + 1; choices > 0; choices--) {
    let guestFrame: u32;
    do {
      guestFrame = host.policy.evict();
      host.counters.scanned += host.policy.scanned;
      host.counters.walked += host.policy.walked;
      host.turn.spend(host.costs.scan * host.policy.scanned, DelayKind.HostReclaim);
    } while (guestFrame === NONE && must);
    if (guestFrame === NONE) return NONE;
    if (!guarded || Guest.owning(host, guestFrame).mayBeTaken()) return guestFrame;
    host.policy.insert(guestFrame);
  }
  return NONE;
}

/** Moves up to `most` guest frames to host swap, or more when the policy wants to, or shares them instead, until `enough` host frames are free; returns how many went. */
function evictFrames(host: Host, most: u32, enough: u32): u32 {
  const turn = host.turn;
  const pool = host.pool;
  let gone: u32 = 0;
  while (host.free.count < enough && host.swap.free.count > 0) {
    const must = gone < most && host.used() > 0;
    if (!must && !host.policy.unfinished()) break;
    const guestFrame = chooseVictim(host, must);
    if (guestFrame === NONE) break;
    if (shareInstead(host, guestFrame)) {
      gone++;
      continue;
    }
    const guest = Guest.owning(host, guestFrame);
    if (isOnGuestDisk(host, guest, guestFrame)) host.counters.silentSwapWrites++;
    const slot = host.swap.take(guestFrame);
    const free = host.free.count;
    moveToSlot(host, guestFrame, slot);
    if (pool === null || !store(host, pool, guestFrame, slot)) {
      host.swap.write(turn, slot, DelayKind.HostReclaim);
      host.counters.swapOuts++;
    }
    turn.spend(host.costs.evict, DelayKind.HostReclaim);
    if (host.free.count > free) gone++;
  }
  return gone;
}

/** Takes everything the host keeps for a guest. */
export function releaseAll(host: Host, guest: Guest): void {
  for (let frame: u32 = 0; frame < guest.frames; frame++) release(host, guest, guest.firstFrame + frame);
}

/**
 * Kills the guest that has the most host frames, of those that have as many the one booted last (Linux: oom_evaluate_task), and
 * returns it. `needy` is one of those considered; all of them may have none, because the pool has their pages.
 */
function killLargest(host: Host, needy: Guest): Guest {
  let largest = needy;
  for (let index: u32 = 0; index < host.guestCount; index++) {
    const guest = Guest.at(host, index);
    if (guest.status !== GuestStatus.Running && guest.status !== GuestStatus.OutOfMemory) continue;
    const isLater = guest.bootNumber > largest.bootNumber;
    if (guest.backed > largest.backed || (guest.backed === largest.backed && isLater)) largest = guest;
  }
  largest.status = GuestStatus.KilledByHost;
  largest.endedNs = host.turn.now;
  largest.buried = false;
  host.turn.ends = true;
  host.somebodyDied = true;
  releaseAll(host, largest);
  return largest;
}

/** As a last resort, takes a frame that reclaim may not take. Returns whether one has become free. */
function evictAny(host: Host): bool {
  if (!host.guarded) return false;
  host.guarded = false;
  const gone = evictFrames(host, 1, host.min + 1);
  host.guarded = true;
  return gone > 0;
}

/** Direct reclaim: evicts for the caller when few frames are free. */
export function reclaimDirectly(host: Host): void {
  if (host.free.count > host.min) return;
  if (host.high > 0) evictFrames(host, RECLAIM_BATCH, host.high);
  else evictFrames(host, 1, host.frames);
}

/** Takes the lowest free host frame, and wakes background reclaim when few are left. */
function takeLowest(host: Host): u32 {
  const turn = host.turn;
  const frame = host.free.lowest();
  host.free.remove(frame);
  const clock = host.actors.clock;
  if (host.free.count < host.low && clock[host.reclaimActor] === NEVER && !turn.timeless) {
    clock[host.reclaimActor] = turn.now;
    turn.ends = true;
  }
  return frame;
}

/** The same for a frame that is read ahead, for which nobody is killed; `NONE`: there is none. */
export function takeFrameAhead(host: Host): u32 {
  reclaimDirectly(host);
  return host.free.count > host.min ? takeLowest(host) : NONE;
}

/** Takes the lowest free host frame for `guest`, reclaiming first where needed; `NONE` when the host had to kill `guest` for it. */
export function takeFrame(host: Host, guest: Guest): u32 {
  while (true) {
    reclaimDirectly(host);
    if (host.free.count > host.min || evictAny(host)) return takeLowest(host);
    if (killLargest(host, guest) === guest) return NONE;
  }
}

/** Lets background reclaim work until so many frames are free, and wakes it. */
export function reclaimUntil(host: Host, frames: u32, now: u64): void {
  host.goal = min(frames, host.frames);
  const clock = host.actors.clock;
  if (host.free.count < host.goal && clock[host.reclaimActor] === NEVER) clock[host.reclaimActor] = now;
}

/** One step of the host's background reclaim. */
export function reclaimInBackground(host: Host): void {
  const turn = host.turn;
  const enough = max(host.high, host.goal);
  const goesOn = host.free.count < enough && evictFrames(host, RECLAIM_BATCH, enough) > 0;
  host.actors.clock[host.reclaimActor] = goesOn ? turn.now : NEVER;
}
