import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Memory, PolicyRecord } from "./contract";

/**
 * The victim is any page, each as likely as the other. Draws come from xorshift32 (Marsaglia 2003, shifts 13, 17, 5).
 *
 * @policy random
 * @number 3
 * @visibility fault
 * @uses guest host
 * @parameter seed=1 1..4294967295 where the draws begin
 * @paper Gelenbe: A unified approach to the evaluation of a class of replacement algorithms, IEEE Transactions on Computers 22 (1973), https://doi.org/10.1109/TC.1973.5009115
 */
@unmanaged
export class Random<M extends Memory> extends PolicyRecord {
  private state: u32;
  private count: u32;
  /** The pages in memory, in no order that matters. */
  private order: Column<u32>;
  /** Where in `order` each page stands; `NONE` when it is not in memory. */
  private position: Column<u32>;

  create(memory: M, parameters: Column<f64>): void {
    const order = Column.create<u32>(memory.frames);
    const position = Column.create<u32>(memory.pages);
    if (!Arena.fits()) return;
    this.state = <u32>parameters[0];
    this.order = order;
    this.position = position;
    position.fill(0xff, memory.pages);
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(_page: u32): void {}

  insert(page: u32): void {
    if (!ASC_NO_ASSERT) assert(this.position[page] === NONE, "random: inserted twice");
    this.order[this.count] = page;
    this.position[page] = this.count++;
  }

  evict(): u32 {
    let draw = this.state;
    draw ^= draw << 13;
    draw ^= draw >> 17;
    draw ^= draw << 5;
    this.state = draw;
    const victim = this.order[<u32>((<u64>draw * <u64>this.count) >> 32)];
    this.remove(victim);
    this.scanned++;
    return victim;
  }

  remove(page: u32): void {
    if (!ASC_NO_ASSERT) assert(this.position[page] !== NONE, "random: removed twice");
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
}
