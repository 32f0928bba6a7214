import { NONE } from "../memory/none";
import { NUMBER, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { DelayKind } from "../time/delays";
import { load } from "./compress";
import { back, takeFrameAhead } from "./frames";
import { leaveSlot } from "./sharing";
import { spanOf } from "./span";

/** Whether a slot in use can be read ahead: its page is on the device. */
function isOnDevice(host: Host, slot: u32): bool {
  return !host.swap.free.has(slot) && !host.isPooled(slot);
}

/** Notes which guest frames have a slot in the aligned block around this one: as many slots as the window says. */
function chooseBySlot(host: Host, slot: u32): void {
  const area = host.swap;
  const window = area.window;
  window.atSlot(slot, area.readahead, area.slots);
  for (let other = window.first; other < window.end; other++) {
    if (other !== slot && isOnDevice(host, other)) area.near[area.nearCount++] = area.owner[other];
  }
}

/** Notes which guest frames of the window around this one are in host swap. */
function chooseByAddress(host: Host, guest: Guest, guestFrame: u32): void {
  const area = host.swap;
  const window = guest.hostWindow;
  const frame = guestFrame - guest.firstFrame;
  window.atAddress(frame, area.readahead, spanOf(host), guest.frames);
  for (let other = window.first; other < window.end; other++) {
    const entry = host.ept[guest.firstFrame + other];
    if (other === frame || (entry & SWAPPED) === 0 || !isOnDevice(host, entry & NUMBER)) continue;
    area.near[area.nearCount++] = guest.firstFrame + other;
  }
}

/** Backs a guest frame that is read ahead; false when there is no frame for it. */
function take(host: Host, guestFrame: u32): bool {
  const area = host.swap;
  const slot = host.ept[guestFrame] & NUMBER;
  // Frames that share their content share a slot, which is read once.
  if (area.reads(slot)) return true;
  const frame = takeFrameAhead(host);
  if (frame === NONE) return false;
  const guest = Guest.owning(host, guestFrame);
  area.addToRead(slot);
  leaveSlot(host, guestFrame, slot);
  guest.hostSwapped--;
  back(host, guest, guestFrame, frame, false);
  host.ahead.add(guestFrame);
  return true;
}

/** Reads a guest frame from its host slot, which it leaves, and what is read ahead with it. */
export function readSwap(host: Host, guest: Guest, guestFrame: u32, slot: u32): void {
  const area = host.swap;
  if (load(host, slot)) {
    leaveSlot(host, guestFrame, slot);
    return;
  }
  area.want(slot);
  if (area.readahead > 1 && !host.turn.timeless) {
    if (area.device.rotational) chooseBySlot(host, slot);
    else chooseByAddress(host, guest, guestFrame);
    host.awaiting = 1;
    for (let index: u32 = 0; index < area.nearCount; index++) {
      if (!take(host, area.near[index])) break;
    }
    host.awaiting = 0;
  }
  area.read(host.turn, DelayKind.HostSwap);
  host.counters.swapIns += area.batched;
  leaveSlot(host, guestFrame, slot);
}

/** The guest touches a backed frame. The first touch of one that was read ahead is a host fault that finds it in memory. */
export function touch(host: Host, guest: Guest, guestFrame: u32): void {
  host.touch(guestFrame);
  if (host.ahead.count === 0 || !host.ahead.has(guestFrame)) return;
  host.ahead.remove(guestFrame);
  host.turn.spend(host.costs.hostFault, DelayKind.HostFault);
  if (host.swap.device.rotational) host.swap.window.useAtSlot();
  else guest.hostWindow.useAtAddress(guestFrame - guest.firstFrame);
}
