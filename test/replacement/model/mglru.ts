import { LruGen, MAX_NR_GENS, MIN_NR_GENS, TYPES, type Type } from "./lru-gen.ts";
import type { Model, ModelMemory, Parameters } from "./model.ts";
import { PageTables } from "./page-tables.ts";

/** The kernel's constants (include/linux/mmzone.h, mm/vmscan.c, mm/vmpressure.c). */
const SWAP_CLUSTER_MAX = 32;
const DEF_PRIORITY = 12;
const MIN_LRU_BATCH = 64;
const MAX_LRU_BATCH = 4096;
const PAGEVEC_SIZE = 15;
const VMPRESSURE_WIN = 512;
const MAX_SWAPPINESS = 200;

/** One call of `lru_gen_shrink_lruvec`. */
interface Round {
  readonly priority: number;
  readonly firstMaxSeq: number;
  scanned: number;
  /** 6.1: whether the walk's record is there, because the round has aged. */
  hasWalk: boolean;
  /** 6.1: whether a batch of anonymous pages has been isolated. */
  needSwapping: boolean;
}

/**
 * Linux's multi-generational LRU, written from the source of 6.1 and 6.12 function by function (mm/vmscan.c unless another file is named).
 * It reclaims as a process in a cgroup does, from one lruvec, with swap that has room, and writes that end before the next round begins.
 */
export class MultiGenerational implements Model {
  private readonly memory: ModelMemory;
  private readonly swappiness: number;
  private readonly is612: boolean;

  private readonly lrugen: LruGen;
  /** 6.1: pages with PG_workingset and all bits of LRU_REFS. */
  private readonly manyRefs = new Set<number>();
  /** The oldest generation of its type when a page was evicted (`lru_gen_eviction`). */
  private readonly shadows = new Map<number, number>();

  private readonly tables: PageTables;

  /** Pages that were written and now go to the oldest generation's end, in this order. */
  private written: number[] = [];
  /** Pages of the batch at hand; true: `PG_referenced`. */
  private readonly isolated = new Map<number, boolean>();
  private readonly reclaimed: number[] = [];
  private reclaimedNow = 0;
  private scanned = 0;
  /** `tree_scanned` of mm/vmpressure.c. */
  private treeScanned = 0;

  constructor(memory: ModelMemory, { swappiness = 60, kernel = 6.12 }: Parameters) {
    this.memory = memory;
    this.tables = new PageTables(memory.pages, (page) => this.isMarked(page));
    this.lrugen = new LruGen((page) => this.typeOf(page));
    this.swappiness = swappiness;
    this.is612 = kernel >= 6.12;
  }

  hit(_page: number): void {}

  fault(_page: number): void {}

  /** `lru_gen_refault` of mm/workingset.c, and `folio_add_lru` of mm/swap.c in a fault. */
  insert(page: number): void {
    const type = this.typeOf(page);
    const shadow = this.shadows.get(page);
    this.shadows.delete(page);
    if (shadow !== undefined) {
      const isRecent = shadow === this.lrugen.minSeq[type];
      if (isRecent) this.lrugen.feedback[type].refault();
      if (isRecent && !this.is612) this.manyRefs.add(page);
      if (isRecent || this.is612) this.memory.countRefault(isRecent && this.is612, isRecent);
    }
    this.lrugen.addToYoungest(page);
  }

  /** `try_charge_memcg` of mm/memcontrol.c tries again until something has been reclaimed; all of it has left then. */
  evict() {
    this.scanned = 0;
    while (this.reclaimed.length === 0) this.tryToFreePages();
    const [page = -1, ...also] = this.reclaimed.splice(0);
    return { page, also, looked: this.scanned };
  }

  remove(page: number): void {
    this.written = this.written.filter((one) => one !== page);
    this.manyRefs.delete(page);
    this.shadows.delete(page);
    if (this.lrugen.gen.delete(page)) this.lrugen.cutFromLists(page);
  }

  /** `do_try_to_free_pages`. Before it `try_charge_memcg` reports MEMCG_MAX by way of a kernel thread, which then gives the processor back. */
  private tryToFreePages(): void {
    this.reclaimedNow = 0;
    this.tables.useMm();
    for (let priority = DEF_PRIORITY; priority >= 0 && this.reclaimedNow < SWAP_CLUSTER_MAX; priority--) {
      this.shrinkLruvec(priority);
      this.reportPressure();
    }
  }

  /** `vmpressure` of mm/vmpressure.c, at the end of `shrink_node`: its work runs on this processor, and after it the program. */
  private reportPressure(): void {
    if (this.treeScanned < VMPRESSURE_WIN) return;
    this.treeScanned = 0;
    this.tables.useMm();
  }

