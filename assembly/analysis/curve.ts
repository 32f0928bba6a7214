import { PAGE_OF_REFERENCE } from "../machine/entry";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Distances } from "./distances";

/** How many references have each LRU stack distance: the miss-ratio curve of LRU, exact and at every size. */
@unmanaged
export class Curve {
  stream: Column<u32>;
  /** References by distance; by 0 those to pages never seen before. */
  histogram: Column<u32>;
  private distances: Distances;

  static create(pages: u32, streamLength: u32): Curve {
    const curve = changetype<Curve>(Arena.take(offsetof<Curve>()));
    const stream = Column.create<u32>(streamLength);
    const histogram = Column.create<u32>(pages + 1);
    const distances = Distances.create(pages, pages);
    if (!Arena.fits()) return curve;
    curve.stream = stream;
    curve.histogram = histogram;
    curve.distances = distances;
    return curve;
  }

  /** Takes the first `count` references of the stream. */
  take(count: u32): void {
    const stream = this.stream;
    const histogram = this.histogram;
    const distances = this.distances;
    for (let at: u32 = 0; at < count; at++) {
      const distance = distances.use(stream[at] & PAGE_OF_REFERENCE);
      histogram[distance]++;
    }
  }
}
