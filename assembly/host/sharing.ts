import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { ZEROES } from "../state/content";
import { BACKED, NUMBER, OWN, PRESENT, REFERENCED, WRITABLE } from "../state/entry";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { VOLATILE_PAGE } from "../state/packing";
import { MERGED, Sharing, SharingRun, UNSEEN, UNSHARED, VOLATILE } from "../state/sharing";
import { NEVER } from "../time/actors";
import { DelayKind } from "../time/delays";
import { discard } from "./compress";
import { freeFrame } from "./unback";
import { mergeWithZeroes } from "./zeroes";

/** In what a look has seen: a page like no other, its number in the rest; all bits: no page. */
const UNLIKE: u32 = 0x8000_0000;

/** The content of a guest frame, in which this page is, that others may have too; `NONE`: none that the host could find again. */
function contentOf(host: Host, guestFrame: u32, page: u32): u32 {
  if (page === NONE || (host.states[page] & OWN) !== 0) return NONE;
  const guest = Guest.owning(host, guestFrame);
  return guest.content.of(page - guest.firstPage);
}

/** Whether a page like no other, or `NONE`, was written since the latest look at its guest frame; the next write will show again. */
function wasWritten(host: Host, sharing: Sharing, guestFrame: u32, page: u32): bool {
  const left = sharing.takeWritten(guestFrame);
  if (page === NONE) return left;
  const guest = Guest.owning(host, guestFrame);
  const state = host.states[page];
  host.states[page] = state & ~WRITABLE;
  return left || (state & WRITABLE) !== 0 || guest.content.kind(page - guest.firstPage) === VOLATILE_PAGE;
}

/** Takes a guest frame out of its chain, and returns who is the chain's first then. */
function unlink(next: Column<u32>, first: u32, guestFrame: u32): u32 {
  const after = next[guestFrame];
  next[guestFrame] = NONE;
  if (first === guestFrame) return after;
  let before = first;
  while (next[before] !== guestFrame) before = next[before];
  next[before] = after;
  return first;
}

/** Nobody shares this host frame any more; `guestFrame` was on it. */
function forget(sharing: Sharing, frame: u32, guestFrame: u32): void {
  sharing.sharers[frame] = 0;
  sharing.shared--;
  const content = sharing.seen[guestFrame] - 1;
  if (sharing.stable[content] === frame) sharing.stable[content] = NONE;
}

/** Takes a guest frame off its host frame if others stay on it; false when nobody does, and the frame can be freed. */
export function leaveFrame(host: Host, sharing: Sharing, guestFrame: u32): bool {
  const frame = host.ept[guestFrame] & NUMBER;
  const sharers = sharing.sharers[frame];
  if (sharers === 0) return false;
  Guest.owning(host, guestFrame).shared--;
  if (sharers === 1) {
    forget(sharing, frame, guestFrame);
    return false;
  }
  sharing.sharers[frame] = sharers - 1;
  sharing.sharing--;
  const owner = host.owner[frame];
  if (owner === guestFrame) host.policy.remove(guestFrame);
  const first = unlink(sharing.next, owner, guestFrame);
  if (owner === guestFrame) {
    host.owner[frame] = first;
    host.ept[first] |= host.ept[guestFrame] & REFERENCED;
    host.policy.insert(first);
  }
  return true;
}

/** Everybody on a shared host frame leaves it at once, for one host slot. */
export function leaveTogether(host: Host, sharing: Sharing, frame: u32, owner: u32): void {
  for (let guestFrame = owner; guestFrame !== NONE; guestFrame = sharing.next[guestFrame]) {
    Guest.owning(host, guestFrame).shared--;
  }
  sharing.sharing -= sharing.sharers[frame] - 1;
  forget(sharing, frame, owner);
}

/** A guest frame needs its host slot no more; the slot is free when no other is in it. */
export function leaveSlot(host: Host, guestFrame: u32, slot: u32): void {
  const area = host.swap;
  const sharing = host.sharing;
  const first = sharing === null ? NONE : unlink(sharing.next, area.owner[slot], guestFrame);
  if (first === NONE) {
    area.give(slot);
    discard(host, slot);
  } else {
    area.owner[slot] = first;
  }
}

/** The next write to this guest frame must ask the host; its accessed mark is in the EPT. */
function protect(host: Host, guestFrame: u32): void {
  const page = host.pageMappedTo(guestFrame);
  if (page === NONE) return;
  host.keepMark(guestFrame, page);
  host.states[page] &= ~(WRITABLE | BACKED);
}

/** Backs a guest frame, which the policy knows no longer, by a host frame that is shared; its own becomes free. */
function merge(host: Host, sharing: Sharing, guestFrame: u32, frame: u32): void {
  protect(host, guestFrame);
  const entry = host.ept[guestFrame];
  const own = entry & NUMBER;
  freeFrame(host, own);
  const owner = host.owner[frame];
  sharing.next[guestFrame] = sharing.next[owner];
  sharing.next[owner] = guestFrame;
  sharing.sharers[frame]++;
  sharing.sharing++;
  sharing.merges++;
  Guest.owning(host, guestFrame).shared++;
  host.ept[guestFrame] = PRESENT | frame;
  host.ept[owner] |= entry & REFERENCED;
  host.turn.spend(sharing.merge, DelayKind.HostReclaim);
}

