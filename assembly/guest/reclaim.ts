import { RECLAIM_BATCH } from "../host/batch";
import { fault as hostFault } from "../host/fault";
import { touch } from "../host/readahead";
import { NONE } from "../memory/none";
import { DIRTY, NUMBER, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { NEVER } from "../time/actors";
import { DelayKind } from "../time/delays";
import { takeLowestFree } from "./free-frames";
import { unmapPage } from "./mapping";
import { store } from "./zram";

/** Pages a reclaimer of this guest evicts at a time. */
export function reclaimBatch(guest: Guest): u32 {
  return guest.high > 0 ? RECLAIM_BATCH : 1;
}

/** What the policy gives up next; `NONE`: what it had begun is over. `kind` is the kind of the delay, here and below. */
function nextVictim(guest: Guest, kind: DelayKind): u32 {
  const host = guest.host;
  const page = guest.policy.evict();
  guest.counters.scanned += guest.policy.scanned;
  guest.counters.walked += guest.policy.walked;
  host.turn.spend(host.costs.scan * guest.policy.scanned, kind);
  return page;
}

/** The policy's next victim that can be evicted; `NONE`: there is none, or, unless there `must` be one, what the policy had begun is over. */
function chooseVictim(guest: Guest, must: bool, kind: DelayKind): u32 {
  if (guest.slotless === 0 && !guest.canSwapOut()) return NONE;
  for (let choices = guest.mapped + 1; choices > 0; choices--) {
    let page: u32;
    do {
      page = nextVictim(guest, kind);
      while (guest.policy.writes()) {
        if (!isInHostMemory(guest, page)) return NONE;
        guest.writeBack(page);
        page = nextVictim(guest, kind);
      }
    } while (page === NONE && must);
    if (page === NONE) return NONE;
    // Checked in each round, because the policy may have written pages back.
    if (guest.isFile(page) || guest.hasCopy(page) || guest.canSwapOut()) return page;
    guest.policy.insert(page);
  }
  return NONE;
}

/** Before a guest can write a page out, the host must have it in memory: double paging. False when the guest was killed for it. */
function isInHostMemory(guest: Guest, page: u32): bool {
  const guestFrame = guest.entry(page) & NUMBER;
  if (!guest.host.isSwapped(guestFrame)) return true;
  if (!hostFault(guest.host, guest, guestFrame, false)) return false;
  guest.counters.doublePaging++;
  return true;
}

/** The same for a victim; when the guest was killed for it the page stays. */
function bringBack(guest: Guest, page: u32): bool {
  if (isInHostMemory(guest, page)) return true;
  guest.policy.insert(page);
  return false;
}

/** Puts an anonymous page without a copy into a slot, and returns it; `NONE` when the guest was killed for it, and the page stays. */
function swapOut(guest: Guest, page: u32, kind: DelayKind): u32 {
  const host = guest.host;
  const zram = guest.zram;
  const guestFrame = guest.entry(page) & NUMBER;
  const reads = zram !== null && host.isBacked(guestFrame);
  if (!bringBack(guest, page)) return NONE;
  if (reads) touch(host, guest, guestFrame);
  const slot = guest.swap.take(guest.firstPage + page);
  if (zram === null) guest.swap.write(host.turn, slot, kind);
  else host.turn.spend(zram.compressNs, kind);
  guest.counters.swapOuts++;
  return slot;
}

/** Writes an anonymous page into its slot again if it has been written; false when the guest was killed for it, and the page stays. */
function refreshCopy(guest: Guest, page: u32, kind: DelayKind): bool {
  if ((guest.states[page] & DIRTY) === 0) return true;
  if (!bringBack(guest, page)) return false;
  guest.swap.write(guest.host.turn, guest.copySlot(page), kind);
  guest.counters.swapOuts++;
  return true;
}

/** Evicts one page; false when no page can be evicted, the guest was killed, or, unless there `must` be one, what the policy had begun is over. */
function evictPage(guest: Guest, must: bool): bool {
  const turn = guest.host.turn;
  const zram = guest.zram;
  const kind = guest.reclaimDelay();
  const page = chooseVictim(guest, must, kind);
  if (page === NONE) return false;
  let becomes: u32 = 0;
  let slot = NONE;
  if (guest.isFile(page)) {
    if ((guest.states[page] & DIRTY) !== 0) {
      if (!bringBack(guest, page)) return false;
      guest.disk.write(turn, guest.filePosition + (page - guest.firstFilePage), kind);
      guest.counters.fileWrites++;
    } else guest.counters.fileDrops++;
    turn.spend(guest.host.costs.evict, kind);
    becomes = guest.evicted.drop();
  } else {
    const copied = guest.hasCopy(page);
    if (copied && !refreshCopy(guest, page, kind)) return false;
    const holder = copied ? guest.copySlot(page) : swapOut(guest, page, kind);
    if (holder === NONE) return false;
    if (!copied) slot = holder;
    turn.spend(guest.host.costs.evict, kind);
    guest.evicted.toSlot(holder);
    becomes = SWAPPED | (guest.firstSlot + holder);
  }
  unmapPage(guest, page, becomes);
  guest.counters.evictions++;
  return zram === null || slot === NONE || store(guest, zram, page, slot);
}

/** Evicts up to `most` pages, or more when the policy wants to, until the high watermark; returns how many went. */
export function evictPages(guest: Guest, most: u32): u32 {
  let gone: u32 = 0;
  while (guest.high === 0 || guest.free.count < guest.high) {
    const must = gone < most && guest.mapped > 0;
    if ((!must && !guest.policy.unfinished()) || !evictPage(guest, must)) break;
    gone++;
  }
  return gone;
}

/** Takes the lowest free frame of the guest for a fault, reclaiming first where needed; its number in the host's tables, or `NONE`. */
export function takeFrame(guest: Guest): u32 {
  const turn = guest.host.turn;
  if (guest.free.count <= guest.min) {
    const started = turn.now;
    do guest.counters.directReclaims++;
    while (
      evictPages(guest, reclaimBatch(guest)) > 0 &&
      guest.free.count <= guest.min &&
      guest.status === GuestStatus.Running
    );
    turn.pressedNs += turn.now - started;
  }
  if (guest.status !== GuestStatus.Running || guest.free.count <= guest.min) return NONE;
  const frame = takeLowestFree(guest);
  wakeWhenLow(guest);
  return guest.firstFrame + frame;
}

/** Wakes background reclaim when fewer frames are free than the low watermark. */
export function wakeWhenLow(guest: Guest): void {
  const turn = guest.host.turn;
  const clock = guest.host.actors.clock;
  if (guest.free.count >= guest.low || clock[guest.reclaimActor] !== NEVER || turn.timeless) return;
  clock[guest.reclaimActor] = turn.now;
  turn.ends = true;
}

/** One step of the guest's background reclaim (kswapd). */
export function reclaimInBackground(guest: Guest): void {
  const scanned = guest.counters.scanned;
  const evictions = guest.counters.evictions;
  const started = guest.host.turn.now;
  const goesOn = guest.free.count < guest.high && evictPages(guest, RECLAIM_BATCH) > 0;
  guest.counters.backgroundScanned += guest.counters.scanned - scanned;
  guest.counters.backgroundEvictions += guest.counters.evictions - evictions;
  guest.counters.backgroundNs += guest.host.turn.now - started;
  guest.host.actors.clock[guest.reclaimActor] = goesOn ? guest.host.turn.now : NEVER;
}
