import { release } from "../host/frames";
import { NONE } from "../memory/none";
import { Guest } from "../state/guest";
import { DelayKind } from "../time/delays";
import { giveFree, takeFree } from "./free-frames";
import { highestMovable, moveAway } from "./migrate";

/** Pages given back when the guest is out of memory (Linux: VIRTIO_BALLOON_OOM_NR_PAGES). */
const OOM_PAGES: u32 = 256;

/** The first frame of the block that the balloon takes next; `NONE`: there is none. */
function choose(guest: Guest): u32 {
  const balloon = guest.balloon;
  if (balloon.migrates) return highestMovable(guest);
  return balloon.order === 0 ? guest.free.lowest() : guest.free.lowestRun(balloon.order);
}

/**
 * Pins the next frames, a page or a block, at their cost; the host gets back what it kept for them. False when there are none,
 * or the guest was killed.
 */
export function inflate(guest: Guest): bool {
  const host = guest.host;
  const balloon = guest.balloon;
  const first = choose(guest);
  if (first === NONE) return false;
  const pages = (<u32>1) << balloon.order;
  for (let frame = first; frame < first + pages; frame++) {
    if (!guest.free.has(frame)) continue;
    takeFree(guest, frame);
    guest.pinned.add(frame);
  }
  if (balloon.migrates && !moveAway(guest, first, pages)) return false;
  let touched = false;
  for (let frame = first; frame < first + pages; frame++) {
    if (release(host, guest, guest.firstFrame + frame)) touched = true;
  }
  guest.counters.inflated += pages;
  host.turn.pass(touched ? balloon.touched : balloon.untouched);
  return true;
}

/** Gives the lowest pinned page, or block, back to the guest, at its cost. */
export function deflate(guest: Guest): void {
  const balloon = guest.balloon;
  const first = guest.pinned.lowest();
  const pages = (<u32>1) << balloon.order;
  for (let frame = first; frame < first + pages; frame++) {
    guest.pinned.remove(frame);
    giveFree(guest, frame);
  }
  guest.counters.deflated += pages;
  guest.host.turn.spend(balloon.returned, DelayKind.GuestReclaimBalloon);
}

/** Takes pages out of the balloon because the guest is out of memory; the task that needs memory pays. False: the balloon is empty. */
export function deflateOnOom(guest: Guest): bool {
  const held = guest.pinned.count;
  while (guest.pinned.count > 0 && held - guest.pinned.count < OOM_PAGES) deflate(guest);
  const pages = held - guest.pinned.count;
  guest.counters.deflatedOnOom += pages;
  return pages > 0;
}
