import { Arena } from "./arena";
import { Column } from "./column";
import { NONE } from "./none";

/** Pages a batch has room for. */
export const MARKS: u32 = 256;

interface Marked {
  pages: u32;
  takeAccessed(page: u32): bool;
}

/**
 * A walk over the accessed marks of a memory that clears them. It takes a batch of pages at a time, so that the look-ups for one page need not
 * wait for those of the page before.
 */
@unmanaged
export class Marks {
  /** The pages of the batch at hand. */
  pages: Column<u32>;
  count: u32;
  /** Where the next batch begins, in terms that only the memory knows; 0 when the walk begins. */
  next: u32;

  static create(): Marks {
    const marks = changetype<Marks>(Arena.take(offsetof<Marks>()));
    const pages = Column.create<u32>(MARKS);
    if (Arena.fits()) marks.pages = pages;
    return marks;
  }

  begin(): void {
    this.next = 0;
  }

  /** Takes the marks of the next pages of a memory whose entries have this bit; false: there are none. */
  take<M extends Marked, T>(memory: M, entries: Column<T>, bit: T): bool {
    if (!this.find<T>(entries, bit, memory.pages)) return false;
    for (let at: u32 = 0; at < this.count; at++) memory.takeAccessed(this.pages[at]);
    return true;
  }

  /** Finds the next pages below `end` whose entries have this bit; false: there are none. */
  private find<T>(entries: Column<T>, bit: T, end: u32): bool {
    let count: u32 = 0;
    let page = entries.nextWith(bit, this.next, end);
    for (; page !== NONE && count < MARKS; page = entries.nextWith(bit, page + 1, end)) this.pages[count++] = page;
    this.next = min(page, end);
    this.count = count;
    return count > 0;
  }
}
