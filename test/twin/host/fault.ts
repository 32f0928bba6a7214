import type { DelayKind } from "../../../src/engine/machine/machine.generated.ts";
import type { GuestFrame } from "../guest/guest.ts";
import type { Course } from "../run/course.ts";
import { takeFrameAhead, takeHostFrame } from "./reclaim.ts";

/** Backs a guest frame that is unbacked or host-swapped, or shared and about to be written; `overwriting`: the guest will overwrite the whole frame. */
export function hostFault(guestFrame: GuestFrame, overwriting: boolean, course: Course): void {
  const { guest } = guestFrame;
  const { host } = guest;
  if (guestFrame.ept.kind === "backed" && !host.isShared(guestFrame))
    throw new Error("A backed frame cannot fault in the host.");
  const zeroFillNs = guest.vm.balloon?.hostFaultNs ?? host.costs.hostFaultNs;
  const kind = delayOf(guestFrame);
  course.spend(kind === "hostFault" ? zeroFillNs : host.costs.hostFaultNs, kind);
  const hostFrame = takeHostFrame(host, course, guestFrame);
  const { ept } = guestFrame;
  if (ept.kind === "backed" && host.sharing !== null) {
    host.unshare(guestFrame);
    host.sharing.breaks++;
    course.spend(host.sharing.sharing.copyNs, "sharingBreak");
    host.paths.reach("shared frame written");
  } else if (ept.kind === "swapped") {
    readFromHostSwap(guestFrame, ept.slot, course);
    guest.counters.hostMajorFaults++;
    host.counters.majorFaults++;
    host.paths.reach("host major fault");
    if (overwriting) {
      guest.counters.falseReads++;
      host.counters.falseReads++;
      host.paths.reach("false read");
    }
  } else {
    if (ept.kind === "zero") host.paths.reach("zeroes written");
    guest.counters.hostZeroFills++;
    host.counters.zeroFills++;
    host.paths.reach("host zero-fill");
  }
  host.back(guestFrame, hostFrame, true);
  course.backed.add(guestFrame);
}

function delayOf({ ept, guest }: GuestFrame): DelayKind {
  if (ept.kind === "unbacked" || ept.kind === "zero") return "hostFault";
  if (ept.kind === "backed") return "sharingBreak";
  return guest.host.pool?.pages.has(ept.slot) ? "hostCompression" : "hostSwap";
}

function readFromHostSwap(guestFrame: GuestFrame, wanted: number, course: Course): void {
  const { host } = guestFrame.guest;
  if (host.pool?.pages.has(wanted)) {
    host.pool.load(course);
    host.leaveSlot(guestFrame, wanted);
    return;
  }
  const read = [wanted];
  for (const ahead of course.warm ? [] : aheadOf(guestFrame, wanted)) {
    const { ept } = ahead;
    if (ept.kind !== "swapped" || read.includes(ept.slot)) continue;
    const hostFrame = takeFrameAhead(host, course, ahead);
    if (hostFrame === null) {
      host.paths.reach("host readahead finds no frame");
      break;
    }
    read.push(ept.slot);
    host.leaveSlot(ahead, ept.slot);
    host.back(ahead, hostFrame, false);
    host.ahead.add(ahead);
    host.paths.reach("host readahead");
  }
  host.swapArea.readSlots(course, read, "hostSwap");
  host.counters.swapInPages += read.length;
  host.leaveSlot(guestFrame, wanted);
}

/** The guest frames to read ahead. */
function aheadOf(wantedFrame: GuestFrame, wanted: number): GuestFrame[] {
  const { guest, number } = wantedFrame;
  const { host } = guest;
  const { readaheadPages: most, rotational } = host.swapArea;
  if (most === 1) return [];
  const near = rotational
    ? host.window.slotsAround(wanted, most, host.slots.owners.length).map((slot) => host.slots.owners[slot])
    : guest.hostWindow
        .addressesAround(number, most, guest.frames.length, host.pageBytes / 8)
        .map((frame) => guest.hostView[frame]);
  return near.filter(
    (each): each is GuestFrame =>
      each !== null && each !== wantedFrame && each.ept.kind === "swapped" && !host.pool?.pages.has(each.ept.slot),
  );
}
