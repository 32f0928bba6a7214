/** Used pages that the first window is judged by. */
const FIRST_USED = 4;

/** Readahead by addresses reads no more pages than this. */
export const MOST_BY_ADDRESS = 32;

/** How many pages are read ahead, as judged by the use of those read ahead before. */
export class TwinWindow {
  private latest: number | null = null;
  private used = FIRST_USED;
  private pages = 0;

  /** The slots of the block around a fault at a slot, of `slots` slots in all. */
  slotsAround(slot: number, most: number, slots: number): number[] {
    const { used } = this;
    const pages = this.next(slot, most);
    if (used === 0) this.latest = slot;
    const first = slot - (slot % pages);
    return range(first, Math.min(first + pages, slots));
  }

  /** The addresses around a fault at an address, of `addresses` in all; no further than its span. */
  addressesAround(address: number, most: number, addresses: number, span: number): number[] {
    const { latest } = this;
    const pages = this.next(address, Math.min(most, MOST_BY_ADDRESS));
    this.latest = address;
    const before = latest === address - 1 ? 0 : latest === address + 1 ? pages - 1 : Math.floor((pages - 1) / 2);
    const spanFirst = address - (address % span);
    const first = address - before;
    return range(Math.max(first, spanFirst, 0), Math.min(first + pages, spanFirst + span, addresses));
  }

  /** A page that was read ahead is used; `address`: where, when readahead goes by addresses. */
  use(address: number | null): void {
    this.used++;
    if (address !== null) this.latest = address;
  }

  private next(at: number, most: number): number {
    const isNext = this.latest !== null && Math.abs(at - this.latest) === 1;
    const wanted = this.used === 0 ? (isNext ? 2 : 1) : Math.max(4, 2 ** Math.ceil(Math.log2(this.used + 2)));
    this.pages = Math.max(Math.min(wanted, most), Math.floor(this.pages / 2));
    this.used = 0;
    return this.pages;
  }
}

function range(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}
