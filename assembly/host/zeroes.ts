import { NUMBER, ZERO } from "../state/entry";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { Sharing, VOLATILE } from "../state/sharing";
import { DelayKind } from "../time/delays";
import { freeFrame, unback } from "./unback";

/** Whether a guest frame is mapped to the host's page of zeroes: no host frame backs it, and the guest can read it. */
export function isZero(host: Host, guestFrame: u32): bool {
  return host.ept[guestFrame] === ZERO;
}

/** Whether the guest can read the frame without the host. */
export function isReadable(host: Host, guestFrame: u32): bool {
  return host.isBacked(guestFrame) || isZero(host, guestFrame);
}

/** Maps a guest frame, which the policy knows no longer, to the host's page of zeroes; its host frame becomes free. */
export function mergeWithZeroes(host: Host, sharing: Sharing, guestFrame: u32): void {
  freeFrame(host, host.ept[guestFrame] & NUMBER);
  unback(host, Guest.owning(host, guestFrame), guestFrame, ZERO);
  sharing.zeroed++;
  sharing.merges++;
  // As in Linux, what the scanner keeps of it counts until it comes by again.
  sharing.found(guestFrame, VOLATILE);
  host.turn.spend(sharing.merge, DelayKind.HostReclaim);
}

/** A guest frame needs the host's page of zeroes no more. */
export function leaveZeroes(host: Host, guestFrame: u32): void {
  const sharing = host.sharing;
  if (sharing !== null) sharing.zeroed--;
  host.ept[guestFrame] = 0;
}
