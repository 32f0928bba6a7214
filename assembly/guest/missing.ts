import { NUMBER, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";
import { DelayKind } from "../time/delays";

/**
 * The delay kind of reading an absent or swapped page. The page would still be in memory if the guest had as many more frames as pages
 * have been evicted since, or as pages are missing. The balloon is the cause when it holds at least that many.
 */
export function readDelay(guest: Guest, entry: u32): DelayKind {
  const balloon = guest.pinned.count;
  const missing = guest.missing();
  if ((entry & SWAPPED) !== 0) {
    const needed = min(missing, guest.evicted.framesSinceSlot((entry & NUMBER) - guest.firstSlot));
    return needed <= balloon ? DelayKind.GuestSwapBalloon : DelayKind.GuestSwapMemory;
  }
  if (entry === 0) return DelayKind.ColdFile;
  return min(missing, guest.evicted.framesSinceDrop(entry)) <= balloon ? DelayKind.FileBalloon : DelayKind.FileMemory;
}
