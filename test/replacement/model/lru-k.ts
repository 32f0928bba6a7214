import type { Model, ModelMemory, Parameters } from "./model.ts";

/** What is remembered of a page until it is freed: its last reference, and its last K that were not correlated, the latest first. */
interface History {
  last: number;
  times: number[];
}

/** LRU-K after O'Neil, O'Neil and Weikum, figure 2.1: every page that fits the rule is looked at, every time. */
export class LruK implements Model {
  private readonly memory: ModelMemory;
  private readonly k: number;
  private readonly correlated: number;
  private readonly histories = new Map<number, History>();
  private readonly resident = new Set<number>();

  constructor(memory: ModelMemory, { k = 2, correlated = 0 }: Parameters) {
    this.memory = memory;
    this.k = k;
    this.correlated = correlated;
  }

  hit(page: number): void {
    const now = this.memory.now();
    const history = this.historyOf(page);
    if (now - history.last > this.correlated) {
      // The references since the last uncorrelated one were one: older ones move up by the time they took.
      const period = history.last - history.times[0];
      history.times = [now, ...history.times.map((time) => time + period)].slice(0, this.k);
    }
    history.last = now;
  }

  fault(_page: number): void {}

  insert(page: number): void {
    const now = this.memory.now();
    const { times } = this.histories.get(page) ?? { times: [] };
    this.histories.set(page, { last: now, times: [now, ...times].slice(0, this.k) });
    this.resident.add(page);
  }

  evict() {
    const now = this.memory.now();
    const all = [...this.resident];
    const free = all.filter((page) => now - this.historyOf(page).last > this.correlated);
    const [page] = (free.length > 0 ? free : all).sort((one, other) => this.order(one, other));
    this.resident.delete(page);
    return { page, looked: 1 };
  }

  remove(page: number): void {
    this.resident.delete(page);
    this.histories.delete(page);
  }

  /** Which of two goes first: that whose Kth last counted reference is longer ago, never as longest ago; then that whose last one is. */
  private order(one: number, other: number): number {
    const [a, b] = [this.historyOf(one), this.historyOf(other)];
    const [kthA, kthB] = [a, b].map(({ times }) => times[this.k - 1] ?? -1);
    return kthA - kthB || a.times[0] - b.times[0];
  }

  private historyOf(page: number): History {
    const history = this.histories.get(page);
    if (history === undefined) throw new Error(`Page ${page} was never referenced.`);
    return history;
  }
}
