import type { Model, ModelMemory, Parameters } from "./model.ts";

type Kind = "anon" | "file";

const KINDS = ["anon", "file"] as const;
const CLUSTER = 32;

/** What is kept of a page, in memory or not. */
interface Folio {
  readonly page: number;
  readonly kind: Kind;
  active: boolean;
  referenced: boolean;
  workingset: boolean;
  /** The age at which it left memory; `null`: it is there, or was freed. */
  shadow: number | null;
}

/** What memory statistics say: pages of each list, and refaults activated so far. */
interface Statistics {
  readonly inactive: Record<Kind, number>;
  readonly active: Record<Kind, number>;
  readonly activated: Record<Kind, number>;
}

/** How many pages of each list are wanted. */
type Wanted = Record<Kind, { inactive: number; active: number }>;

const sum = (counts: Record<Kind, number>) => counts.anon + counts.file;
const other = (kind: Kind): Kind => (kind === "anon" ? "file" : "anon");

/** Reclaim of Linux 6.1 and 6.12 without multi-generational LRU, one whole call of `try_to_free_pages` at a time. Lists have their tail first. */
export class Linux implements Model {
  private readonly memory: ModelMemory;
  private readonly swappiness: number;
  private readonly is612: boolean;
  private readonly staleFor: number;
  private readonly folios = new Map<number, Folio>();
  private readonly lists: Record<Kind, { inactive: Folio[]; active: Folio[] }> = {
    anon: { inactive: [], active: [] },
    file: { inactive: [], active: [] },
  };
  private nonresidentAge = 0;
  private readonly cost: Record<Kind, number> = { anon: 0, file: 0 };
  private readonly activated: Record<Kind, number> = { anon: 0, file: 0 };
  /** `lruvec->refaults`: activated refaults when a reclaim last ended. */
  private snapshot: Record<Kind, number> = { anon: 0, file: 0 };
  private faults = 0;
  private flushed: Statistics | null = null;
  private forceDeactivate = false;
  /** Calls in a row that reclaimed nothing. */
  private failures = 0;
  private looked = 0;

  constructor(memory: ModelMemory, { swappiness = 60, kernel = 6.1, staleStatistics = 0 }: Parameters) {
    this.memory = memory;
    this.swappiness = swappiness;
    this.is612 = kernel >= 6.12;
    this.staleFor = staleStatistics;
  }

  hit(_page: number): void {}

  fault(_page: number): void {
    if (this.staleFor > 0 && this.faults++ % this.staleFor === 0) this.flushed = this.present();
  }

  insert(page: number): void {
    const known = this.folios.get(page);
    const kind: Kind = this.memory.isFile(page) ? "file" : "anon";
    const folio: Folio = { page, kind, active: false, referenced: false, workingset: false, shadow: null };
    this.folios.set(page, folio);
    const returns = known !== undefined && known.shadow !== null;
    const recent = returns && this.isRecent(known.shadow ?? 0, kind);
    if (returns) this.memory.countRefault(recent, recent && known.workingset);
    if (recent) {
      folio.active = true;
      this.nonresidentAge++;
      this.activated[kind]++;
      if (known.workingset) {
        folio.workingset = true;
        this.noteCost(kind, 1, 0);
      }
    }
    this.listOf(folio).push(folio);
  }

  evict() {
    this.looked = 0;
    let gone: number[] = [];
    while (gone.length === 0) gone = this.reclaim();
    const [page = -1, ...also] = gone;
    return { page, also, looked: this.looked };
  }

  remove(page: number): void {
    const folio = this.folios.get(page);
    if (folio === undefined) throw new Error(`Page ${page} is not known.`);
    const list = this.listOf(folio);
    list.splice(list.indexOf(folio), 1);
    this.folios.delete(page);
  }

  private listOf(folio: Folio): Folio[] {
    const lists = this.lists[folio.kind];
    return folio.active ? lists.active : lists.inactive;
  }

  private present(): Statistics {
    const count = (of: "inactive" | "active") => ({
      anon: this.lists.anon[of].length,
      file: this.lists.file[of].length,
    });
    return { inactive: count("inactive"), active: count("active"), activated: { ...this.activated } };
  }

  private statistics(): Statistics {
    return this.flushed ?? this.present();
  }

  private isRecent(shadow: number, kind: Kind): boolean {
    const { inactive, active } = this.statistics();
    return this.nonresidentAge - shadow <= sum(active) + inactive[other(kind)];
  }

  private isInactiveLow(kind: Kind): boolean {
    const statistics = this.statistics();
    const [inactive, active] = [statistics.inactive[kind], statistics.active[kind]];
    const gib = Math.floor((inactive + active) / 2 ** 18);
    return inactive * (gib === 0 ? 1 : Math.floor(Math.sqrt(10 * gib))) < active;
  }

  private noteCost(kind: Kind, transfers: number, rotated: number): void {
    const { inactive, active } = this.statistics();
    this.cost[kind] += this.is612 ? transfers * CLUSTER + rotated : transfers;
    if (sum(this.cost) <= Math.floor((sum(inactive) + sum(active)) / 4)) return;
    for (const one of KINDS) this.cost[one] = Math.floor(this.cost[one] / 2);
  }

  private get isLastResort(): boolean {
    return this.failures >= 16;
  }

