import { RefaultFeedback } from "./refault-feedback.ts";

/** The kernel's constants (include/linux/mmzone.h). */
export const MIN_NR_GENS = 2;
export const MAX_NR_GENS = 4;

export type Type = "anon" | "file";
export const TYPES: readonly Type[] = ["anon", "file"];

/** `struct lru_gen_folio` of include/linux/mmzone.h (6.1: `lru_gen_struct`): generations, their lists and sizes, and the feedback of each type. */
export class LruGen {
  private readonly typeOf: (page: number) => Type;
  maxSeq = MIN_NR_GENS + 1;
  readonly minSeq: Record<Type, number> = { anon: 0, file: 0 };
  /** `folios`: the pages of each generation's list, the head first. */
  readonly folios: Record<Type, number[][]> = { anon: [[], [], [], []], file: [[], [], [], []] };
  /** `folio_lru_gen` of the pages that count: the generation modulo four. */
  readonly gen = new Map<number, number>();
  readonly feedback = { anon: new RefaultFeedback(), file: new RefaultFeedback() };

  constructor(typeOf: (page: number) => Type) {
    this.typeOf = typeOf;
  }

  /** `inc_max_seq`. */
  incMaxSeq(): void {
    for (const type of TYPES) {
      // Only of anonymous pages, while they are not taken: `inc_min_seq` leaves them where they are.
      if (this.generationsOf(type) !== MAX_NR_GENS) continue;
      this.feedback[type].reset();
      this.minSeq[type]++;
    }
    this.maxSeq++;
  }

  /** `try_to_inc_min_seq`. */
  tryToIncMinSeq(canSwap: boolean): boolean {
    const min = { ...this.minSeq };
    for (const type of canSwap ? TYPES : (["file"] as const)) {
      while (min[type] + MIN_NR_GENS <= this.maxSeq && this.folios[type][min[type] % MAX_NR_GENS].length === 0)
        min[type]++;
    }
    if (canSwap) {
      min.anon = Math.min(min.anon, min.file);
      min.file = Math.max(min.anon, this.minSeq.file);
    }
    let hasAdvanced = false;
    for (const type of TYPES) {
      if (min[type] === this.minSeq[type]) continue;
      this.feedback[type].reset();
      this.minSeq[type] = min[type];
      hasAdvanced = true;
    }
    return hasAdvanced;
  }

  addToYoungest(page: number): void {
    this.gen.set(page, this.maxSeq % MAX_NR_GENS);
    this.folios[this.typeOf(page)][this.maxSeq % MAX_NR_GENS].unshift(page);
  }

  cutFromLists(page: number): void {
    const lists = this.folios[this.typeOf(page)];
    for (let gen = 0; gen < MAX_NR_GENS; gen++) lists[gen] = lists[gen].filter((one) => one !== page);
  }

  /** `get_nr_gens`. */
  generationsOf(type: Type): number {
    return this.maxSeq - this.minSeq[type] + 1;
  }

  /** `nr_pages`. */
  pagesOf(type: Type, seq: number): number {
    let pages = 0;
    for (const [page, gen] of this.gen) if (gen === seq % MAX_NR_GENS && this.typeOf(page) === type) pages++;
    return pages;
  }

  genOf(page: number): number {
    const gen = this.gen.get(page);
    if (gen === undefined) throw new Error(`Page ${page} is in no generation.`);
    return gen;
  }
}
