import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Memory, PolicyRecord } from "./contract";
import { DrawnPages } from "./random/drawn-pages";

/**
 * LRU by sampling: draws some pages, each as likely as any other, and evicts the one whose last reference is longest ago. One page may be drawn
 * twice. Two draws already come close to LRU: the power of two choices. Draws come from xorshift32 (Marsaglia 2003, shifts 13, 17, 5).
 *
 * @policy sampled-lru
 * @number 24
 * @visibility every-access
 * @uses guest
 * @parameter choices=2 1..64 pages drawn for each victim
 * @parameter seed=1 1..4294967295 where the draws begin
 * @paper Mitzenmacher: The power of two choices in randomized load balancing, IEEE Transactions on Parallel and Distributed Systems 12 (2001), https://doi.org/10.1109/71.963420; Redis evicts this way (maxmemory-samples), https://redis.io/docs/latest/develop/reference/eviction/
 */
@unmanaged
export class SampledLru<M extends Memory> extends PolicyRecord {
  private choices: u32;
  private pages: DrawnPages;
  /** References and arrivals so far. */
  private now: u64;
  /** By page: `now` at its latest one. */
  private latest: Column<u64>;

  create(memory: M, parameters: Column<f64>): void {
    const pages = DrawnPages.create(memory.pages, memory.frames, <u32>parameters[1]);
    const latest = Column.create<u64>(memory.pages);
    if (!Arena.fits()) return;
    this.choices = <u32>parameters[0];
    this.pages = pages;
    this.latest = latest;
  }

  @inline
  hit(page: u32): void {
    this.latest[page] = ++this.now;
  }

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    this.pages.add(page);
    this.latest[page] = ++this.now;
  }

  evict(): u32 {
    let victim = this.pages.draw();
    for (let more = this.choices - 1; more > 0; more--) {
      const page = this.pages.draw();
      if (this.latest[page] < this.latest[victim]) victim = page;
    }
    this.scanned += this.choices;
    this.pages.remove(victim);
    return victim;
  }

  remove(page: u32): void {
    this.pages.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    return this.pages.check(resident);
  }
}
