import type { Model, ModelMemory, Parameters } from "./model.ts";

/** The kernel's constants (include/linux/swap.h, mm/vmscan.c, mm/memcontrol.c). */
const SWAP_CLUSTER_MAX = 32;
const DEF_PRIORITY = 12;
const MAX_RECLAIM_RETRIES = 16;
const PAGES_OF_A_GIB = 2 ** 18;

type Type = "anon" | "file";
const TYPES: readonly Type[] = ["anon", "file"];

/** A number for each type. */
type Each = Record<Type, number>;

/** What the kernel keeps of a page in memory beside its list: PG_referenced and PG_workingset. */
interface Flags {
  referenced: boolean;
  workingset: boolean;
}

/** What it keeps of an evicted page (`pack_shadow`). */
interface Shadow {
  readonly age: number;
  readonly workingset: boolean;
}

/** The two lists of a type; the head is the first page of each. */
interface Lists {
  inactive: number[];
  active: number[];
}

/** What `lruvec_page_state` answers: the lengths of lists, and the refaults activated so far. */
interface Statistics {
  readonly inactive: Each;
  readonly active: Each;
  readonly activated: Each;
}

/** `struct scan_control`: one attempt to reclaim. */
interface ScanControl {
  priority: number;
  mayDeactivate: Record<Type, boolean>;
  forceDeactivate: boolean;
  skippedDeactivate: boolean;
  cacheTrimMode: boolean;
  cost: Each;
  /** Not the kernel's: where it would kill a process, everything is wanted. */
  readonly lastResort: boolean;
}

/**
 * Linux without multi-generational LRU, written from the source of 6.1 and 6.12 function by function (mm/vmscan.c unless another file is named).
 * It reclaims as a process in a cgroup does, from one lruvec, with swap that has room, and writes that end before the next batch begins.
 */
export class Linux implements Model {
  private readonly memory: ModelMemory;
  private readonly swappiness: number;
  private readonly is612: boolean;
  private readonly staleFaults: number;
  private readonly lists: Record<Type, Lists> = {
    anon: { inactive: [], active: [] },
    file: { inactive: [], active: [] },
  };
  private readonly flags = new Map<number, Flags>();
  private readonly shadows = new Map<number, Shadow>();
  private readonly cost: Each = { anon: 0, file: 0 };
  private readonly activated: Each = { anon: 0, file: 0 };
  /** `lruvec->refaults`. */
  private refaults: Each = { anon: 0, file: 0 };
  private nonresidentAge = 0;
  private flushed: Statistics;
  private faults = 0;
  private reclaimed: number[] = [];
  private scanned = 0;

  constructor(memory: ModelMemory, { swappiness = 60, kernel = 6.1, staleStatistics = 0 }: Parameters) {
    this.memory = memory;
    this.swappiness = swappiness;
    this.is612 = kernel >= 6.12;
    this.staleFaults = staleStatistics;
    this.flushed = this.statistics();
  }

  hit(_page: number): void {}

  /** The periodic flush of mm/memcontrol.c, where the option asks for it. */
  fault(_page: number): void {
    if (this.staleFaults > 0 && this.faults++ % this.staleFaults === 0) this.flushed = this.statistics();
  }

  /** `workingset_refault` and `folio_add_lru`. */
  insert(page: number): void {
    const type = this.typeOf(page);
    const shadow = this.shadows.get(page);
    const recent = shadow !== undefined && this.isRecent(shadow, type);
    const restored = recent && shadow.workingset;
    this.shadows.delete(page);
    this.flags.set(page, { referenced: false, workingset: restored });
    if (shadow !== undefined) this.memory.countRefault(recent, restored);
    if (recent) {
      this.nonresidentAge++;
      this.activated[type]++;
    }
    if (restored) this.noteCost(type, 1, 0);
    this.lists[type][recent ? "active" : "inactive"].unshift(page);
  }

  /** `try_charge_memcg` of mm/memcontrol.c: attempts until pages have been reclaimed. */
  evict() {
    this.reclaimed = [];
    this.scanned = 0;
    for (let attempts = 0; this.reclaimed.length === 0; attempts++)
      this.tryToFreePages(attempts >= MAX_RECLAIM_RETRIES);
    const [page, ...also] = this.reclaimed;
    return { page, also, looked: this.scanned };
  }

  /** `lruvec_del_folio`: a freed page leaves no shadow. */
  remove(page: number): void {
    for (const type of TYPES) {
      this.lists[type].inactive = this.lists[type].inactive.filter((one) => one !== page);
      this.lists[type].active = this.lists[type].active.filter((one) => one !== page);
    }
    this.flags.delete(page);
  }

