import { Arena } from "../memory/arena";

/** Linux reads no more pages ahead by addresses, whatever `page-cluster` says (mm/swap_state.c, SWAP_RA_ORDER_CEILING). */
const MOST_BY_ADDRESS: u32 = 32;
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
  /** Where the window of the latest fault begins, and where it ends: slots or addresses. */
  first: u32;
  end: u32;

  static create(): Window {
    const window = changetype<Window>(Arena.take(offsetof<Window>()));
    if (!Arena.fits()) return window;
    window.latest = NOWHERE;
    window.used = FIRST_USED;
    return window;
  }

  /** Sets `first` and `end` for a fault at one of `slots` slots: the aligned block around it. */
  atSlot(slot: u32, most: u32, slots: u32): void {
    const used = this.used;
    this.size(slot, most);
    if (used === 0) this.latest = slot;
    this.first = slot & ~(this.pages - 1);
    this.end = min(this.first + this.pages, slots);
  }

  /**
   * Sets `first` and `end` for a fault at an address below `limit`: ahead of it in the direction of the latest use, or around it, within the
   * aligned `span` addresses that it is one of.
   */
  atAddress(address: u32, most: u32, span: u32, limit: u32): void {
    const latest = this.latest;
    this.size(address, min(most, MOST_BY_ADDRESS));
    this.latest = address;
    const pages = this.pages;
    const before = address === latest + 1 ? 0 : address === latest - 1 ? pages - 1 : (pages - 1) / 2;
    this.first = max(address - min(before, address), address & ~(span - 1));
    this.end = min(min(address + pages - before, limit), (address | (span - 1)) + 1);
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
