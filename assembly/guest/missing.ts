import { COLD_FILE, FILE_BALLOON, FILE_MEMORY, GUEST_SWAP_BALLOON, GUEST_SWAP_MEMORY } from "../machine/delays";
import { NUMBER, SWAPPED } from "../machine/entry";
import { Guest } from "../machine/guest";

/**
 * What reading an absent or swapped page counts as. A page that reclaim took would still be here if the guest had as many frames more as pages have
 * been evicted since, or as are missing; the balloon is the cause when it holds that many.
 */
export function readDelay(guest: Guest, entry: u32): u32 {
  const balloon = guest.pinned.count;
  const missing = guest.missing();
  if ((entry & SWAPPED) !== 0) {
    const needed = min(missing, guest.evicted.framesSinceSlot((entry & NUMBER) - guest.firstSlot));
    return needed <= balloon ? GUEST_SWAP_BALLOON : GUEST_SWAP_MEMORY;
  }
  if (entry === 0) return COLD_FILE;
  return min(missing, guest.evicted.framesSinceDrop(entry)) <= balloon ? FILE_BALLOON : FILE_MEMORY;
}
