import { Arena } from "../../memory/arena";
import { Column } from "../../memory/column";
import { NONE } from "../../memory/none";

/**
 * The pages in memory, in no order that matters: any can be removed, and one drawn, each as likely as the other. Draws come from xorshift32
 * (Marsaglia 2003, shifts 13, 17, 5). 4 bytes for each page and for each frame.
 */
@unmanaged
export class DrawnPages {
  private state: u32;
  private count: u32;
  private order: Column<u32>;
  /** Where in `order` each page stands; `NONE` when it is not in memory. */
  private position: Column<u32>;

  static create(pages: u32, frames: u32, seed: u32): DrawnPages {
    const drawn = changetype<DrawnPages>(Arena.take(offsetof<DrawnPages>()));
    const order = Column.create<u32>(frames);
    const position = Column.create<u32>(pages);
    if (!Arena.fits()) return drawn;
    drawn.state = seed;
    drawn.order = order;
    drawn.position = position;
    position.fill(0xff, pages);
    return drawn;
  }

  add(page: u32): void {
    if (!ASC_NO_ASSERT) assert(this.position[page] === NONE, "drawn pages: added twice");
    this.order[this.count] = page;
    this.position[page] = this.count++;
  }

  remove(page: u32): void {
    if (!ASC_NO_ASSERT) assert(this.position[page] !== NONE, "drawn pages: removed twice");
    const hole = this.position[page];
    const last = this.order[--this.count];
    this.order[hole] = last;
    this.position[last] = hole;
    this.position[page] = NONE;
  }

  /** Any page in memory; at least one is. */
  draw(): u32 {
    let draw = this.state;
    draw ^= draw << 13;
    draw ^= draw >> 17;
    draw ^= draw << 5;
    this.state = draw;
    return this.order[<u32>((<u64>draw * <u64>this.count) >> 32)];
  }

  check(resident: u32): bool {
    if (this.count !== resident) return false;
    for (let at: u32 = 0; at < this.count; at++) {
      if (this.position[this.order[at]] !== at) return false;
    }
    return true;
  }
}
