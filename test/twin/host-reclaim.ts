import { type Course, VmDied } from "./course.ts";
import type { GuestFrame, TwinGuest } from "./guest.ts";
import type { TwinHost } from "./host.ts";
import { RECLAIM_BATCH } from "./kswapd.ts";
import { releaseAll } from "./release.ts";

/** Evicts up to so many guest frames to host swap and says how many went. */
export function evictFromHost(host: TwinHost, course: Course, most: number): number {
  const { highPages } = host.host.watermarks;
  for (let gone = 0; gone < most; gone++) {
    if (host.policy.members.length === 0) return gone;
    if (highPages > 0 && host.freeCount >= highPages) return gone;
    if (host.slots.freeCount === 0) {
      host.paths.reach("host swap full");
      return gone;
    }
    evictOne(host, course);
  }
  return most;
}

function evictOne(host: TwinHost, course: Course): void {
  const { frame: hostFrame, looked } = host.policy.choose();
  host.counters.scannedPages += looked;
  course.spend(host.costs.scanNs * looked);
  const guestFrame = host.ownerOf(hostFrame);
  const slot = host.slots.take(guestFrame);
  if (slot === null) throw new Error("Host swap was said to have a free slot.");
  host.swapArea.write(course, slot);
  host.counters.swapOutPages++;
  const { page } = guestFrame;
  if (page !== null) {
    const onFile = guestFrame.guest.isFile(page.number) && !page.state.dirty;
    if (page.state.copy !== null || onFile) {
      host.counters.silentSwapWrites++;
      host.paths.reach("silent swap write");
    }
  } else if (guestFrame.guest.frames[guestFrame.number].kind === "taken") {
    host.paths.reach("frame taken away before it was mapped");
  }
  guestFrame.ept = { kind: "swapped", slot };
  host.frames[hostFrame] = null;
  course.spend(host.costs.evictNs);
}

/** One step of the host's kswapd. */
export function hostKswapdStep(host: TwinHost, course: Course): void {
  if (host.freeCount >= host.host.watermarks.highPages) {
    host.kswapd.sleep();
    return;
  }
  host.paths.reach("host kswapd step");
  const gone = evictFromHost(host, course, RECLAIM_BATCH);
  if (gone === 0) host.kswapd.sleep();
  else host.kswapd.clockNs = course.nowNs;
}

/** Takes the lowest free host frame for a guest frame, after reclaim and kills as far as they are needed. */
export function takeHostFrame(host: TwinHost, course: Course, needy: GuestFrame): number {
  const { minPages, lowPages, highPages } = host.host.watermarks;
  for (;;) {
    if (host.freeCount <= minPages) {
      host.paths.reach("host direct reclaim");
      evictFromHost(host, course, highPages > 0 ? RECLAIM_BATCH : 1);
    }
    if (host.freeCount > 0) break;
    killLargest(host, course, needy.guest);
  }
  const hostFrame = host.frames.indexOf(null);
  host.frames[hostFrame] = needy;
  if (host.freeCount < lowPages && host.kswapd.wake(course)) host.paths.reach("host kswapd woken");
  return hostFrame;
}

function killLargest(host: TwinHost, course: Course, needy: TwinGuest): void {
  const most = Math.max(...host.guests.map((guest) => guest.backedCount));
  const largest = host.guests.find((guest) => guest.backedCount === most);
  if (largest === undefined || most === 0) throw new Error("The host has no frames at all.");
  releaseAll(largest, "killed-by-host");
  host.counters.kills++;
  course.killed = true;
  host.paths.reach(largest === needy ? "host kills the VM in need" : "host kills another VM");
  if (largest === needy) throw new VmDied();
}
