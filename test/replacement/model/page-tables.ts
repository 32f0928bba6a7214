const MIN_LRU_BATCH = 64;
const PTRS_PER_PTE = 512;

/** Page tables of 512 pages, and what aging keeps of them. */
export class PageTables {
  private readonly pages: number;
  private readonly isMarked: (page: number) => boolean;
  /** Page tables in each Bloom filter, which is exact here; none before a walk makes it. */
  private readonly filters: (Set<number> | null)[] = [null, null];
  /** `mm->lru_gen.bitmap`: the program has been given the processor since the latest walk (`lru_gen_use_mm`). */
  private isUsed = false;
  /** Accessed marks that the latest walk left in each page table, less those taken since: with more, the processor has used it since. */
  private readonly marksLeft = new Map<number, number>();

  constructor(pages: number, isMarked: (page: number) => boolean) {
    this.pages = pages;
    this.isMarked = isMarked;
  }

  /** `lru_gen_use_mm` of include/linux/mm_types.h, called by `context_switch`. */
  useMm(): void {
    this.isUsed = true;
  }

  /** `iterate_mm_list` and `walk_pmd_range` over all tables; `walkTable` returns whether the next walk comes there again. */
  walk(maxSeq: number, walkTable: (pages: readonly number[]) => boolean): void {
    // should_skip_mm. The first walk is forced; there is none before the program has run.
    if (!this.isUsed) return;
    this.isUsed = false;
    const next = new Set<number>();
    // reset_bloom_filter
    this.filters[(maxSeq + 1) % 2] = next;
    const filter = this.filters[maxSeq % 2];
    for (let table = 0; table * PTRS_PER_PTE < this.pages; table++) {
      // pmd_young
      const isYoung = this.marksIn(table) > (this.marksLeft.get(table) ?? 0);
      if (isYoung && (filter === null || filter.has(table)) && walkTable(this.pagesOf(table))) next.add(table);
      this.marksLeft.set(table, this.marksIn(table));
    }
  }

  /** The pages that `lru_gen_look_around` examines from one. */
  around(page: number): number[] {
    const table = this.pagesOf(tableOf(page));
    const at = table.indexOf(page);
    if (table.length <= MIN_LRU_BATCH) return table;
    if (at < MIN_LRU_BATCH / 2) return table.slice(0, MIN_LRU_BATCH);
    if (table.length - at < MIN_LRU_BATCH / 2) return table.slice(-MIN_LRU_BATCH);
    return table.slice(at - MIN_LRU_BATCH / 2, at + MIN_LRU_BATCH / 2);
  }

  /** So many marks have been taken around a page. */
  take(page: number, marks: number): void {
    this.marksLeft.set(tableOf(page), Math.max(0, (this.marksLeft.get(tableOf(page)) ?? 0) - marks));
  }

  /** `update_bloom_filter` for the table of a page. */
  remember(page: number, maxSeq: number): void {
    this.filters[maxSeq % 2]?.add(tableOf(page));
  }

  /** The pages of a table that exist. */
  private pagesOf(table: number): number[] {
    const first = table * PTRS_PER_PTE;
    return Array.from({ length: Math.min(PTRS_PER_PTE, this.pages - first) }, (_, at) => first + at);
  }

  private marksIn(table: number): number {
    return this.pagesOf(table).filter(this.isMarked).length;
  }
}

function tableOf(page: number): number {
  return Math.floor(page / PTRS_PER_PTE);
}