  /** `do_try_to_free_pages`. */
  private tryToFreePages(lastResort: boolean): void {
    const sc: ScanControl = {
      priority: DEF_PRIORITY,
      mayDeactivate: { anon: false, file: false },
      forceDeactivate: lastResort,
      skippedDeactivate: false,
      cacheTrimMode: false,
      cost: { anon: 0, file: 0 },
      lastResort,
    };
    let isFullWalk = !this.is612;
    for (;;) {
      for (sc.priority = DEF_PRIORITY; sc.priority >= 0; sc.priority--) {
        this.prepareScan(sc);
        this.shrinkLruvec(sc);
        if (this.reclaimed.length >= SWAP_CLUSTER_MAX) break;
      }
      // snapshot_refaults
      this.refaults = { ...this.lruvecPageState().activated };
      if (this.reclaimed.length > 0) return;
      if (!isFullWalk) {
        isFullWalk = true;
      } else if (sc.skippedDeactivate) {
        sc.forceDeactivate = true;
        sc.skippedDeactivate = false;
      } else {
        return;
      }
    }
  }

  /** `prepare_scan_count` of 6.1, `prepare_scan_control` of 6.12. */
  private prepareScan(sc: ScanControl): void {
    // mem_cgroup_flush_stats
    if (this.staleFaults === 0) this.flushed = this.statistics();
    sc.cost = { ...this.cost };
    for (const type of TYPES) {
      const isRefaulting = this.lruvecPageState().activated[type] !== this.refaults[type];
      sc.mayDeactivate[type] = sc.forceDeactivate || isRefaulting || this.inactiveIsLow(type);
    }
    const file = this.lruvecPageState().inactive.file;
    sc.cacheTrimMode = shift(file, sc.priority) > 0 && !sc.mayDeactivate.file;
  }

  /** `inactive_is_low`. */
  private inactiveIsLow(type: Type): boolean {
    const inactive = this.lruvecPageState().inactive[type];
    const active = this.lruvecPageState().active[type];
    const gib = Math.floor((inactive + active) / PAGES_OF_A_GIB);
    const ratio = gib > 0 ? Math.floor(Math.sqrt(10 * gib)) : 1;
    return inactive * ratio < active;
  }

  /** `get_scan_count`: how many pages of each list a round wants to look at. */
  private scanCount(sc: ScanControl): Record<Type, { inactive: number; active: number }> {
    const part = this.scanBalance(sc);
    const wanted = (type: Type, list: "inactive" | "active") =>
      Math.floor((shift(this.lists[type][list].length, sc.priority) * part[type]) / part.all);
    return {
      anon: { inactive: wanted("anon", "inactive"), active: wanted("anon", "active") },
      file: { inactive: wanted("file", "inactive"), active: wanted("file", "active") },
    };
  }

  /** The first half of `get_scan_count`: the fraction of each type. */
  private scanBalance(sc: ScanControl): Each & { all: number } {
    const equal = { anon: 1, file: 1, all: 1 };
    const onlyFile = { anon: 0, file: 1, all: 1 };
    if (sc.lastResort && sc.priority === 0) return equal;
    if (this.swappiness === 0) return onlyFile;
    if (sc.priority === 0) return equal;
    if (sc.cacheTrimMode) return onlyFile;
    const total = sc.cost.anon + sc.cost.file;
    const anonCost = total + sc.cost.anon;
    const fileCost = total + sc.cost.file;
    const totalCost = anonCost + fileCost;
    const anon = Math.floor((this.swappiness * (totalCost + 1)) / (anonCost + 1));
    const file = Math.floor(((200 - this.swappiness) * (totalCost + 1)) / (fileCost + 1));
    return { anon, file, all: anon + file };
  }

  /** `shrink_lruvec`, without proportional reclaim: a cgroup's and kswapd's. */
  private shrinkLruvec(sc: ScanControl): void {
    const left = this.scanCount(sc);
    const targets = { anon: { ...left.anon }, file: { ...left.file } };
    const before = this.reclaimed.length;
    while (left.anon.inactive > 0 || left.file.active > 0 || left.file.inactive > 0) {
      for (const type of TYPES) {
        for (const list of ["inactive", "active"] as const) {
          const pages = Math.min(left[type][list], SWAP_CLUSTER_MAX);
          left[type][list] -= pages;
          if (pages > 0) this.shrinkList(sc, type, list, pages);
        }
      }
      if (this.reclaimed.length - before < SWAP_CLUSTER_MAX) continue;
      const leftOf = { anon: left.anon.inactive + left.anon.active, file: left.file.inactive + left.file.active };
      if (leftOf.anon === 0 || leftOf.file === 0) break;
      const [smaller, larger]: readonly [Type, Type] = leftOf.file > leftOf.anon ? ["anon", "file"] : ["file", "anon"];
      const target = targets[smaller].inactive + targets[smaller].active + 1;
      const percentage = Math.floor((leftOf[smaller] * 100) / target);
      left[smaller] = { inactive: 0, active: 0 };
      for (const list of ["inactive", "active"] as const) {
        const done = targets[larger][list] - left[larger][list];
        const wanted = Math.floor((targets[larger][list] * (100 - percentage)) / 100);
        left[larger][list] = wanted - Math.min(wanted, done);
      }
    }
    if (sc.lastResort || this.inactiveIsLow("anon")) this.shrinkActiveList("anon", SWAP_CLUSTER_MAX);
    if (sc.lastResort) this.shrinkActiveList("file", SWAP_CLUSTER_MAX);
  }

