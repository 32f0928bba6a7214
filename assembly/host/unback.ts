import { NONE } from "../memory/none";
import { Guest } from "../state/guest";
import { Host } from "../state/host";

/** Stops backing a guest frame; `entry` is what the EPT says of it then. */
export function unback(host: Host, guest: Guest, guestFrame: u32, entry: u32): void {
  host.ept[guestFrame] = entry;
  host.unready(guestFrame);
  if (host.ahead.count > 0 && host.ahead.has(guestFrame)) host.ahead.remove(guestFrame);
  guest.backed--;
}

/** A host frame that backs nothing any more becomes free. */
export function freeFrame(host: Host, frame: u32): void {
  host.owner[frame] = NONE;
  host.free.add(frame);
}
