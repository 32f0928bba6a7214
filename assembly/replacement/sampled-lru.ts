import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

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
  private state: u32;
  private count: u32;
  /** The pages in memory, in no order that matters. */
  private order: Column<u32>;
  /** Where in `order` each page stands; `NONE` when it is not in memory. */
  private position: Column<u32>;
  /** References and arrivals so far. */
  private now: u64;
  /** By page: `now` at its latest one. */
  private latest: Column<u64>;

  create(memory: M, parameters: Column<f64>): void {
    const order = Column.create<u32>(memory.frames);
    const position = Column.create<u32>(memory.pages);
    const latest = Column.create<u64>(memory.pages);
    if (!Arena.fits()) return;
    this.choices = <u32>parameters[0];
    this.state = <u32>parameters[1];
    this.order = order;
    this.position = position;
    this.latest = latest;
    position.fill(0xff, memory.pages);
  }

  @inline
  hit(page: u32): void {
    this.latest[page] = ++this.now;
  }

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    if (!ASC_NO_ASSERT) assert(this.position[page] === NONE, "sampled-lru: inserted twice");
    this.order[this.count] = page;
    this.position[page] = this.count++;
    this.latest[page] = ++this.now;
  }

  evict(): u32 {
    let victim = this.draw();
    for (let more = this.choices - 1; more > 0; more--) {
      const page = this.draw();
      if (this.latest[page] < this.latest[victim]) victim = page;
    }
    this.scanned += this.choices;
    this.remove(victim);
    return victim;
  }

  remove(page: u32): void {
    if (!ASC_NO_ASSERT) assert(this.position[page] !== NONE, "sampled-lru: removed twice");
    const hole = this.position[page];
    const last = this.order[--this.count];
    this.order[hole] = last;
    this.position[last] = hole;
    this.position[page] = NONE;
  }

  tick(): void {}

  check(resident: u32): bool {
    if (this.count !== resident) return false;
    for (let at: u32 = 0; at < this.count; at++) {
      if (this.position[this.order[at]] !== at) return false;
    }
    return true;
  }

  /** Any page in memory. */
  private draw(): u32 {
    let draw = this.state;
    draw ^= draw << 13;
    draw ^= draw >> 17;
    draw ^= draw << 5;
    this.state = draw;
    return this.order[<u32>((<u64>draw * <u64>this.count) >> 32)];
  }
}
