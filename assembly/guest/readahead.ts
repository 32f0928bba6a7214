import { fault as hostFault } from "../host/fault";
import { spanOf } from "../host/span";
import { NONE } from "../memory/none";
import { AHEAD, NUMBER, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { DelayKind } from "../time/delays";
import { dropCopy, mapPage } from "./mapping";
import { takeFrame } from "./reclaim";

/** Notes which swapped pages have a slot in the aligned block around this one: as many slots as the window says. */
function chooseBySlot(guest: Guest, slot: u32): void {
  const area = guest.swap;
  const window = area.window;
  window.atSlot(slot, area.readahead, area.slots);
  for (let other = window.first; other < window.end; other++) {
    if (other === slot || area.free.has(other)) continue;
    const page = area.owner[other] - guest.firstPage;
    if ((guest.entry(page) & SWAPPED) !== 0) area.near[area.nearCount++] = page;
  }
}

/** Notes which pages of the window around this one are swapped. */
function chooseByAddress(guest: Guest, page: u32): void {
  const area = guest.swap;
  const window = area.window;
  window.atAddress(page, area.readahead, spanOf(guest.host), guest.firstFilePage);
  for (let other = window.first; other < window.end; other++) {
    if (other !== page && (guest.entry(other) & SWAPPED) !== 0) area.near[area.nearCount++] = other;
  }
}

/** Takes a frame for a page to read ahead, and maps it with its copy. False: there is no frame, or the guest was killed for it. */
function take(guest: Guest, page: u32): bool {
  const host = guest.host;
  const guestFrame = takeFrame(guest);
  if (guestFrame === NONE) return false;
  if (!host.isWritable(guestFrame) && !hostFault(host, guest, guestFrame, true)) return false;
  const slot = (guest.entry(page) & NUMBER) - guest.firstSlot;
  guest.swap.addToRead(slot);
  mapPage(guest, page, guestFrame, slot);
  guest.states[page] |= AHEAD;
  guest.policy.insert(page);
  return true;
}

/** Reads the slot of a page, and what is read ahead with it. False when the guest was killed meanwhile. */
export function readSwap(guest: Guest, page: u32, slot: u32, kind: DelayKind): bool {
  const turn = guest.host.turn;
  const area = guest.swap;
  area.want(slot);
  if (area.readahead > 1 && !turn.timeless) {
    if (area.device.rotational) chooseBySlot(guest, slot);
    else chooseByAddress(guest, page);
    for (let index: u32 = 0; index < area.nearCount; index++) {
      if (take(guest, area.near[index])) continue;
      if (guest.status !== GuestStatus.Running) return false;
      break;
    }
  }
  area.read(turn, kind);
  guest.counters.swapIns += area.batched;
  return true;
}

/** The first reference to a page that was read ahead: a guest fault that finds it in memory (Linux: in the swap cache). */
export function useAhead(guest: Guest, page: u32): void {
  const area = guest.swap;
  guest.host.turn.spend(guest.host.costs.minorFault, DelayKind.GuestFault);
  guest.counters.minorFaults++;
  guest.states[page] &= ~AHEAD;
  if (area.device.rotational) area.window.useAtSlot();
  else area.window.useAtAddress(page);
  if (area.scarce()) dropCopy(guest, page);
}