  /** Rounds until enough pages are gone; which they are. */
  private reclaim(): number[] {
    const gone: number[] = [];
    let skipped = false;
    for (let priority = 12; priority >= 0; priority--) {
      const round = this.shrinkLists(priority);
      gone.push(...round.gone);
      skipped ||= round.skipped;
      if (gone.length >= CLUSTER) break;
    }
    this.snapshot = { ...this.statistics().activated };
    this.failures = gone.length > 0 ? 0 : this.failures + 1;
    this.forceDeactivate = gone.length === 0 && (skipped || this.isLastResort);
    return gone;
  }

  private shrinkLists(priority: number): { readonly gone: number[]; readonly skipped: boolean } {
    const { activated } = this.statistics();
    const mayDeactivate = (kind: Kind) =>
      this.forceDeactivate || activated[kind] !== this.snapshot[kind] || this.isInactiveLow(kind);
    const may = { anon: mayDeactivate("anon"), file: mayDeactivate("file") };
    const at = this.targets(priority, may.file);
    const wanted = structuredClone(at);
    const gone: number[] = [];
    let skipped = false;
    const takeTurn = (count: number) => Math.min(count, CLUSTER);
    while (wanted.anon.inactive > 0 || wanted.file.inactive > 0 || wanted.file.active > 0) {
      for (const kind of KINDS) {
        const inactive = takeTurn(wanted[kind].inactive);
        wanted[kind].inactive -= inactive;
        if (inactive > 0) gone.push(...this.shrinkInactive(kind, inactive));
        const active = takeTurn(wanted[kind].active);
        wanted[kind].active -= active;
        if (may[kind]) this.shrinkActive(kind, active);
        else if (active > 0) skipped = true;
      }
      if (gone.length < CLUSTER) continue;
      const rest = { anon: both(wanted.anon), file: both(wanted.file) };
      if (rest.anon === 0 || rest.file === 0) break;
      adjust(wanted, at, rest);
    }
    if (this.isLastResort || this.isInactiveLow("anon")) this.shrinkActive("anon", CLUSTER);
    if (this.isLastResort) this.shrinkActive("file", CLUSTER);
    return { gone, skipped };
  }

  /** `get_scan_count`. */
  private targets(priority: number, deactivatesFiles: boolean): Wanted {
    const share = this.shares(priority, deactivatesFiles);
    const part = (kind: Kind, list: readonly Folio[]) =>
      Math.floor((Math.floor(list.length / 2 ** priority) * share[kind]) / share.whole);
    const of = (kind: Kind) => ({
      inactive: part(kind, this.lists[kind].inactive),
      active: part(kind, this.lists[kind].active),
    });
    return { anon: of("anon"), file: of("file") };
  }

  private shares(priority: number, deactivatesFiles: boolean): Record<Kind | "whole", number> {
    if (priority === 0 && (this.swappiness > 0 || this.isLastResort)) return { anon: 1, file: 1, whole: 1 };
    if (Math.floor(this.statistics().inactive.file / 2 ** priority) > 0 && !deactivatesFiles)
      return { anon: 0, file: 1, whole: 1 };
    const total = sum(this.cost);
    const costs = { anon: total + this.cost.anon, file: total + this.cost.file };
    const anon = Math.floor((this.swappiness * (sum(costs) + 1)) / (costs.anon + 1));
    const file = Math.floor(((200 - this.swappiness) * (sum(costs) + 1)) / (costs.file + 1));
    return { anon, file, whole: anon + file };
  }

  /** Takes pages from the tail, and decides on each; returns those that went. */
  private shrinkInactive(kind: Kind, count: number): number[] {
    const { inactive, active } = this.lists[kind];
    const batch = inactive.splice(0, count);
    if (batch.length === 0) return [];
    this.looked += batch.length;
    const gone: number[] = [];
    const written: Folio[] = [];
    let [transfers, activations] = [0, 0];
    for (const folio of batch) {
      const accessed = this.memory.isAccessed(folio.page);
      this.memory.clearAccessed(folio.page);
      const secondTime = accessed && folio.referenced;
      folio.referenced = accessed;
      const dirty = this.memory.isDirty(folio.page);
      if (!accessed && !dirty) {
        folio.shadow = this.nonresidentAge++;
        gone.push(folio.page);
      } else if (secondTime) {
        folio.active = true;
        active.push(folio);
        activations++;
      } else if (accessed) {
        inactive.push(folio);
      } else {
        this.memory.writeBack(folio.page);
        written.push(folio);
        if (kind === "anon") transfers++;
      }
    }
    inactive.unshift(...written.toReversed());
    this.noteCost(kind, transfers, batch.length - gone.length);
    this.nonresidentAge += activations;
    return gone;
  }

  private shrinkActive(kind: Kind, count: number): void {
    const { inactive, active } = this.lists[kind];
    for (const folio of active.splice(0, count)) {
      this.memory.clearAccessed(folio.page);
      folio.active = false;
      folio.workingset = true;
      inactive.push(folio);
    }
  }
}

const both = ({ inactive, active }: { readonly inactive: number; readonly active: number }) => inactive + active;

/** Enough is gone: the type with the smaller rest is done, the other goes on to the same percentage of its targets. */
function adjust(wanted: Wanted, targets: Wanted, rest: Record<Kind, number>): void {
  const smaller: Kind = rest.file > rest.anon ? "anon" : "file";
  const larger = other(smaller);
  const percentage = Math.floor((rest[smaller] * 100) / (both(targets[smaller]) + 1));
  wanted[smaller] = { inactive: 0, active: 0 };
  for (const list of ["inactive", "active"] as const) {
    const scanned = targets[larger][list] - wanted[larger][list];
    wanted[larger][list] = Math.max(0, Math.floor((targets[larger][list] * (100 - percentage)) / 100) - scanned);
  }
}
