import { cut, type Model, type ModelMemory, type Parameters } from "./model.ts";

/** Anonymous and file pages, in this order. */
const TYPES = [0, 1] as const;
type Type = (typeof TYPES)[number];

/** Pages of a list looked at before the next one has its turn. */
const BATCH = 32;

/** A page gone: the count of evictions and activations at that moment, and whether it had been in the working set. */
interface Shadow {
  readonly age: number;
  readonly workingSet: boolean;
}

/**
 * Linux 6.1 without multi-generational LRU (mm/vmscan.c, mm/workingset.c): reclaim that goes on from where it last found a victim.
 * Lists have their head first.
 */
export class Linux implements Model {
  private readonly memory: ModelMemory;
  private readonly swappiness: number;
  private readonly inactive: [number[], number[]] = [[], []];
  private readonly active: [number[], number[]] = [[], []];
  /** Pages found accessed once (PG_referenced), and pages that have been active (PG_workingset). */
  private readonly referenced = new Set<number>();
  private readonly workingSet = new Set<number>();
  private readonly shadows = new Map<number, Shadow>();
  private age = 0;
  private readonly cost: [number, number] = [0, 0];
  private readonly refaultActivations: [number, number] = [0, 0];
  /** As many as there were when the reclaim before this one began. */
  private knownRefaultActivations: [number, number] = [0, 0];
  private readonly course = this.reclaim();
  /** The type whose last inactive page is looked at next; `null`: a round begins. */
  private next: Type | null = null;
  private found = false;
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
    const shadow = this.shadows.get(page);
    this.shadows.delete(page);
    if (page === this.latest) {
      // It could not go: it is activated.
      this.active[type].unshift(page);
      this.age++;
      return;
    }
    if (shadow === undefined || this.age - shadow.age > this.restOf(type)) {
      this.inactive[type].unshift(page);
      return;
    }
    this.active[type].unshift(page);
    this.age++;
    this.refaultActivations[type]++;
    if (!shadow.workingSet) return;
    this.workingSet.add(page);
    this.charge(type);
  }

  evict() {
    this.looked = 0;
    for (;;) {
      const victim = this.next === null ? null : this.lookAtInactive(this.next);
      if (victim !== null) this.found = true;
      this.next = this.course.next().value;
      if (victim === null) continue;
      this.latest = victim;
      return { page: victim, looked: this.looked };
    }
  }

  remove(page: number): void {
    const type = this.typeOf(page);
    cut(this.active[type].includes(page) ? this.active[type] : this.inactive[type], page);
    this.referenced.delete(page);
    this.workingSet.delete(page);
  }

  private typeOf(page: number): Type {
    return this.memory.isFile(page) ? 1 : 0;
  }

  /** What a refault of a page of this type may be distant at most: all lists but its own inactive one. */
  private restOf(type: Type): number {
    const other = type === 0 ? 1 : 0;
    return this.active[0].length + this.active[1].length + this.inactive[other].length;
  }

  /** The list whose last inactive page is scanned next; everything else happens in between. `null`: a round begins before the next one. */
  private *reclaim(): Generator<Type | null, never> {
    let known: [number, number] = [0, 0];
    for (;;) {
      this.knownRefaultActivations = known;
      known = [...this.refaultActivations];
      this.found = false;
      for (let priority = 12; !this.found; priority = Math.max(0, priority - 1)) {
        yield* this.round(priority);
        if (this.inactiveIsLow(0)) for (const _ of Array(BATCH)) this.deactivate(0);
        yield null;
      }
    }
  }

  private *round(priority: number): Generator<Type> {
    const deactivates = [this.shallDeactivate(0), this.shallDeactivate(1)];
    const [anon, file] = this.shares(priority, deactivates[1]);
    const target = (list: readonly number[], { part, whole }: Share) =>
      Math.floor(((list.length >> priority) * part) / whole);
    const left = [
      { active: false, type: TYPES[0], pages: target(this.inactive[0], anon) },
      { active: true, type: TYPES[0], pages: target(this.active[0], anon) },
      { active: false, type: TYPES[1], pages: target(this.inactive[1], file) },
      { active: true, type: TYPES[1], pages: target(this.active[1], file) },
    ];
    const [inactiveAnon, , inactiveFile, activeFile] = left;
    while (inactiveAnon.pages > 0 || inactiveFile.pages > 0 || activeFile.pages > 0) {
      for (const one of left) {
        const pages = Math.min(one.pages, BATCH);
        one.pages -= pages;
        for (let count = 0; count < pages; count++) {
          if (!one.active) yield one.type;
          else if (deactivates[one.type]) this.deactivate(one.type);
        }
      }
    }
  }

  private shallDeactivate(type: Type): boolean {
    return this.refaultActivations[type] > this.knownRefaultActivations[type] || this.inactiveIsLow(type);
  }

  private inactiveIsLow(type: Type): boolean {
    const [inactive, active] = [this.inactive[type].length, this.active[type].length];
    const gib = (inactive + active) >> 18;
    return inactive * (gib > 0 ? Math.floor(Math.sqrt(10 * gib)) : 1) < active;
  }

  /** Which part of each type's target is looked at. */
  private shares(priority: number, deactivatesFiles: boolean): readonly [Share, Share] {
    const all = { part: 1, whole: 1 };
    const none = { part: 0, whole: 1 };
    if (priority === 0) return [all, all];
    if (this.inactive[1].length >> priority > 0 && !deactivatesFiles) return [none, all];
    const total = this.cost[0] + this.cost[1];
    const [anonCost, fileCost] = [total + this.cost[0], total + this.cost[1]];
    const anon = Math.floor((this.swappiness * (anonCost + fileCost + 1)) / (anonCost + 1));
    const file = Math.floor(((200 - this.swappiness) * (anonCost + fileCost + 1)) / (fileCost + 1));
    return [
      { part: anon, whole: anon + file },
      { part: file, whole: anon + file },
    ];
  }

  /** Looks at the last inactive page of a type, which may have to go. */
  private lookAtInactive(type: Type): number | null {
    const page = this.inactive[type].pop();
    if (page === undefined) return null;
    this.looked++;
    const accessed = this.memory.isAccessed(page);
    const twice = accessed && this.referenced.has(page);
    const dirtyFile = type === 1 && this.memory.isDirty(page);
    this.memory.clearAccessed(page);
    if (twice) {
      this.active[type].unshift(page);
      this.age++;
      return null;
    }
    if (accessed) this.referenced.add(page);
    const wasReferenced = !accessed && this.referenced.delete(page);
    if (accessed || (wasReferenced && dirtyFile)) {
      this.inactive[type].unshift(page);
      return null;
    }
    this.depart(page, type);
    return page;
  }

  private depart(page: number, type: Type): void {
    this.shadows.set(page, { age: this.age, workingSet: this.workingSet.delete(page) });
    this.age++;
    if (this.memory.isDirty(page)) this.charge(type);
  }

  /** The last active page becomes inactive, accessed or not. */
  private deactivate(type: Type): void {
    const page = this.active[type].pop();
    if (page === undefined) return;
    this.looked++;
    this.memory.clearAccessed(page);
    this.workingSet.add(page);
    this.inactive[type].unshift(page);
  }

  /** A page of this type was written out or came back: costs of long ago count half. */
  private charge(type: Type): void {
    this.cost[type]++;
    const pages = [...this.inactive, ...this.active].reduce((sum, list) => sum + list.length, 0);
    if (this.cost[0] + this.cost[1] > Math.floor(pages / 4)) {
      for (const one of TYPES) this.cost[one] = Math.floor(this.cost[one] / 2);
    }
  }
}

interface Share {
  readonly part: number;
  readonly whole: number;
}