  /** `lru_gen_shrink_lruvec`, and in 6.12 `try_to_shrink_lruvec`. */
  private shrinkLruvec(priority: number): void {
    this.drainWritten();
    const round: Round = {
      priority,
      firstMaxSeq: this.lrugen.maxSeq,
      scanned: 0,
      hasWalk: false,
      needSwapping: false,
    };
    for (;;) {
      const canSwap = this.canSwap();
      const wanted = this.pagesToScan(round, canSwap);
      if (wanted <= 0) return;
      const scanned = this.evictFolios(round, canSwap);
      if (scanned === 0) return;
      round.scanned += scanned;
      if (round.scanned >= wanted || this.shouldAbortScan(round)) return;
    }
  }

  /** `lru_add_drain`: `folio_rotate_reclaimable` of mm/swap.c has moved what was written. Until then it counts, and is in no list here. */
  private drainWritten(): void {
    for (const page of this.written.filter((one) => this.lrugen.gen.has(one))) {
      const type = this.typeOf(page);
      this.lrugen.gen.set(page, this.lrugen.minSeq[type] % MAX_NR_GENS);
      this.lrugen.folios[type][this.lrugen.minSeq[type] % MAX_NR_GENS].push(page);
    }
    this.written = [];
  }

  /** `should_abort_scan` in a cgroup. */
  private shouldAbortScan({ firstMaxSeq, needSwapping }: Round): boolean {
    if (this.is612) return false;
    return this.lrugen.maxSeq - firstMaxSeq > 1 || (this.reclaimedNow >= SWAP_CLUSTER_MAX && needSwapping);
  }

  /** `get_nr_to_scan`: pages to come across before the round ends; 0 or less: it ends now. */
  private pagesToScan(round: Round, canSwap: boolean): number {
    const { needAging, total } = this.shouldRunAging(canSwap);
    const wanted = Math.floor(total / 2 ** round.priority);
    if (!needAging) return wanted;
    if (round.priority === DEF_PRIORITY) return this.lrugen.generationsOf(decider(canSwap)) > MIN_NR_GENS ? wanted : 0;
    this.age(canSwap);
    round.hasWalk = true;
    return this.is612 ? -1 : wanted;
  }

  /** `should_run_aging`. */
  private shouldRunAging(canSwap: boolean): { needAging: boolean; total: number } {
    let [old, young, total] = [0, 0, 0];
    for (const type of canSwap ? TYPES : (["file"] as const)) {
      for (let seq = this.lrugen.maxSeq + 1 - MAX_NR_GENS; seq <= this.lrugen.maxSeq; seq++) {
        const size = this.lrugen.pagesOf(type, seq);
        total += size;
        if (seq < this.lrugen.minSeq[type]) continue;
        if (seq === this.lrugen.maxSeq) young += size;
        else if (seq + MIN_NR_GENS === this.lrugen.maxSeq) old += size;
      }
    }
    const generations = this.lrugen.generationsOf(decider(canSwap));
    const isUneven = young * MIN_NR_GENS > total || old * (MIN_NR_GENS + 2) < total;
    return { needAging: generations <= MIN_NR_GENS || (generations === MIN_NR_GENS + 1 && isUneven), total };
  }

  /** `try_to_inc_max_seq`: walks the page tables, then begins a generation. */
  private age(canSwap: boolean): void {
    this.tables.walk(this.lrugen.maxSeq, (pages) => this.walkTable(pages, canSwap));
    this.lrugen.incMaxSeq();
  }

  /** `walk_pte_range`. */
  private walkTable(pages: readonly number[], canSwap: boolean): boolean {
    let young = 0;
    for (const page of pages) {
      if (!this.isMarked(page)) continue;
      if (this.typeOf(page) === "anon" && !canSwap) continue;
      this.memory.clearAccessed(page);
      young++;
      this.updateGen(page);
    }
    return suitableToScan(pages.length, young);
  }

  /** `folio_update_gen`: the page stays in its list. */
  private updateGen(page: number): void {
    this.lrugen.gen.set(page, this.lrugen.maxSeq % MAX_NR_GENS);
    this.manyRefs.delete(page);
  }

  /** `evict_folios`: one batch; the pages it came across, 0 if the round is to end. */
  private evictFolios(round: Round, canSwap: boolean): number {
    const { type, scanned: came } = this.isolateFolios(canSwap);
    const hasAdvanced = this.lrugen.tryToIncMinSeq(canSwap);
    const scanned = this.lrugen.generationsOf(decider(canSwap)) === MIN_NR_GENS ? 0 : came + (hasAdvanced ? 1 : 0);
    if (this.isolated.size === 0) return scanned;
    this.shrinkFolios(type, round);
    if (type === "anon") round.needSwapping = true;
    return scanned;
  }

  /** `isolate_folios`. */
  private isolateFolios(canSwap: boolean): { type: Type; scanned: number } {
    const first = canSwap ? this.typeToScan() : "file";
    for (const type of canSwap ? [first, other(first)] : [first]) {
      const scanned = this.scanFolios(type);
      if (scanned > 0) return { type, scanned };
    }
    return { type: first, scanned: 0 };
  }

