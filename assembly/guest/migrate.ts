import { fault as hostFault } from "../host/fault";
import { touch } from "../host/readahead";
import { NONE } from "../memory/none";
import { Guest } from "../state/guest";
import { takeLowestFree } from "./free-frames";
import { movePage } from "./mapping";

/** The highest block of the balloon's size that neither it, the guest's kernel nor its compressed memory holds any part of; `NONE`: there is none. */
export function highestMovable(guest: Guest): u32 {
  const order = guest.balloon.order;
  const zram = guest.zram;
  for (let block = guest.frames >> order; block > 0; block--) {
    const first = (block - 1) << order;
    if (first < guest.kernel) break;
    const keeps = zram !== null && zram.frames.lowestFrom(first) < block << order;
    if (!keeps && !guest.pinned.has(first)) return first;
  }
  return NONE;
}

/** Moves a page into the lowest free frame and pins the one it was in. False when the guest was killed meanwhile. */
function move(guest: Guest, page: u32, frame: u32): bool {
  const host = guest.host;
  const from = guest.firstFrame + frame;
  const to = guest.firstFrame + takeLowestFree(guest);
  guest.policy.remove(page);
  let alive: bool = true;
  if (host.isWritable(to)) touch(host, guest, to);
  else alive = hostFault(host, guest, to, true);
  if (alive && host.isSwapped(from)) alive = hostFault(host, guest, from, false);
  if (alive) {
    host.keepMark(from, guest.firstPage + page);
    host.unready(from);
    movePage(guest, page, to);
    guest.pinned.add(frame);
    host.turn.pass(guest.balloon.migrate);
  }
  guest.policy.insert(page);
  return alive;
}

/** Moves what is mapped in a block whose free frames are pinned elsewhere, in ascending order. False when the guest was killed meanwhile. */
export function moveAway(guest: Guest, first: u32, pages: u32): bool {
  for (let frame = first; frame < first + pages; frame++) {
    const page = guest.pageIn(frame);
    if (page !== NONE && !move(guest, page, frame)) return false;
  }
  return true;
}