/** Whether a guest frame that was held for a candidate still is one for `other`: with smart scan, only in the round in which it became one. */
function isCandidate(host: Host, sharing: Sharing, guestFrame: u32, content: u32, other: u32): bool {
  if (guestFrame === NONE || !host.isWritable(guestFrame)) return false;
  if (sharing.smartScan && (guestFrame > other || !sharing.is(guestFrame, UNSHARED))) return false;
  return contentOf(host, guestFrame, host.pageMappedTo(guestFrame)) === content;
}

/**
 * Looks at one backed guest frame: shares it, holds it for a candidate, or remembers what it has seen (Linux: cmp_and_merge_page). A `victim`,
 * which the policy has given up, is shared or left alone. Returns whether it is shared now that was not.
 */
function look(host: Host, sharing: Sharing, guestFrame: u32, victim: bool): bool {
  host.turn.spend(sharing.scan, DelayKind.HostReclaim);
  if (host.isShared(guestFrame)) return false;
  const page = host.pageMappedTo(guestFrame);
  const content = contentOf(host, guestFrame, page);
  const now = content === NONE ? page | UNLIKE : content + 1;
  const same = sharing.seen[guestFrame] === now;
  sharing.seen[guestFrame] = now;
  if (content === NONE) {
    if (victim) return false;
    const written = wasWritten(host, sharing, guestFrame, page);
    const known = !sharing.is(guestFrame, UNSEEN);
    sharing.found(guestFrame, known && same && !written ? UNSHARED : VOLATILE);
    return false;
  }
  if (!victim) sharing.takeWritten(guestFrame);
  const changed = sharing.twice && !same;
  if (content === ZEROES && sharing.zeroPages && !changed) {
    if (!victim) host.policy.remove(guestFrame);
    mergeWithZeroes(host, sharing, guestFrame);
    return true;
  }
  let frame = sharing.stable[content];
  const full = frame === NONE || sharing.sharers[frame] >= <u16>sharing.most;
  if (changed && (full || sharing.twiceAlways)) {
    if (!victim) sharing.found(guestFrame, VOLATILE);
    return false;
  }
  if (full) {
    const candidate = sharing.candidate[content];
    if (candidate === guestFrame || !isCandidate(host, sharing, candidate, content, guestFrame)) {
      if (victim) return false;
      sharing.candidate[content] = guestFrame;
      sharing.found(guestFrame, UNSHARED);
      return false;
    }
    sharing.candidate[content] = NONE;
    frame = host.ept[candidate] & NUMBER;
    sharing.stable[content] = frame;
    sharing.seen[candidate] = content + 1;
    sharing.sharers[frame] = 1;
    sharing.shared++;
    Guest.owning(host, candidate).shared++;
    protect(host, candidate);
    sharing.found(candidate, MERGED);
  }
  if (!victim) host.policy.remove(guestFrame);
  merge(host, sharing, guestFrame, frame);
  sharing.found(guestFrame, MERGED);
  return true;
}

/** Shares a victim of the host's policy, where that is tried before it is swapped out. False when it must be swapped out. */
export function shareInstead(host: Host, guestFrame: u32): bool {
  const sharing = host.sharing;
  if (sharing === null || !sharing.beforeSwap) return false;
  return look(host, sharing, guestFrame, true);
}

/** The next backed guest frame from the scanner's cursor on that smart scan does not pass over, or `NONE`: the round is over. */
function nextToLookAt(host: Host, sharing: Sharing): u32 {
  while (true) {
    const guestFrame = host.ept.nextWith(PRESENT, sharing.cursor, host.framesDealt);
    sharing.pass(sharing.cursor, guestFrame === NONE ? host.framesDealt : guestFrame);
    if (guestFrame === NONE) return NONE;
    sharing.cursor = guestFrame + 1;
    if (!sharing.smartScan || host.isShared(guestFrame) || !sharing.passesOver(guestFrame)) return guestFrame;
  }
}

/** One step of the scanner (ksmd): so many backed guest frames, or what is left of the round; then it sleeps. */
export function scanForSharing(host: Host, sharing: Sharing): void {
  for (let looks: u32 = 0; looks < sharing.pagesToScan; looks++) {
    const guestFrame = nextToLookAt(host, sharing);
    if (guestFrame === NONE) {
      sharing.cursor = 0;
      sharing.fullScans++;
      break;
    }
    sharing.scanned++;
    look(host, sharing, guestFrame, false);
  }
  host.actors.clock[sharing.actor] = host.turn.now + sharing.sleepNs;
}

/** Lets the scanner run at this pace from now on, or stops it: what is shared stays so, or is copied apart first. */
export function steerSharing(host: Host, run: SharingRun, pagesToScan: u32, sleepNs: u64, now: u64): void {
  const sharing = host.sharing;
  if (sharing === null) return;
  const clock = host.actors.clock;
  sharing.pagesToScan = pagesToScan;
  sharing.sleepNs = sleepNs;
  sharing.running = run === SharingRun.Run;
  if (sharing.unmerging) return;
  if (run === SharingRun.Unmerge) {
    sharing.unmerging = true;
    sharing.cursor = 0;
    clock[sharing.actor] = now;
  } else if (run !== SharingRun.Run) {
    clock[sharing.actor] = NEVER;
  } else if (clock[sharing.actor] === NEVER) {
    clock[sharing.actor] = now;
  }
}
