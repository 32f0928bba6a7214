import { release } from "../host/frames";
import { Guest } from "../machine/guest";

/** Pages given back when the guest is out of memory (Linux: VIRTIO_BALLOON_OOM_NR_PAGES). */
const OOM_PAGES: u32 = 256;

/** Pins the lowest free frame; the host gets back what it kept for it. Returns what that costs, in nanoseconds. */
export function inflatePage(guest: Guest): u64 {
  const host = guest.host;
  const frame = guest.free.lowest();
  guest.free.remove(frame);
  guest.pinned.add(frame);
  guest.counters.inflated++;
  const touched = release(host, guest, guest.firstFrame + frame);
  return touched ? host.costs.inflateTouched : host.costs.inflateUntouched;
}

/** Gives the lowest pinned frame back to the guest. Returns what that costs, in nanoseconds. */
export function deflatePage(guest: Guest): u64 {
  const frame = guest.pinned.lowest();
  guest.pinned.remove(frame);
  guest.free.add(frame);
  guest.counters.deflated++;
  return guest.host.costs.deflate;
}

/** Takes pages out of the balloon because the guest is out of memory, at the cost of who needs them; false when it is empty. */
export function deflateOnOom(guest: Guest): bool {
  const pages = min(guest.pinned.count, OOM_PAGES);
  for (let page: u32 = 0; page < pages; page++) guest.host.turn.spend(deflatePage(guest));
  guest.counters.deflatedOnOom += pages;
  return pages > 0;
}
