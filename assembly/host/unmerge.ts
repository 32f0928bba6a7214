import { NONE } from "../memory/none";
import { PRESENT } from "../state/entry";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { Sharing } from "../state/sharing";
import { NEVER } from "../time/actors";
import { RECLAIM_BATCH } from "./batch";
import { fault } from "./fault";
import { reclaimDirectly } from "./frames";

/** The next shared guest frame, in the order of guests and frames, or `NONE`. */
function nextShared(host: Host, sharing: Sharing): u32 {
  let guestFrame = host.ept.nextWith(PRESENT, sharing.cursor, host.framesDealt);
  while (guestFrame !== NONE && !host.isShared(guestFrame)) {
    guestFrame = host.ept.nextWith(PRESENT, guestFrame + 1, host.framesDealt);
  }
  return guestFrame;
}

/** Copies the next shared guest frame into a host frame of its own; false when there is none, or no memory for it. */
function copyNext(host: Host, sharing: Sharing): bool {
  const guestFrame = nextShared(host, sharing);
  if (guestFrame === NONE) {
    sharing.seen.fill(0, host.framesDealt);
    return false;
  }
  sharing.cursor = guestFrame + 1;
  reclaimDirectly(host);
  if (host.free.count <= host.min) return false;
  // Reclaim may just have taken it, with all that shared it.
  if (host.isBacked(guestFrame)) fault(host, Guest.owning(host, guestFrame), guestFrame, false);
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
