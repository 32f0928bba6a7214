import type { Model, ModelMemory, Parameters } from "./model.ts";

/** Anonymous and file pages, in this order. */
type Type = 0 | 1;
const [ANON, FILE] = [0, 1] as const;

/** The names are the kernel's. */
const MIN_NR_GENS = 2;
const MAX_NR_GENS = 4;
const MIN_LRU_BATCH = 64;
const MAX_LRU_BATCH = 4096;
const SWAP_CLUSTER_MAX = 32;
const DEF_PRIORITY = 12;
const VMPRESSURE_WIN = 512;
const PAGEVEC_SIZE_6_1 = 15;
const PTRS_PER_PTE = 512;
const PTES_IN_A_CACHE_LINE = 8;

interface Folio {
  readonly page: number;
  readonly type: Type;
  /** Its generation; `null` while it is isolated, unmapped or chosen to go. */
  generation: number | null;
  /** Whether someone accessed it while it was isolated (PG_referenced). */
  referenced: boolean;
  /** Whether it came back while the generation it had left was still the oldest (PG_workingset, which matters in 6.1). */
  workingSet: boolean;
}

/** One type's generations. */
class Lruvec {
  minSeq = 0;
  /** By number of generation; the last is the next to be looked at. A folio may stand in the list of an older generation than its own. */
  readonly lists = new Map<number, Folio[]>();
  evicted = 0;
  refaulted = 0;
  averageEvicted = 0;
  averageRefaulted = 0;

  list(sequence: number): Folio[] {
    const list = this.lists.get(sequence) ?? [];
    this.lists.set(sequence, list);
    return list;
  }

  advance(minSeq: number): void {
    if (minSeq === this.minSeq) return;
    this.minSeq = minSeq;
    this.averageEvicted = Math.floor((this.averageEvicted + this.evicted) / 2);
    this.averageRefaulted = Math.floor((this.averageRefaulted + this.refaulted) / 2);
    this.evicted = 0;
    this.refaulted = 0;
  }
}

/** Multi-generational LRU of Linux 6.1 and 6.12: mm/vmscan.c and mm/workingset.c read line by line, with docs/policies.md for what a policy here cannot do. */
export class MultiGenerational implements Model {
  private readonly memory: ModelMemory;
  private readonly swappiness: number;
  private readonly is612: boolean;
  private maxSeq: number = MIN_NR_GENS + 1;
  private readonly lruvecs = [new Lruvec(), new Lruvec()] as const;
  private readonly folios = new Map<number, Folio>();
  /** The oldest generation of its type when a page left. */
  private readonly shadows = new Map<number, number>();
  /** Chosen to go, in the order in which they do. */
  private readonly victims: Folio[] = [];
  /** Written since the last round began. */
  private readonly written: Folio[] = [];
  /** Tables of the two Bloom filters, asked by the walks of even and odd generations; `null`: not made yet, as if all were in it. */
  private readonly filters: [Set<number> | null, Set<number> | null] = [null, null];
  /** Whether the program was scheduled since the last walk (lru_gen_use_mm), and pages scanned since that was last due to them. */
  private usedMm = false;
  private pressure = 0;
  /** Accessed marks that were in each table when the last walk was over, less those taken since. */
  private readonly leftAccessed = new Map<number, number>();
  private latest: number | null = null;
  private looked = 0;

  constructor(memory: ModelMemory, { swappiness = 60, kernel = 6.12 }: Parameters) {
    this.memory = memory;
    this.swappiness = swappiness;
    this.is612 = kernel >= 6.12;
  }

  hit(_page: number): void {}

  fault(_page: number): void {
    this.latest = null;
  }

  insert(page: number): void {
    const type = this.memory.isFile(page) ? FILE : ANON;
    const lruvec = this.lruvecs[type];
    const folio: Folio = { page, type, generation: this.maxSeq, referenced: false, workingSet: false };
    const shadow = this.shadows.get(page);
    if (page === this.latest) {
      lruvec.evicted--;
    } else if (shadow !== undefined) {
      const recent = shadow === lruvec.minSeq;
      this.memory.countRefault(recent, recent);
      if (recent) lruvec.refaulted++;
      folio.workingSet = recent && !this.is612;
    }
    this.latest = null;
    this.shadows.delete(page);
    this.folios.set(page, folio);
    lruvec.list(this.maxSeq).unshift(folio);
  }

