import { NONE } from "../memory/none";
import { NUMBER, PRESENT, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { DelayKind } from "../time/delays";
import { load } from "./compress";
import { back, drop, takeFrame } from "./frames";
import { leaveSlot } from "./sharing";

/** Reads `guestFrame` back from host swap ahead of any access. */
function readAhead(host: Host, guestFrame: u32): void {
  const guest = Guest.owning(host, guestFrame);
  const frame = host.free.lowest();
  host.free.remove(frame);
  guest.hostSwapped--;
  back(host, guest, guestFrame, frame, false);
}

/** Reads a guest frame's host slot and the other slots in use of its aligned block, as far as frames are free; all then leave their slots. */
function readSwap(host: Host, guestFrame: u32, slot: u32): void {
  const turn = host.turn;
  const area = host.swap;
  const first = slot & ~(area.readahead - 1);
  const end = min(first + area.readahead, area.slots);
  let lowest = slot;
  let pages: u32 = 1;
  if (load(host, slot)) {
    leaveSlot(host, guestFrame, slot);
    return;
  }
  if (!turn.timeless) {
    for (let other = first; other < end; other++) {
      if (other === slot || area.free.has(other) || host.isPooled(other) || host.free.count <= host.high) continue;
      readAhead(host, area.owner[other]);
      lowest = min(lowest, other);
      pages++;
    }
  }
  area.read(turn, lowest, pages, DelayKind.HostSwap);
  host.counters.swapIns += pages;
  leaveSlot(host, guestFrame, slot);
  if (pages === 1) return;
  for (let other = first; other < end; other++) {
    if (area.free.has(other) || other === slot) continue;
    const owner = area.owner[other];
    if ((host.ept[owner] & SWAPPED) === 0) leaveSlot(host, owner, other);
  }
}

/** What an EPT violation of this guest frame counts as. */
function faultDelay(host: Host, guestFrame: u32): u32 {
  const entry = host.ept[guestFrame];
  if ((entry & PRESENT) !== 0) return DelayKind.SharingBreak;
  if ((entry & SWAPPED) === 0) return DelayKind.HostFault;
  return host.isPooled(entry & NUMBER) ? DelayKind.HostCompression : DelayKind.HostSwap;
}

/**
 * Serves an EPT violation: backs `guestFrame` by an empty host frame or from host swap, or, when it is written and shares its host frame, by
 * one of its own. `overwrites` tells that the guest is about to fill the frame whole. Returns false when its guest was killed instead.
 */
export function fault(host: Host, guest: Guest, guestFrame: u32, overwrites: bool): bool {
  const turn = host.turn;
  const kind = faultDelay(host, guestFrame);
  turn.spend(kind === DelayKind.HostFault ? guest.zeroFillNs : host.costs.hostFault, kind);
  if (!host.isBacked(guestFrame)) host.policy.fault(guestFrame);
  const frame = takeFrame(host, guest);
  if (frame === NONE) return false;
  const entry = host.ept[guestFrame];
  const sharing = host.sharing;
  if (sharing !== null && (entry & PRESENT) !== 0) {
    drop(host, guest, guestFrame);
    sharing.breaks++;
    turn.spend(sharing.copy, DelayKind.SharingBreak);
  } else if ((entry & SWAPPED) !== 0) {
    readSwap(host, guestFrame, entry & NUMBER);
    guest.hostSwapped--;
    host.counters.majorFaults++;
    guest.counters.hostMajorFaults++;
    if (overwrites) {
      host.counters.falseReads++;
      guest.counters.falseReads++;
    }
  } else {
    host.counters.zeroFills++;
    guest.counters.hostZeroFills++;
  }
  back(host, guest, guestFrame, frame, true);
  return true;
}
