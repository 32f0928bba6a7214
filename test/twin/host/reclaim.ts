import type { GuestFrame, TwinGuest } from "../guest/guest.ts";
import { releaseAll } from "../guest/release.ts";
import { type Course, VmDied } from "../run/course.ts";
import { RECLAIM_BATCH } from "../run/kswapd.ts";
import type { TwinHost } from "./host.ts";

/** Evicts up to a number of guest frames to host swap until `enough` are free; returns the number evicted. */
function evictFromHost(host: TwinHost, course: Course, most: number, enough: number, anybody = false): number {
  for (let gone = 0; gone < most; ) {
    if (host.policy.members.length === 0) return gone;
    if (host.freeCount >= enough) return gone;
    if (host.slots.freeCount === 0) {
      host.paths.reach("host swap full");
      return gone;
    }
    const victim = chooseVictim(host, course, anybody);
    if (victim === null) return gone;
    if (host.sharing?.shareInstead(host, host.ownerOf(victim), course)) {
      gone++;
      continue;
    }
    const { freeCount } = host;
    evictOne(host, course, victim);
    if (host.freeCount > freeCount) gone++;
    else host.paths.reach("what was compressed takes the frame");
  }
  return most;
}

function chooseVictim(host: TwinHost, course: Course, anybody: boolean): number | null {
  const mayGo = (hostFrame: number) => anybody || host.ownerOf(hostFrame).guest.mayBeTaken;
  if (!anybody && !host.guests.some((guest) => guest.mayBeTaken)) {
    host.paths.reach("nobody's frames may be taken");
    return null;
  }
  for (let left = host.policy.members.length; left >= 0; left--) {
    const { frame, looked } = host.policy.choose();
    host.counters.scannedPages += looked;
    course.spend(host.costs.scanNs * looked, "hostReclaim");
    if (mayGo(frame)) return frame;
    host.policy.added(frame);
    host.paths.reach("frame that may not be taken");
  }
  return null;
}

function evictOne(host: TwinHost, course: Course, hostFrame: number): void {
  const guestFrame = host.ownerOf(hostFrame);
  const slot = host.slots.take(guestFrame);
  if (slot === null) throw new Error("Host swap was said to have a free slot.");
  const { page } = guestFrame;
  if (page !== null) {
    const onDisk = page.state.copy !== null || guestFrame.guest.isFile(page.number);
    if (onDisk && !page.state.dirty) {
      host.counters.silentSwapWrites++;
      host.paths.reach("silent swap write");
    }
  } else if (guestFrame.guest.frames[guestFrame.number].kind === "taken") {
    host.paths.reach("frame taken away before it was mapped");
  }
  const sharers = host.sharing?.onFrame.get(hostFrame) ?? [guestFrame];
  if (sharers.length > 1) host.paths.reach("shared frame swapped out");
  for (const each of sharers) {
    each.ept = { kind: "swapped", slot };
    host.ahead.delete(each);
  }
  host.sharing?.inSlot.set(slot, sharers);
  if (host.sharing?.onFrame.has(hostFrame)) host.sharing.forget(hostFrame);
  host.frames[hostFrame] = null;
  if (host.pool === null || !host.pool.store(guestFrame, slot, course)) {
    host.swapArea.write(course, slot, "hostReclaim");
    host.counters.swapOutPages++;
  }
  course.spend(host.costs.evictNs, "hostReclaim");
}

/** One step of the host's kswapd. */
export function hostKswapdStep(host: TwinHost, course: Course): void {
  const { highPages } = host.host.watermarks;
  const enough = Math.max(highPages, host.goalPages);
  if (host.freeCount >= enough) {
    host.kswapd.sleep();
    return;
  }
  host.paths.reach(host.freeCount < highPages ? "host kswapd step" : "host kswapd works by order");
  const gone = evictFromHost(host, course, RECLAIM_BATCH, enough);
  if (gone === 0) host.kswapd.sleep();
  else host.kswapd.clockNs = course.nowNs;
}

/** Direct reclaim for a VM that needs a frame, when few are free. */
export function reclaimForOne(host: TwinHost, course: Course): void {
  const { minPages, highPages } = host.host.watermarks;
  if (host.freeCount > minPages) return;
  host.paths.reach("host direct reclaim");
  if (highPages > 0) evictFromHost(host, course, RECLAIM_BATCH, highPages);
  else evictFromHost(host, course, 1, host.frames.length);
}

/** Takes the lowest free host frame for a guest frame, after reclaim and kills if needed. */
export function takeHostFrame(host: TwinHost, course: Course, needy: GuestFrame): number {
  const { minPages } = host.host.watermarks;
  for (;;) {
    reclaimForOne(host, course);
    if (host.freeCount > minPages) break;
    if (host.hasOrders && evictFromHost(host, course, 1, minPages + 1, true) > 0) {
      host.paths.reach("frame taken that may not be taken");
      break;
    }
    killLargest(host, course, needy.guest);
  }
  return takeLowest(host, course, needy);
}

/** Takes the lowest free host frame for readahead, after reclaim if needed; `null`: there is none. */
export function takeFrameAhead(host: TwinHost, course: Course, reader: GuestFrame): number | null {
  reclaimForOne(host, course);
  return host.freeCount > host.host.watermarks.minPages ? takeLowest(host, course, reader) : null;
}

function takeLowest(host: TwinHost, course: Course, taker: GuestFrame): number {
  const hostFrame = host.lowestFree();
  host.frames[hostFrame] = taker;
  if (host.freeCount < host.host.watermarks.lowPages && host.kswapd.wake(course)) host.paths.reach("host kswapd woken");
  return hostFrame;
}

function killLargest(host: TwinHost, course: Course, needy: TwinGuest): void {
  const there = host.guests.filter((guest) => guest.up);
  const most = Math.max(...there.map((guest) => guest.backedCount));
  const all = there.filter((guest) => guest.backedCount === most);
  const largest = all.sort((a, b) => b.bootNumber - a.bootNumber)[0];
  if (all.length > 1) host.paths.reach("host kills one of several as large");
  if (largest === undefined) throw new Error("A VM that takes a frame runs.");
  if (most === 0) host.paths.reach("host kills a VM without frames");
  releaseAll(largest, "killed-by-host", course.nowNs);
  host.counters.kills++;
  course.killed = true;
  host.paths.reach(largest === needy ? "host kills the VM in need" : "host kills another VM");
  if (largest === needy) throw new VmDied();
}
