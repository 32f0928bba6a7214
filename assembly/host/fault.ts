import { NONE } from "../memory/none";
import { NUMBER, PRESENT, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { DelayKind } from "../time/delays";
import { back, drop, takeFrame } from "./frames";
import { readSwap } from "./readahead";
import { isZero, leaveZeroes } from "./zeroes";

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
    readSwap(host, guest, guestFrame, entry & NUMBER);
    guest.hostSwapped--;
    host.counters.majorFaults++;
    guest.counters.hostMajorFaults++;
    if (overwrites) {
      host.counters.falseReads++;
      guest.counters.falseReads++;
    }
  } else {
    if (isZero(host, guestFrame)) leaveZeroes(host, guestFrame);
    host.counters.zeroFills++;
    guest.counters.hostZeroFills++;
  }
  back(host, guest, guestFrame, frame, true);
  return true;
}
