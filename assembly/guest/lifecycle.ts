import { releaseAll } from "../host/frames";
import { NUMBER, PRESENT, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { Host } from "../state/host";
import { NEVER, VCPU } from "../time/actors";
import { setBlocked } from "./block";
import { freeAll } from "./free-frames";
import { dropCopy, unmapPage } from "./mapping";
import { Vcpu } from "./vcpu";
import { leaveSlot } from "./zram";

/** Frees a range of pages: the guest gets frames and slots back, the host does not know. */
export function freePages(guest: Guest, first: u32, count: u32): void {
  for (let page = first; page < first + count; page++) {
    const entry = guest.entry(page);
    if ((entry & PRESENT) !== 0) {
      guest.policy.remove(page);
      if (guest.hasCopy(page)) dropCopy(guest, page);
      unmapPage(guest, page, 0);
    } else if ((entry & SWAPPED) !== 0) {
      leaveSlot(guest, page, (entry & NUMBER) - guest.firstSlot);
      guest.setEntry(page, 0);
    } else {
      if (entry !== 0) guest.evicted.dropped--;
      guest.setEntry(page, 0);
    }
    guest.states[page] = 0;
  }
}

/** Puts the vCPUs of a guest to sleep for good. */
function stopVcpus(guest: Guest): void {
  const actors = guest.host.actors;
  for (let actor: u32 = 0; actor < actors.count; actor++) {
    if (actors.kind[actor] !== VCPU) continue;
    const vcpu = changetype<Vcpu>(actors.record[actor]);
    if (vcpu.guest === guest) vcpu.finish();
  }
}

/** Takes everything back from a guest that has been shut down or killed. */
function tearDown(guest: Guest): void {
  const clock = guest.host.actors.clock;
  setBlocked(guest, false, guest.endedNs);
  stopVcpus(guest);
  freePages(guest, 0, guest.pages);
  guest.pinned.clear();
  guest.balloon.target = 0;
  freeAll(guest);
  releaseAll(guest.host, guest);
  clock[guest.driverActor] = NEVER;
  clock[guest.reclaimActor] = NEVER;
}

/** Shuts a guest down that has booted. */
export function shutDown(guest: Guest, now: u64): void {
  guest.status = GuestStatus.ShutDown;
  guest.endedNs = now;
  tearDown(guest);
}

/** Takes back the memory of guests that died in the latest turn. */
export function bury(host: Host): void {
  host.somebodyDied = false;
  for (let index: u32 = 0; index < host.guestCount; index++) {
    const guest = Guest.at(host, index);
    if (guest.buried) continue;
    if (guest.status === GuestStatus.KilledByHost) {
      tearDown(guest);
      guest.buried = true;
    } else if (guest.status === GuestStatus.OutOfMemory) {
      stopVcpus(guest);
      freePages(guest, 0, guest.pages);
      guest.buried = true;
    }
  }
}
