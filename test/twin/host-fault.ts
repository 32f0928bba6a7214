import type { DelayKind } from "../../src/engine/machine/machine.generated.ts";
import type { Course } from "./course.ts";
import type { GuestFrame } from "./guest.ts";
import { takeHostFrame } from "./host-reclaim.ts";

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
    guest.counters.hostZeroFills++;
    host.counters.zeroFills++;
    host.paths.reach("host zero-fill");
  }
  host.back(guestFrame, hostFrame, true);
  course.backed.add(guestFrame);
}

function delayOf({ ept, guest }: GuestFrame): DelayKind {
  if (ept.kind === "unbacked") return "hostFault";
  if (ept.kind === "backed") return "sharingBreak";
  return guest.host.pool?.bytes.has(ept.slot) ? "hostCompression" : "hostSwap";
}

function readFromHostSwap(guestFrame: GuestFrame, wanted: number, course: Course): void {
  const { host } = guestFrame.guest;
  if (host.pool?.bytes.has(wanted)) {
    host.pool.load(course);
    host.leaveSlot(guestFrame, wanted);
    return;
  }
  const read = new Map([[wanted, guestFrame]]);
  for (const slot of course.warm ? [] : host.slots.block(wanted, host.host.swap.readaheadPages)) {
    const owner = host.slots.owners[slot];
    if (slot === wanted || owner === null || host.pool?.bytes.has(slot)) continue;
    if (host.freeCount <= host.host.watermarks.highPages) {
      host.paths.reach("host readahead stopped by the watermark");
      continue;
    }
    host.back(owner, host.lowestFree(), false);
    read.set(slot, owner);
    host.paths.reach("host readahead");
  }
  for (const [slot, reader] of read) host.leaveSlot(reader, slot);
  host.swapArea.read(course, Math.min(...read.keys()), read.size, "hostSwap");
  host.counters.swapInPages += read.size;
}
