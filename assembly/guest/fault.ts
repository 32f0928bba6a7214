import { fault as hostFault } from "../host/fault";
import { touch } from "../host/readahead";
import { touchSample } from "../host/sample";
import { isReadable, isZero } from "../host/zeroes";
import { NONE } from "../memory/none";
import {
  ACCESSED,
  AHEAD,
  BACKED,
  DIRTY,
  NUMBER,
  OWN,
  PRESENT,
  READY,
  REFERENCED,
  SWAPPED,
  WRITABLE,
} from "../state/entry";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { DelayKind } from "../time/delays";
import { deflateOnOom } from "./inflate";
import { dropCopy, mapPage } from "./mapping";
import { readDelay } from "./missing";
import { readSwap, useAhead } from "./readahead";
import { takeFrame } from "./reclaim";
import { leaveSlot, load } from "./zram";

/** Maps a page that has just come from its slot: it keeps its copy there, unless slots are scarce, or are memory. */
function mapFromSlot(guest: Guest, page: u32, guestFrame: u32, slot: u32): void {
  if (guest.zram !== null || guest.swap.scarce()) {
    leaveSlot(guest, page, slot);
    mapPage(guest, page, guestFrame, NONE);
  } else {
    mapPage(guest, page, guestFrame, slot);
  }
}

/** Brings what belongs in `page` into `guestFrame` and maps it; what is read counts as a delay of this kind. False when the guest was killed meanwhile. */
function fill(guest: Guest, page: u32, guestFrame: u32, kind: DelayKind): bool {
  const host = guest.host;
  const entry = guest.entry(page);
  if ((entry & SWAPPED) !== 0) {
    const slot = (entry & NUMBER) - guest.firstSlot;
    const zram = guest.zram;
    guest.counters.majorFaults++;
    if (zram === null) host.turn.spend(host.costs.majorFault, kind);
    // Reading ahead may reclaim, which counts as pressure by itself.
    const pressedNs = host.turn.pressedNs;
    const started = host.turn.now;
    if (!(zram === null ? readSwap(guest, page, slot, kind) : load(guest, zram, page, slot, kind))) return false;
    host.turn.pressedNs = pressedNs + host.turn.now - started;
    mapFromSlot(guest, page, guestFrame, slot);
    return true;
  }
  if (guest.isFile(page)) {
    guest.counters.majorFaults++;
    guest.counters.fileReads++;
    host.turn.spend(host.costs.majorFault, kind);
    const started = host.turn.now;
    guest.disk.read(host.turn, guest.filePosition + (page - guest.firstFilePage), 1, kind);
    if (entry !== 0) {
      host.turn.pressedNs += host.turn.now - started;
      guest.evicted.dropped--;
    }
  } else {
    guest.counters.minorFaults++;
  }
  mapPage(guest, page, guestFrame, NONE);
  return true;
}

/** A frame for a fault, by whatever the guest can still do for it; `NONE` when the workload, or the guest, was killed. */
function obtainFrame(guest: Guest): u32 {
  while (true) {
    const guestFrame = takeFrame(guest);
    if (guestFrame !== NONE || guest.status !== GuestStatus.Running) return guestFrame;
    if (guest.deflateOnOom && deflateOnOom(guest)) continue;
    guest.status = GuestStatus.OutOfMemory;
    guest.counters.oomKills++;
    guest.endedNs = guest.host.turn.now;
    guest.host.turn.ends = true;
    guest.host.somebodyDied = true;
    return NONE;
  }
}

/** What a write marks a page with; the first touch of an anonymous page fills it with what its class says, every other write makes it its own. */
function written(guest: Guest, page: u32, firstTouch: bool): u8 {
  if (guest.content.of(page) === NONE) return DIRTY | WRITABLE;
  return firstTouch ? DIRTY : DIRTY | WRITABLE | OWN;
}

/** A reference that is not a hit. Returns false when it did not happen because the workload, or the guest, was killed. */
export function reference(guest: Guest, page: u32, writes: bool): bool {
  const host = guest.host;
  const entry = guest.entry(page);
  const mapped = (entry & PRESENT) !== 0;
  const firstTouch = entry === 0 && !guest.isFile(page);
  const ahead = (guest.states[page] & AHEAD) !== 0;
  let newlyBacked = false;
  if (!mapped) {
    host.turn.spend(host.costs.minorFault, DelayKind.GuestFault);
    guest.policy.fault(page);
    const kind = readDelay(guest, entry);
    const guestFrame = obtainFrame(guest);
    if (guestFrame === NONE) return false;
    if (!host.isWritable(guestFrame)) {
      if (!hostFault(host, guest, guestFrame, true)) return false;
      newlyBacked = true;
    }
    if (!fill(guest, page, guestFrame, kind)) return false;
  } else if (ahead) {
    useAhead(guest, page);
  }
  const guestFrame = guest.entry(page) & NUMBER;
  if (!(writes ? host.isWritable(guestFrame) : isReadable(host, guestFrame))) {
    if (!hostFault(host, guest, guestFrame, false)) {
      if (!mapped) guest.policy.insert(page);
      return false;
    }
    newlyBacked = true;
  }
  const zero = !newlyBacked && isZero(host, guestFrame);
  if (!newlyBacked && !zero) touch(host, guest, guestFrame);
  if (guest.sampled.count > 0) touchSample(guest, guestFrame - guest.firstFrame, newlyBacked);
  // A page that is first read keeps its slot when it is written later (Linux: its mapping is exclusive, and nothing looks at the swap cache).
  if (writes && (!mapped || ahead) && guest.hasCopy(page)) dropCopy(guest, page);
  const ready = !zero && (host.ept[host.ownerOf(guestFrame)] & REFERENCED) !== 0 ? READY : 0;
  const direct = !zero && guest.marksDirectly && !host.isShared(guestFrame) ? BACKED : 0;
  const accessed: u8 = mapped && guest.arrival.repeats(page, guest.references) ? 0 : ACCESSED;
  guest.states[page] |= accessed | ready | direct | (writes ? written(guest, page, firstTouch) : 0);
  if (mapped) guest.policy.hit(page);
  else guest.policy.insert(page);
  return true;
}
