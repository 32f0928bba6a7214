import { NONE } from "../memory/none";
import { Guest } from "../state/guest";
import { DelayKind } from "../time/delays";

/** Puts a frame in the guest's sample, and takes its mapping away; false when the host does not back it, or it is in the sample. */
export function addToSample(guest: Guest, frame: u32): bool {
  const guestFrame = guest.firstFrame + frame;
  if (!guest.host.isBacked(guestFrame) || guest.sampled.has(frame)) return false;
  guest.sampled.add(frame);
  guest.sampleSize++;
  const page = guest.host.pageMappedTo(guestFrame);
  if (page !== NONE) guest.host.keepMark(guestFrame, page);
  guest.host.unready(guestFrame);
  return true;
}

/** A touched guest frame leaves the sample, at the cost of a fault unless a host fault has just mapped it again. */
export function touchSample(guest: Guest, frame: u32, mapped: bool): void {
  if (!guest.sampled.has(frame)) return;
  guest.sampled.remove(frame);
  if (!mapped) guest.host.turn.spend(guest.host.costs.hostFault, DelayKind.Sample);
}

/** Empties the sample. */
export function clearSample(guest: Guest): void {
  guest.sampled.clear();
  guest.sampleSize = 0;
}