  evict() {
    this.looked = 0;
    while (this.victims.length === 0) this.tryToFreePages();
    const gone = this.victims.splice(0);
    for (const { page, type } of gone) {
      this.folios.delete(page);
      this.lruvecs[type].evicted++;
      this.shadows.set(page, this.lruvecs[type].minSeq);
      this.latest = page;
    }
    const [page = -1, ...also] = gone.map((folio) => folio.page);
    return { page, also, looked: this.looked };
  }

  remove(page: number): void {
    const folio = this.folioOf(page);
    const holding = [...this.allLists(), this.victims, this.written].find((list) => list.includes(folio));
    holding?.splice(holding.indexOf(folio), 1);
    this.folios.delete(page);
    this.shadows.delete(page);
  }

  private folioOf(page: number): Folio {
    const folio = this.folios.get(page);
    if (folio === undefined) throw new Error(`Page ${page} is not in memory.`);
    return folio;
  }

  private allLists(): Folio[][] {
    return this.lruvecs.flatMap(({ lists }) => [...lists.values()]);
  }

  /** Folios of a generation, whatever list they are in. */
  private count(types: readonly Type[], sequence?: number): number {
    const folios = [...this.folios.values()].filter(
      ({ type, generation }) => generation !== null && types.includes(type),
    );
    return sequence === undefined ? folios.length : folios.filter(({ generation }) => generation === sequence).length;
  }

  /** Whether anonymous pages may go: with swappiness 0 only when nothing else can. */
  private canSwap(): boolean {
    return this.swappiness > 0 || this.count([FILE]) === 0;
  }

  private tryToFreePages(): void {
    let reclaimed = 0;
    this.usedMm = true;
    for (let priority = DEF_PRIORITY; priority >= 0 && reclaimed < SWAP_CLUSTER_MAX; priority--) {
      reclaimed = this.shrinkLruvec(priority, reclaimed);
      if (this.pressure < VMPRESSURE_WIN) continue;
      this.pressure = 0;
      this.usedMm = true;
    }
  }

  /** One round; returns how many pages were reclaimed until now. */
  private shrinkLruvec(priority: number, reclaimedBefore: number): number {
    let reclaimed = reclaimedBefore;
    this.rotateWritten();
    const dirty: Folio[] = [];
    let scanned = 0;
    let walked = false;
    for (;;) {
      const types: readonly Type[] = this.canSwap() ? [ANON, FILE] : [FILE];
      const first = types[0] ?? FILE;
      const toScan = Math.floor(this.count(types) / 2 ** priority);
      if (this.shouldRunAging(types)) {
        if (priority === DEF_PRIORITY) {
          if (this.generations(first) <= MIN_NR_GENS) break;
        } else {
          this.incMaxSeq();
          walked = true;
          if (this.is612) break;
        }
      }
      if (toScan === 0) break;
      const batch = this.evictFolios(types, walked, dirty);
      reclaimed += batch.reclaimed;
      scanned += batch.scanned;
      if (batch.scanned === 0 || scanned >= toScan || reclaimed >= SWAP_CLUSTER_MAX) break;
    }
    for (const folio of dirty) {
      this.memory.writeBack(folio.page);
      this.written.push(folio);
    }
    return reclaimed;
  }

  /** Written pages go to the end of the oldest generation. */
  private rotateWritten(): void {
    for (const folio of this.written.splice(0)) {
      const lruvec = this.lruvecs[folio.type];
      folio.generation = lruvec.minSeq;
      lruvec.list(lruvec.minSeq).push(folio);
    }
  }

  private generations(type: Type): number {
    return this.maxSeq - this.lruvecs[type].minSeq + 1;
  }

  private shouldRunAging(types: readonly Type[]): boolean {
    const first = types[0] ?? FILE;
    if (this.generations(first) <= MIN_NR_GENS) return true;
    if (this.generations(first) > MIN_NR_GENS + 1) return false;
    const old = this.maxSeq - MIN_NR_GENS;
    const hasOld = types.filter((type) => this.lruvecs[type].minSeq <= old);
    const total = this.count(types);
    return this.count(types, this.maxSeq) * MIN_NR_GENS > total || this.count(hasOld, old) * (MIN_NR_GENS + 2) < total;
  }

