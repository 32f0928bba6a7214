import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { PAGE_OF_REFERENCE } from "../state/entry";
import { Distances } from "./distances";

/** References processed together. Distant memory (last uses, histogram) is read for all of them in a row, so that the reads overlap. */
const BLOCK: u32 = 64;

/** For the current block: first the last uses, read only to load them into the caches, and then the distances. */
const found = changetype<Column<u32>>(memory.data(4 * BLOCK));

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
    for (let first: u32 = 0; first < count; first += BLOCK) {
      const block = stream.from(first);
      const length = min(BLOCK, count - first);
      for (let at: u32 = 0; at < length; at++) found[at] = distances.lastUse(block[at] & PAGE_OF_REFERENCE);
      for (let at: u32 = 0; at < length; at++) found[at] = distances.use(block[at] & PAGE_OF_REFERENCE);
      for (let at: u32 = 0; at < length; at++) histogram[found[at]]++;
    }
  }
}
