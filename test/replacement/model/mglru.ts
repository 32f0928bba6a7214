import { cut, type Model, type ModelMemory, type Parameters } from "./model.ts";

/** Anonymous and file pages, in this order. */
const TYPES = [0, 1] as const;
type Type = (typeof TYPES)[number];

/** The two youngest generations are never evicted from. */
const LEAST_GENERATIONS = 2;
/** Fewer refaults mean nothing. */
const FEW = 64;
/** Pages around one found accessed that are looked at, within a page table. */
const AROUND = 64;
const TABLE = 512;

/** What has become of a type's pages since its oldest generation became the oldest, and on average before. */
interface Record {
  evicted: number;
  refaulted: number;
  averageEvicted: number;
  averageRefaulted: number;
}

const newRecord = (): Record => ({ evicted: 0, refaulted: 0, averageEvicted: 0, averageRefaulted: 0 });

/** Multi-generational LRU of Linux 6.1 (mm/vmscan.c, mm/workingset.c), one victim at a time. Lists have their head first. */
export class MultiGenerational implements Model {
  private readonly memory: ModelMemory;
  private readonly swappiness: number;
  private youngest: number = LEAST_GENERATIONS;
  private readonly oldest: [number, number] = [0, 0];
  /** The lists of each type by the number of their generation; a page may stand in the list of an older one than its own. */
  private readonly lists: readonly [Map<number, number[]>, Map<number, number[]>] = [new Map(), new Map()];
  /** The generation of each page in memory. */
  private readonly generation = new Map<number, number>();
  /** The oldest generation of its type when a page left. */
  private readonly shadows = new Map<number, number>();
  private readonly records = [newRecord(), newRecord()] as const;
  private latest: number | null = null;
  private looked = 0;

  constructor(memory: ModelMemory, { swappiness = 60 }: Parameters) {
    this.memory = memory;
    this.swappiness = swappiness;
  }

  hit(_page: number): void {}

  fault(_page: number): void {
    this.latest = null;
  }

  insert(page: number): void {
    const type = this.typeOf(page);
    if (page !== this.latest && this.shadows.get(page) === this.oldest[type]) this.records[type].refaulted++;
    this.shadows.delete(page);
    this.putIn(page, this.youngest);
  }

  evict() {
    this.looked = 0;
    for (;;) {
      for (const type of TYPES) this.forgetEmpty(type);
      if (this.shallAge()) {
        this.ageAll();
        continue;
      }
      const page = this.lookAtLast(this.typeToTake());
      if (page === null) continue;
      const type = this.typeOf(page);
      this.records[type].evicted++;
      this.shadows.set(page, this.oldest[type]);
      this.latest = page;
      return { page, looked: this.looked };
    }
  }

  remove(page: number): void {
    this.takeOut(page);
  }

  private typeOf(page: number): Type {
    return this.memory.isFile(page) ? 1 : 0;
  }

  private listOf(type: Type, generation: number): number[] {
    const list = this.lists[type].get(generation) ?? [];
    this.lists[type].set(generation, list);
    return list;
  }

  private putIn(page: number, generation: number): void {
    this.generation.set(page, generation);
    this.listOf(this.typeOf(page), generation).unshift(page);
  }

  private takeOut(page: number): void {
    const holding = [...this.lists[this.typeOf(page)].values()].find((list) => list.includes(page));
    cut(holding ?? [], page);
    this.generation.delete(page);
  }

  /** Two generations are too few, four enough; with three it depends on how the pages are spread. */
  private shallAge(): boolean {
    const spare = this.youngest - Math.min(...this.oldest) - LEAST_GENERATIONS;
    if (spare !== 0) return spare < 0;
    const pages = [...this.generation.values()];
    const young = pages.filter((generation) => generation === this.youngest).length;
    const old = pages.filter((generation) => generation === this.youngest - LEAST_GENERATIONS).length;
    return young * LEAST_GENERATIONS > pages.length || old * (LEAST_GENERATIONS + 2) < pages.length;
  }

  /** Every page accessed belongs to the youngest generation now, whatever list it stands in; and another one begins. */
  private ageAll(): void {
    for (const page of [...this.generation.keys()]) {
      this.looked++;
      if (!this.memory.isAccessed(page)) continue;
      this.memory.clearAccessed(page);
      this.generation.set(page, this.youngest);
    }
    this.youngest++;
  }

  /** Only a type of three generations or more gives pages, that with the older ones first. */
  private typeToTake(): Type {
    const [anon, file] = this.records;
    if (!this.gives(1)) return 0;
    if (!this.gives(0) || this.swappiness === 0) return 1;
    if (this.oldest[0] !== this.oldest[1]) return this.oldest[0] < this.oldest[1] ? 0 : 1;
    if (this.swappiness === 1) return 1;
    if (this.swappiness === 200) return 0;
    const refaulted = file.averageRefaulted + file.refaulted;
    const total = file.averageEvicted + file.evicted;
    const anonRefaulted = anon.averageRefaulted + anon.refaulted;
    const anonTotal = anon.averageEvicted + anon.evicted;
    const filesAreCheaper =
      refaulted * (anonTotal + FEW) * this.swappiness <= (anonRefaulted + 1) * total * (200 - this.swappiness);
    return refaulted < FEW || filesAreCheaper ? 1 : 0;
  }

  /** Looks at the last page of the oldest list of a type, which may have to go. */
  private lookAtLast(type: Type): number | null {
    const page = this.listOf(type, this.oldest[type]).at(-1);
    if (page === undefined) throw new Error("The oldest list of a type that gives is empty.");
    this.looked++;
    const generation = this.generation.get(page) ?? 0;
    this.takeOut(page);
    if (generation !== this.oldest[type]) {
      this.putIn(page, generation);
    } else if (type === 1 && this.memory.isDirty(page)) {
      this.memory.writeBack(page);
      this.putIn(page, generation + 1);
    } else if (this.memory.isAccessed(page)) {
      this.memory.clearAccessed(page);
      this.putIn(page, this.youngest);
      this.lookAround(page);
    } else {
      return page;
    }
    return null;
  }

  /** Where one page was accessed others will have been. */
  private lookAround(page: number): void {
    const tableStart = page - (page % TABLE);
    const tableEnd = Math.min(tableStart + TABLE, this.memory.pages);
    const least = Math.max(tableStart, Math.min(page - AROUND / 2, tableEnd - AROUND));
    for (let other = least; other < Math.min(least + AROUND, tableEnd); other++) {
      if (other === page || !this.generation.has(other)) continue;
      this.looked++;
      if (!this.memory.isAccessed(other)) continue;
      this.memory.clearAccessed(other);
      this.generation.set(other, this.youngest);
    }
  }

  private gives(type: Type): boolean {
    return this.oldest[type] + LEAST_GENERATIONS <= this.youngest;
  }

  /** Generations with an empty list end, except the two youngest, and their statistics fade. */
  private forgetEmpty(type: Type): void {
    const record = this.records[type];
    while (this.gives(type) && this.listOf(type, this.oldest[type]).length === 0) {
      this.oldest[type]++;
      record.averageEvicted = Math.floor((record.averageEvicted + record.evicted) / 2);
      record.averageRefaulted = Math.floor((record.averageRefaulted + record.refaulted) / 2);
      record.evicted = 0;
      record.refaulted = 0;
    }
  }
}
