import { NONE } from "../memory/none";
import { COPY, NUMBER, OWN, PRESENT } from "../state/entry";
import { Guest } from "../state/guest";
import { noteWrite } from "../state/sharing";
import { giveFree } from "./free-frames";

/** Maps a page to a guest frame of the host's numbering; `slot` is its copy's, or `NONE`. */
export function mapPage(guest: Guest, page: u32, guestFrame: u32, slot: u32): void {
  guest.setEntry(page, PRESENT | guestFrame);
  guest.host.holds[guestFrame] = slot === NONE ? guest.firstPage + page : COPY | (guest.firstSlot + slot);
  guest.states[page] &= OWN;
  guest.mapped++;
  if (guest.isFile(page)) guest.mappedFilePages++;
  if (slot !== NONE || guest.isFile(page)) guest.slotless++;
}

/** Moves a mapped page into another frame, which has been taken for it; the caller tells the policy. */
export function movePage(guest: Guest, page: u32, guestFrame: u32): void {
  const from = guest.entry(page) & NUMBER;
  noteWrite(guest.host.sharing, from, guest.states[page]);
  guest.setEntry(page, PRESENT | guestFrame);
  guest.host.holds[guestFrame] = guest.host.holds[from];
  guest.host.holds[from] = NONE;
}

/** Takes a mapped page out of its frame, which becomes free; `entry` is what the page becomes. */
export function unmapPage(guest: Guest, page: u32, entry: u32): void {
  const guestFrame = guest.entry(page) & NUMBER;
  guest.host.keepMark(guestFrame, guest.firstPage + page);
  noteWrite(guest.host.sharing, guestFrame, guest.states[page]);
  if (guest.isFile(page) || guest.hasCopy(page)) guest.slotless--;
  if (guest.isFile(page)) guest.mappedFilePages--;
  guest.mapped--;
  guest.setEntry(page, entry);
  guest.states[page] &= OWN;
  guest.host.holds[guestFrame] = NONE;
  giveFree(guest, guestFrame - guest.firstFrame);
}

/** Gives up the slot of a mapped page. */
export function dropCopy(guest: Guest, page: u32): void {
  guest.swap.give(guest.copySlot(page));
  guest.host.holds[guest.entry(page) & NUMBER] = guest.firstPage + page;
  if (!guest.isFile(page)) guest.slotless--;
}
