import { fault as hostFault } from "../host/fault";
import { touch } from "../host/readahead";
import { Guest } from "../state/guest";
import { Zram } from "../state/zram";
import { DelayKind } from "../time/delays";
import { giveFree, takeLowestFree } from "./free-frames";

/** Reads or writes in a frame of the pool, which the host may have swapped out. False when the guest was killed for it. */
function access(guest: Guest, frame: u32): bool {
  const host = guest.host;
  const guestFrame = guest.firstFrame + frame;
  if (!host.isBacked(guestFrame)) return hostFault(host, guest, guestFrame, false);
  touch(host, guest, guestFrame);
  return true;
}

/** Puts a page that has just left its frame into a slot, in a frame more if it needs one. False when the guest was killed for it. */
export function store(guest: Guest, zram: Zram, page: u32, slot: u32): bool {
  const host = guest.host;
  const packing = zram.packing;
  const kind = guest.kindOf(page);
  zram.add(kind);
  if (packing.needed === zram.frames.count) return packing.sizes[kind] === 0 || access(guest, zram.frameOf(slot));
  const frame = takeLowestFree(guest);
  zram.take(frame);
  const guestFrame = guest.firstFrame + frame;
  if (!host.isWritable(guestFrame)) return hostFault(host, guest, guestFrame, true);
  touch(host, guest, guestFrame);
  return true;
}

/** Decompresses the page of a slot; `kind` is that of the delay. False when the guest was killed for it. */
export function load(guest: Guest, zram: Zram, page: u32, slot: u32, kind: DelayKind): bool {
  if (zram.packing.sizes[guest.kindOf(page)] > 0 && !access(guest, zram.frameOf(slot))) return false;
  guest.host.turn.spend(zram.decompressNs, kind);
  guest.counters.swapIns++;
  return true;
}

/** A page leaves its slot for good, and what it took in compressed memory becomes free. */
export function leaveSlot(guest: Guest, page: u32, slot: u32): void {
  guest.swap.give(slot);
  const zram = guest.zram;
  if (zram === null) return;
  zram.remove(guest.kindOf(page));
  while (zram.frames.count > zram.packing.needed) giveFree(guest, zram.give());
}
