import { Arena } from "../../memory/arena";
import { Column } from "../../memory/column";

/** Pages that one page table maps. */
export const TABLE: u32 = 512;

/** Pages scanned after which the kernel wakes a thread that reckons how hard reclaim is (vmpressure_win); the program runs again after it. */
const PRESSURE_WINDOW: u32 = 512;

/** What every filter of two says of a table, side by side in a byte. */
const BOTH: u8 = 3;

/**
 * What Linux's multi-generational LRU remembers of page tables, so that aging need not walk all of them: whether a table has been accessed
 * since the last walk, and whether many of its pages were found accessed lately. Linux keeps the second in two Bloom filters, which take turns; here each
 * table has a bit in either, so that none is taken for another.
 */
@unmanaged
export class PageTables {
  /** Tables there are. */
  count: u32;
  /** For each table, whether the filter for walks before an even, and before an odd, generation has it. */
  private filters: Column<u8>;
  /** Accessed marks that the last walk left in each table, or would have found there now, had it taken none. */
  private left: Column<u16>;
  /** The program has run since the last walk; and pages scanned since scanning last let it run. */
  private hasRun: bool;
  private pressure: u32;

  static create(pages: u32): PageTables {
    const made = changetype<PageTables>(Arena.take(offsetof<PageTables>()));
    const count = (pages + TABLE - 1) / TABLE;
    const filters = Column.create<u8>(count);
    const left = Column.create<u16>(count);
    if (!Arena.fits()) return made;
    made.count = count;
    made.filters = filters;
    made.left = left;
    // Nothing is known yet: the first walk goes through every table.
    filters.fill(BOTH, count);
    return made;
  }

  /** A reclaim begins: the kernel thread that reports it has run, and then the program again. */
  startReclaim(): void {
    this.hasRun = true;
  }

  scan(pages: u32): void {
    this.pressure += pages;
  }

  /** A round of a reclaim is over. */
  endRound(): void {
    if (this.pressure < PRESSURE_WINDOW) return;
    this.pressure = 0;
    this.hasRun = true;
  }

  /** Whether tables are walked now: the kernel passes over a program that has not run since the last walk. */
  takeWalk(): bool {
    const walks = this.hasRun;
    this.hasRun = false;
    return walks;
  }

  /** A walk begins that ends the generation `youngest`: the filter for the next one is emptied. */
  begin(youngest: u32): void {
    const kept = ~this.bit(youngest + 1);
    for (let table: u32 = 0; table < this.count; table++) this.filters[table] &= <u8>kept;
  }

  /** Whether the walk goes through a table that has so many accessed marks now. */
  isWalked(table: u32, youngest: u32, marks: u32): bool {
    const accessed = marks > <u32>this.left[table];
    const walked = accessed && (<u32>this.filters[table] & this.bit(youngest)) !== 0;
    this.left[table] = walked ? 0 : <u16>marks;
    return walked;
  }

  /** A walk has left so many marks in a table. */
  leave(table: u32, marks: u32): void {
    this.left[table] = <u16>marks;
  }

  /** A walk that ends the generation `youngest` goes through this table, if it has been accessed. */
  add(table: u32, youngest: u32): void {
    this.filters[table] |= <u8>this.bit(youngest);
  }

  /** So many marks have been taken in a table outside a walk. */
  take(table: u32, marks: u32): void {
    this.left[table] = <u16>(max(<u32>this.left[table], marks) - marks);
  }

  @inline
  private bit(generation: u32): u32 {
    return 1 << (generation & 1);
  }
}
