import { NONE } from "../memory/none";
import { PRESENT, ZERO } from "../state/entry";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { Sharing } from "../state/sharing";
import { NEVER } from "../time/actors";
import { RECLAIM_BATCH } from "./batch";
import { fault } from "./fault";
import { reclaimDirectly } from "./frames";
import { isReadable, isZero } from "./zeroes";

/** Whether a guest frame is to be copied apart from others. */
function isTogether(host: Host, sharing: Sharing, guestFrame: u32): bool {
  if (isZero(host, guestFrame)) return sharing.unmergesZeroes;
  return host.isBacked(guestFrame) && host.isShared(guestFrame);
}

/** The next guest frame to be copied apart, in the order of guests and frames, or `NONE`. */
function nextShared(host: Host, sharing: Sharing): u32 {
  let guestFrame = host.ept.nextWith(PRESENT | ZERO, sharing.cursor, host.framesDealt);
  while (guestFrame !== NONE && !isTogether(host, sharing, guestFrame)) {
    guestFrame = host.ept.nextWith(PRESENT | ZERO, guestFrame + 1, host.framesDealt);
  }
  return guestFrame;
}

/** Copies the next shared guest frame into a host frame of its own; false when there is none, or no memory for it. */
function copyNext(host: Host, sharing: Sharing): bool {
  const guestFrame = nextShared(host, sharing);
  if (guestFrame === NONE) {
    sharing.forgetAll(host.framesDealt);
    return false;
  }
  sharing.cursor = guestFrame + 1;
  reclaimDirectly(host);
  if (host.free.count <= host.min) return false;
  // Reclaim may just have taken it, with all that shared it.
  if (isReadable(host, guestFrame)) fault(host, Guest.owning(host, guestFrame), guestFrame, false);
  return true;
}

/** One step of copying apart all that is shared (Linux: run = 2). When it is over the scanner goes on, or sleeps, as ordered last. */
export function unmerge(host: Host, sharing: Sharing): void {
  for (let copies: u32 = 0; copies < RECLAIM_BATCH && sharing.unmerging; copies++) {
    sharing.unmerging = copyNext(host, sharing);
  }
  if (!sharing.unmerging) sharing.cursor = 0;
  host.actors.clock[sharing.actor] = sharing.unmerging || sharing.running ? host.turn.now : NEVER;
}