  private incMaxSeq(): void {
    if (this.usedMm) {
      this.filters[(this.maxSeq + 1) % 2] = new Set();
      for (let table = 0; table * PTRS_PER_PTE < this.memory.pages; table++) this.walkTable(table);
    }
    this.usedMm = false;
    if (this.generations(ANON) === MAX_NR_GENS) this.dropOldestAnonymous();
    this.maxSeq++;
  }

  private pagesOf(table: number): number[] {
    const first = table * PTRS_PER_PTE;
    const end = Math.min(first + PTRS_PER_PTE, this.memory.pages);
    return Array.from({ length: end - first }, (_, at) => first + at);
  }

  private isYoung(page: number): boolean {
    return this.folios.has(page) && this.memory.isAccessed(page);
  }

  private walkTable(table: number): void {
    const pages = this.pagesOf(table);
    const accessed = pages.filter((page) => this.isYoung(page));
    const sinceLastWalk = accessed.length > (this.leftAccessed.get(table) ?? 0);
    this.leftAccessed.set(table, accessed.length);
    if (!sinceLastWalk || this.filters[this.maxSeq % 2]?.has(table) === false) return;
    this.leftAccessed.set(table, 0);
    const young = accessed.map((page) => this.folioOf(page)).filter(({ generation }) => generation !== null);
    for (const folio of young) {
      this.memory.clearAccessed(folio.page);
      this.updateGen(folio);
    }
    if (young.length * PTES_IN_A_CACHE_LINE >= pages.length) this.filters[(this.maxSeq + 1) % 2]?.add(table);
  }

  private updateGen(folio: Folio): void {
    folio.generation = this.maxSeq;
    folio.workingSet = false;
  }

  /** Only with swappiness 0 anonymous pages have four generations when another is wanted: two of them become one. */
  private dropOldestAnonymous(): void {
    const lruvec = this.lruvecs[ANON];
    const [gone, coming] = [lruvec.minSeq, this.maxSeq + 1];
    for (const folio of this.folios.values())
      if (folio.type === ANON && folio.generation === gone) folio.generation = coming;
    lruvec.lists.set(coming, lruvec.list(gone));
    lruvec.lists.delete(gone);
    lruvec.advance(gone + 1);
  }

  private evictFolios(types: readonly Type[], walked: boolean, dirty: Folio[]) {
    const first = types[0] ?? FILE;
    const type = this.typeToScan(types);
    const isolated: Folio[] = [];
    let scanned = this.scanFolios(type, isolated);
    if (scanned === 0 && types.length > 1) scanned = this.scanFolios(type === ANON ? FILE : ANON, isolated);
    if (this.tryToIncMinSeq(types)) scanned++;
    if (this.generations(first) <= MIN_NR_GENS) scanned = 0;
    return { scanned, reclaimed: this.shrinkFolioList(isolated, walked, dirty) };
  }

  private typeToScan(types: readonly Type[]): Type {
    const [anon, file] = this.lruvecs;
    if (types.length === 1) return FILE;
    if (anon.minSeq < file.minSeq) return ANON;
    if (this.swappiness <= 1) return FILE;
    if (this.swappiness === 200) return ANON;
    const refaulted = file.averageRefaulted + file.refaulted;
    if (refaulted < MIN_LRU_BATCH) return FILE;
    const total = file.averageEvicted + file.evicted;
    const anonTotal = anon.averageEvicted + anon.evicted;
    const anonRefaulted = anon.averageRefaulted + anon.refaulted;
    const positive =
      refaulted * (anonTotal + MIN_LRU_BATCH) * this.swappiness <=
      (anonRefaulted + 1) * total * (200 - this.swappiness);
    return positive ? FILE : ANON;
  }

