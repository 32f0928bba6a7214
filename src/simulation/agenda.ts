/** What goes first of things due at the same time. */
export const order = { shutdown: 0, boot: 1, phase: 2, statistics: 3, manager: 4, sample: 5 } as const;

interface Entry {
  readonly timeNs: number;
  readonly rank: number;
  readonly act: () => void;
}

const isBefore = (a: Entry, b: Entry) => a.timeNs < b.timeNs || (a.timeNs === b.timeNs && a.rank < b.rank);

/** Things to do at points of simulated time, in a fixed order: by time, then by rank, then as they were noted. */
export class Agenda {
  readonly #entries: Entry[] = [];

  /** When the next thing is due; Infinity when there is none. */
  get nextNs(): number {
    return this.#entries[0]?.timeNs ?? Number.POSITIVE_INFINITY;
  }

  note(timeNs: number, rank: number, act: () => void): void {
    const entry = { timeNs, rank, act };
    let at = this.#entries.length;
    while (at > 0 && isBefore(entry, this.#entries[at - 1] ?? entry)) at--;
    this.#entries.splice(at, 0, entry);
  }

  /** Notes something for every period after `fromNs`. */
  every(periodNs: number, rank: number, act: (nowNs: number) => void, fromNs = 0): void {
    const dueNs = fromNs + periodNs;
    this.note(dueNs, rank, () => {
      act(dueNs);
      this.every(periodNs, rank, act, dueNs);
    });
  }

  /** Does everything due at or before `nowNs`, also what is noted for then meanwhile. */
  doUntil(nowNs: number): void {
    while (this.nextNs <= nowNs) this.doNext();
  }

  /** Does the first thing that is due. */
  doNext(): void {
    this.#entries.shift()?.act();
  }
}
