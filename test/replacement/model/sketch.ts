/** A count-min sketch of four rows of 4-bit counters as Caffeine lays it out: a number's counters all stand in one block. */
export class SlowSketch {
  private readonly counters = new Map<string, number>();
  private readonly blocks: number;
  private additions = 0;

  /** One word of 16 counters for each number, rounded up to a power of two of words, at least a block of 8. */
  constructor(numbers: number) {
    this.blocks = 1;
    while (8 * this.blocks < numbers) this.blocks *= 2;
  }

  /** Counts a number; all counters are halved once `period` additions have come together. */
  add(number: number, period: number): void {
    const raised = this.countersOf(number).filter((counter) => (this.counters.get(counter) ?? 0) < 15);
    for (const counter of raised) this.counters.set(counter, (this.counters.get(counter) ?? 0) + 1);
    if (raised.length > 0) this.additions++;
    if (raised.length > 0 && this.additions >= period) this.halve();
  }

  count(number: number): number {
    return Math.min(...this.countersOf(number).map((counter) => this.counters.get(counter) ?? 0));
  }

  /** Caffeine: size = (size − (odd counters ÷ 4)) ÷ 2, rounded down both times. */
  private halve(): void {
    let odd = 0;
    for (const [counter, value] of this.counters) {
      odd += value % 2;
      this.counters.set(counter, Math.floor(value / 2));
    }
    this.additions = Math.floor((this.additions - Math.floor(odd / 4)) / 2);
  }

  /** Block, row and one of the row's 32 counters, by the hashes of Caffeine's FrequencySketch. */
  private countersOf(number: number): string[] {
    const hash = spread(number);
    const places = rehash(hash);
    return [0, 1, 2, 3].map((row) => {
      const byte = (places >>> (8 * row)) & 0xff;
      return `${hash % this.blocks} ${row} ${byte & 31}`;
    });
  }
}

function spread(number: number): number {
  let x = number >>> 0;
  x = (x ^ (x >>> 17)) >>> 0;
  x = Math.imul(x, 0xed5ad4bb) >>> 0;
  x = (x ^ (x >>> 11)) >>> 0;
  x = Math.imul(x, 0xac4c1b51) >>> 0;
  return (x ^ (x >>> 15)) >>> 0;
}

function rehash(hash: number): number {
  const x = Math.imul(hash, 0x31848bab) >>> 0;
  return (x ^ (x >>> 14)) >>> 0;
}
