import type { Course } from "./course.ts";
import type { GuestFrame } from "./guest.ts";
import type { TwinHost } from "./host.ts";
import { takeHostFrame } from "./host-reclaim.ts";

/** Backs a guest frame that is unbacked or host-swapped; `overwriting`: the guest will fill the frame whole. */
export function hostFault(guestFrame: GuestFrame, overwriting: boolean, course: Course): void {
  const { guest, ept } = guestFrame;
  const { host } = guest;
  if (ept.kind === "backed") throw new Error("A backed frame cannot fault in the host.");
  course.spend(host.costs.hostFaultNs);
  const hostFrame = takeHostFrame(host, course, guestFrame);
  if (ept.kind === "swapped") {
    readFromHostSwap(host, ept.slot, course);
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

function readFromHostSwap(host: TwinHost, wanted: number, course: Course): void {
  const read = [wanted];
  for (const slot of course.warm ? [] : host.slots.block(wanted, host.host.swap.readaheadPages)) {
    const owner = host.slots.owners[slot];
    if (slot === wanted || owner === null) continue;
    if (host.freeCount <= host.host.watermarks.highPages) {
      host.paths.reach("host readahead stopped by the watermark");
      continue;
    }
    host.back(owner, host.frames.indexOf(null), false);
    read.push(slot);
    host.paths.reach("host readahead");
  }
  for (const slot of read) host.slots.free(slot);
  host.swapArea.read(course, Math.min(...read), read.length);
  host.counters.swapInPages += read.length;
}
