import { Column } from "../memory/column";
import { BACKED, NUMBER, PAGE_OF_REFERENCE, PRESENT, SWAPPED } from "../state/entry";
import { Guest } from "../state/guest";

/**
 * Loads what at most `LOOK_AHEAD` references of a guest will need that are about to be made: first the states of all their pages, then the entries of those that
 * will fault, then what those lead to. Loads of one stage do not wait for each other, so that their cache misses overlap. It changes nothing;
 * the sum keeps the compiler from leaving loads out.
 */
export function lookAhead(guest: Guest, stream: Column<u32>, first: u32, end: u32): void {
  const host = guest.host;
  const found = host.found;
  const states = guest.states;
  let faults: u32 = 0;
  for (let next = first; next < end; next++) {
    const page = stream[next] & PAGE_OF_REFERENCE;
    found[faults] = page;
    faults += select<u32>(1, 0, (states[page] & BACKED) === 0);
  }
  const entries = host.entries.from(guest.firstPage);
  for (let fault: u32 = 0; fault < faults; fault++) found[fault] = entries[found[fault]];
  const ept = host.ept;
  const owner = guest.swap.owner;
  const evicted = guest.evicted;
  const firstSlot = guest.firstSlot;
  let sum: u32 = 0;
  let swapped: u32 = 0;
  for (let fault: u32 = 0; fault < faults; fault++) {
    const entry = found[fault];
    if ((entry & PRESENT) !== 0) {
      found[swapped++] = ept[entry & NUMBER];
    } else if ((entry & SWAPPED) !== 0) {
      const slot = (entry & NUMBER) - firstSlot;
      sum ^= owner[slot] ^ evicted.framesSinceSlot(slot);
    }
  }
  const hostOwner = host.swap.owner;
  for (let at: u32 = 0; at < swapped; at++) {
    if ((found[at] & SWAPPED) !== 0) sum ^= hostOwner[found[at] & NUMBER];
  }
  host.looked ^= sum;
}