  /** Takes folios from the end of the oldest list; those that belong elsewhere go there. */
  private scanFolios(type: Type, isolated: Folio[]): number {
    if (this.generations(type) <= MIN_NR_GENS) return 0;
    const lruvec = this.lruvecs[type];
    const list = lruvec.list(lruvec.minSeq);
    let scanned = 0;
    while (scanned < MAX_LRU_BATCH && isolated.length < MIN_LRU_BATCH) {
      const folio = list.pop();
      if (folio === undefined) break;
      scanned++;
      if (folio.generation !== null && folio.generation !== lruvec.minSeq) {
        lruvec.list(folio.generation).unshift(folio);
      } else if (folio.workingSet) {
        folio.workingSet = false;
        folio.generation = lruvec.minSeq + 1;
        lruvec.list(lruvec.minSeq + 1).push(folio);
      } else {
        folio.generation = null;
        folio.referenced = false;
        isolated.push(folio);
      }
    }
    this.looked += isolated.length;
    this.pressure += isolated.length;
    return isolated.length > 0 || scanned === MAX_LRU_BATCH ? scanned : 0;
  }

  private tryToIncMinSeq(types: readonly Type[]): boolean {
    const [anon, file] = this.lruvecs;
    const before = [anon.minSeq, file.minSeq];
    const populated = (lruvec: Lruvec) => {
      let sequence = lruvec.minSeq;
      while (sequence + MIN_NR_GENS <= this.maxSeq && lruvec.list(sequence).length === 0) sequence++;
      return sequence;
    };
    if (types.length === 1) {
      file.advance(populated(file));
    } else {
      const minSeq = Math.min(populated(anon), populated(file));
      anon.advance(minSeq);
      file.advance(Math.max(minSeq, file.minSeq));
    }
    return anon.minSeq !== before[ANON] || file.minSeq !== before[FILE];
  }

  /** Returns how many of the isolated folios go. */
  private shrinkFolioList(isolated: readonly Folio[], walked: boolean, dirty: Folio[]): number {
    const kept: Folio[] = [];
    let reclaimed = 0;
    for (const folio of isolated) {
      if (folio.referenced) {
        kept.push(folio);
      } else if (this.memory.isAccessed(folio.page)) {
        this.lookAround(folio, walked);
        kept.push(folio);
      } else if (this.memory.isDirty(folio.page)) {
        dirty.push(folio);
      } else {
        this.victims.push(folio);
        reclaimed++;
      }
    }
    for (const folio of kept) {
      folio.generation = this.maxSeq;
      folio.workingSet = false;
      this.lruvecs[folio.type].list(this.maxSeq).unshift(folio);
    }
    return reclaimed;
  }

  private lookAround({ page }: Folio, walked: boolean): void {
    const table = Math.floor(page / PTRS_PER_PTE);
    const pages = this.pagesOf(table);
    const at = page - table * PTRS_PER_PTE;
    const start = Math.max(0, Math.min(at - MIN_LRU_BATCH / 2, pages.length - MIN_LRU_BATCH));
    const around = pages.slice(start, start + MIN_LRU_BATCH);
    this.memory.clearAccessed(page);
    let young = 1;
    const found: Folio[] = [];
    for (const other of around.filter((one) => this.isYoung(one))) {
      const folio = this.folioOf(other);
      if (folio.generation === null && !this.isIsolated(folio)) continue;
      this.memory.clearAccessed(other);
      young++;
      if (folio.generation === null) folio.referenced = true;
      else if (folio.generation !== this.maxSeq) found.push(folio);
    }
    this.leftAccessed.set(table, Math.max(0, (this.leftAccessed.get(table) ?? 0) - young));
    if (young * PTES_IN_A_CACHE_LINE >= around.length) this.filters[this.maxSeq % 2]?.add(table);
    const activates = this.is612 || (!walked && found.length < PAGEVEC_SIZE_6_1);
    for (const folio of found) {
      if (activates) this.activate(folio);
      else this.updateGen(folio);
    }
  }

  private isIsolated(folio: Folio): boolean {
    return !this.victims.includes(folio) && !this.written.includes(folio);
  }

  private activate(folio: Folio): void {
    const list = this.allLists().find((one) => one.includes(folio));
    list?.splice(list.indexOf(folio), 1);
    folio.generation = this.maxSeq;
    this.lruvecs[folio.type].list(this.maxSeq).unshift(folio);
  }
}