  /** `shrink_list`. */
  private shrinkList(sc: ScanControl, type: Type, list: "inactive" | "active", pages: number): void {
    if (list === "inactive") this.shrinkInactiveList(type, pages);
    else if (sc.mayDeactivate[type]) this.shrinkActiveList(type, pages);
    else sc.skippedDeactivate = true;
  }

  /** `shrink_active_list`: pages from the tail, oldest first, are deactivated. No page is executable. */
  private shrinkActiveList(type: Type, pages: number): void {
    for (const page of isolate(this.lists[type].active, pages)) {
      this.memory.clearAccessed(page);
      this.flagsOf(page).workingset = true;
      this.lists[type].inactive.unshift(page);
    }
  }

  /** `shrink_inactive_list` and, for each page, `shrink_folio_list`. */
  private shrinkInactiveList(type: Type, pages: number): void {
    const taken = isolate(this.lists[type].inactive, pages);
    if (taken.length === 0) return;
    this.scanned += taken.length;
    const kept: number[] = [];
    const activated: number[] = [];
    const written: number[] = [];
    let evicted = 0;
    for (const page of taken) {
      // folio_check_references
      const flags = this.flagsOf(page);
      const wasReferenced = flags.referenced;
      flags.referenced = this.memory.isAccessed(page);
      this.memory.clearAccessed(page);
      if (flags.referenced && wasReferenced) {
        activated.push(page);
      } else if (flags.referenced) {
        kept.push(page);
      } else if (this.memory.isDirty(page)) {
        // pageout
        this.memory.writeBack(page);
        written.push(page);
      } else {
        this.removeMapping(page);
        evicted++;
      }
    }
    // move_folios_to_lru
    for (const page of kept) this.lists[type].inactive.unshift(page);
    for (const page of activated) this.lists[type].active.unshift(page);
    this.nonresidentAge += activated.length;
    // folio_rotate_reclaimable of mm/swap.c, when each write ends
    this.lists[type].inactive.push(...written);
    this.noteCost(type, type === "anon" ? written.length : 0, taken.length - evicted);
  }

  /** `__remove_mapping`, `workingset_eviction` of mm/workingset.c. */
  private removeMapping(page: number): void {
    this.shadows.set(page, { age: this.nonresidentAge, workingset: this.flagsOf(page).workingset });
    this.nonresidentAge++;
    this.flags.delete(page);
    this.reclaimed.push(page);
  }

  /** `workingset_test_recent` of mm/workingset.c. */
  private isRecent(shadow: Shadow, type: Type): boolean {
    const { inactive, active } = this.lruvecPageState();
    const beside = active.file + active.anon + inactive[type === "anon" ? "file" : "anon"];
    return this.nonresidentAge - shadow.age <= beside;
  }

  /** `lru_note_cost` of mm/swap.c. */
  private noteCost(type: Type, transfers: number, rotated: number): void {
    this.cost[type] += this.is612 ? transfers * SWAP_CLUSTER_MAX + rotated : transfers;
    const { inactive, active } = this.lruvecPageState();
    const pages = inactive.anon + active.anon + inactive.file + active.file;
    if (this.cost.anon + this.cost.file <= Math.floor(pages / 4)) return;
    for (const one of TYPES) this.cost[one] = Math.floor(this.cost[one] / 2);
  }

  /** `lruvec_page_state`: what was flushed last. */
  private lruvecPageState(): Statistics {
    return this.flushed;
  }

  private statistics(): Statistics {
    const { anon, file } = this.lists;
    return {
      inactive: { anon: anon.inactive.length, file: file.inactive.length },
      active: { anon: anon.active.length, file: file.active.length },
      activated: { ...this.activated },
    };
  }

  private typeOf(page: number): Type {
    return this.memory.isFile(page) ? "file" : "anon";
  }

  private flagsOf(page: number): Flags {
    const flags = this.flags.get(page);
    if (flags === undefined) throw new Error(`Page ${page} is in no list.`);
    return flags;
  }
}

/** `isolate_lru_folios`: takes pages from the tail of a list; the last comes first. */
function isolate(list: number[], pages: number): number[] {
  return list.splice(Math.max(0, list.length - pages)).reverse();
}

/** A number of pages shifted right. */
function shift(pages: number, by: number): number {
  return Math.floor(pages / 2 ** by);
}