  /** The first half of `isolate_folios`, and `get_type_to_scan`. */
  private typeToScan(): Type {
    if (this.lrugen.minSeq.anon < this.lrugen.minSeq.file) return "anon";
    if (this.swappiness === 1) return "file";
    if (this.swappiness === MAX_SWAPPINESS) return "anon";
    const anon = this.lrugen.feedback.anon.position();
    const file = this.lrugen.feedback.file.position();
    // positive_ctrl_err
    const isFile =
      file.refaulted < MIN_LRU_BATCH ||
      file.refaulted * (anon.total + MIN_LRU_BATCH) * this.swappiness <=
        (anon.refaulted + 1) * file.total * (MAX_SWAPPINESS - this.swappiness);
    return isFile ? "file" : "anon";
  }

  /** `scan_folios` with `sort_folio` and `isolate_folio`. */
  private scanFolios(type: Type): number {
    if (this.lrugen.generationsOf(type) === MIN_NR_GENS) return 0;
    const oldest = this.lrugen.minSeq[type] % MAX_NR_GENS;
    const list = this.lrugen.folios[type][oldest];
    let scanned = 0;
    while (list.length > 0) {
      const page = list.pop() as number;
      const gen = this.lrugen.genOf(page);
      scanned++;
      if (gen !== oldest) {
        this.lrugen.folios[type][gen].unshift(page);
      } else if (this.manyRefs.delete(page)) {
        // folio_inc_gen
        const next = (oldest + 1) % MAX_NR_GENS;
        this.lrugen.gen.set(page, next);
        this.lrugen.folios[type][next].push(page);
      } else {
        this.lrugen.gen.delete(page);
        this.isolated.set(page, false);
      }
      if (scanned === MAX_LRU_BATCH || this.isolated.size === MIN_LRU_BATCH) break;
    }
    this.scanned += this.isolated.size;
    this.treeScanned += this.isolated.size;
    return this.isolated.size > 0 || scanned === MAX_LRU_BATCH ? scanned : 0;
  }

  /** `shrink_folio_list` for each page of the batch, and the rest of `evict_folios`. */
  private shrinkFolios(type: Type, round: Round): void {
    const kept: number[] = [];
    const written: number[] = [];
    for (const page of this.isolated.keys()) {
      if (this.isolated.get(page)) {
        kept.push(page);
      } else if (this.memory.isAccessed(page)) {
        this.lookAround(page, round);
        kept.push(page);
      } else if (this.memory.isDirty(page)) {
        // pageout
        this.memory.writeBack(page);
        written.push(page);
      } else {
        // lru_gen_eviction of mm/workingset.c
        this.shadows.set(page, this.lrugen.minSeq[type]);
        this.lrugen.feedback[type].evict();
        this.reclaimed.push(page);
        this.reclaimedNow++;
      }
    }
    this.isolated.clear();
    // move_folios_to_lru; lru_gen_add_folio of mm_inline.h
    for (const page of kept) this.lrugen.addToYoungest(page);
    for (const page of written) this.lrugen.gen.set(page, (this.lrugen.maxSeq - 1) % MAX_NR_GENS);
    this.written.push(...written);
  }

  /** `lru_gen_look_around` from an accessed page. */
  private lookAround(page: number, { hasWalk }: Round): void {
    const pages = this.tables.around(page);
    const promoted: number[] = [];
    let young = 0;
    for (const one of pages) {
      if (!this.isMarked(one)) continue;
      this.memory.clearAccessed(one);
      young++;
      if (this.isolated.has(one)) this.isolated.set(one, true);
      else if (this.lrugen.genOf(one) !== this.lrugen.maxSeq % MAX_NR_GENS) promoted.push(one);
    }
    this.tables.take(page, young);
    const isAlone = this.is612 && pages.length === 1;
    if (suitableToScan(pages.length, young) && !isAlone) this.tables.remember(page, this.lrugen.maxSeq);
    for (const one of promoted) {
      if (!this.is612 && (hasWalk || promoted.length >= PAGEVEC_SIZE)) {
        this.updateGen(one);
      } else {
        // folio_activate of mm/swap.c; 6.12 clears LRU_REFS before
        this.lrugen.cutFromLists(one);
        this.lrugen.addToYoungest(one);
      }
    }
  }

  /** Whether a page is in a page table with its accessed mark set: one that was reclaimed, and has not left yet, is in none. */
  private isMarked(page: number): boolean {
    return (this.lrugen.gen.has(page) || this.isolated.has(page)) && this.memory.isAccessed(page);
  }

  /** With swappiness 0 only file pages are taken, as long as there are any. */
  private canSwap(): boolean {
    return this.swappiness > 0 || ![...this.lrugen.gen.keys()].some((page) => this.memory.isFile(page));
  }

  private typeOf(page: number): Type {
    return this.memory.isFile(page) ? "file" : "anon";
  }
}

/** The type whose oldest generation decides about aging: `!can_swap` of the kernel. */
function decider(canSwap: boolean): Type {
  return canSwap ? "anon" : "file";
}

function other(type: Type): Type {
  return type === "anon" ? "file" : "anon";
}

/** `suitable_to_scan`: an accessed page in every cache line of page table entries, on average. */
function suitableToScan(total: number, young: number): boolean {
  return young * 8 >= total;
}
