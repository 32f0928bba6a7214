import { Arena } from "../memory/arena";

/** Where no fault has been: next to no page, frame or slot. */
const NOWHERE: u32 = 0x8000_0000;
/** What the first window is judged by (Linux: `swapin_readahead_hits`, `GET_SWAP_RA_VAL`). */
const FIRST_USED: u32 = 4;

/**
 * How much is read at a fault in swap, the wanted page included: more when the pages read ahead before were used, less when they were
 * not (Linux: mm/swap_state.c, `__swapin_nr_pages`).
 */
@unmanaged
export class Window {
  /** Where the latest fault was; by addresses, or the latest use of a page that was read ahead. */
  private latest: u32;
  /** Pages read ahead that were used since the latest fault. */
  private used: u32;
  /** Pages of the latest window. */
  private pages: u32;
  /** By addresses: where the window begins, and where it ends. */
  first: u32;
  end: u32;

  static create(): Window {
    const window = changetype<Window>(Arena.take(offsetof<Window>()));
    if (!Arena.fits()) return window;
    window.latest = NOWHERE;
    window.used = FIRST_USED;
    return window;
  }

  /** The pages of the window of a fault at a slot. */
  atSlot(slot: u32, most: u32): u32 {
    const used = this.used;
    this.size(slot, most);
    if (used === 0) this.latest = slot;
    return this.pages;
  }

  /** Sets `first` and `end` for a fault at an address: ahead of it in the direction of the latest use, or around it. */
  atAddress(address: u32, most: u32): void {
    const latest = this.latest;
    this.size(address, most);
    this.latest = address;
    const pages = this.pages;
    const before = address === latest + 1 ? 0 : address === latest - 1 ? pages - 1 : (pages - 1) / 2;
    this.first = address - min(before, address);
    this.end = address + pages - before;
  }

  /** A page that was read ahead is used. */
  useAtSlot(): void {
    this.used++;
  }

  useAtAddress(address: u32): void {
    this.used++;
    this.latest = address;
  }

  private size(at: u32, most: u32): void {
    let pages: u32 = 1;
    if (this.used > 0) {
      pages = 4;
      while (pages < this.used + 2) pages *= 2;
    } else if (at === this.latest + 1 || at === this.latest - 1) {
      pages = 2;
    }
    this.pages = max(min(pages, most), this.pages / 2);
    this.used = 0;
  }
}
