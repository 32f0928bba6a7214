import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { PAGE_OF_REFERENCE } from "../state/entry";
import { Distances } from "./distances";

/** 2³²: every hash is below it. */
const WHOLE: u64 = 0x1_0000_0000;

/**
 * The miss-ratio curve of LRU, estimated from a limited number of pages: those with the smallest hashes. A reference to a sampled page
 * counts for 1 ÷ (sampled share of pages) references. Fixed-size SHARDS: Waldspurger, Park,
 * Garthwaite, Ahmad, Efficient MRC construction with SHARDS, FAST 2015,
 * https://www.usenix.org/conference/fast15/technical-sessions/presentation/waldspurger
 */
@unmanaged
export class Sample {
  stream: Column<u32>;
  /** Estimated references by estimated distance; by 0 those to pages never seen before. */
  histogram: Column<f64>;
  /** References to sampled pages. @border */
  sampled: u64;
  private pages: u32;
  private most: u32;
  private seed: u32;
  /** Pages with smaller hashes are sampled. */
  private threshold: u64;
  private distances: Distances;
  /** The sampled pages, a heap with the largest hash on top. */
  private heap: Column<u32>;
  /** @border */
  count: u32;

  static create(pages: u32, most: u32, seed: u32, streamLength: u32): Sample {
    const sample = changetype<Sample>(Arena.take(offsetof<Sample>()));
    const stream = Column.create<u32>(streamLength);
    const histogram = Column.create<f64>(pages + 1);
    const distances = Distances.create(pages, most + 1);
    const heap = Column.create<u32>(most + 1);
    if (!Arena.fits()) return sample;
    sample.stream = stream;
    sample.histogram = histogram;
    sample.pages = pages;
    sample.most = most;
    sample.seed = seed;
    sample.threshold = WHOLE;
    sample.distances = distances;
    sample.heap = heap;
    return sample;
  }

  /** The share of pages that is sampled now. */
  rate(): f64 {
    return <f64>this.threshold / <f64>WHOLE;
  }

  /** Takes the first `count` references of the stream. */
  take(count: u32): void {
    const stream = this.stream;
    for (let at: u32 = 0; at < count; at++) {
      const page = stream[at] & PAGE_OF_REFERENCE;
      if (<u64>this.hash(page) < this.threshold) this.look(page);
    }
  }

  private look(page: u32): void {
    const each = <f64>WHOLE / <f64>this.threshold;
    const distance = this.distances.use(page);
    // The page itself counts as one page, however many it stands for.
    const estimate = distance === 0 ? 0 : min<u32>(this.pages, <u32>floor<f64>(<f64>(distance - 1) * each) + 1);
    this.histogram[estimate] += each;
    this.sampled++;
    if (distance === 0) this.add(page);
  }

  private add(page: u32): void {
    this.rise(this.count++, page);
    if (this.count <= this.most) return;
    this.threshold = this.hash(this.heap[0]);
    this.drop();
  }

  /** Removes the page with the largest hash from the sample. */
  private drop(): void {
    this.distances.forget(this.heap[0]);
    const moved = this.heap[--this.count];
    if (this.count > 0) this.sink(moved);
  }

  private rise(place: u32, page: u32): void {
    const heap = this.heap;
    const hash = this.hash(page);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (this.hash(heap[above]) >= hash) break;
      heap[place] = heap[above];
      place = above;
    }
    heap[place] = page;
  }

  private sink(page: u32): void {
    const heap = this.heap;
    const hash = this.hash(page);
    let place: u32 = 0;
    for (;;) {
      let below: u32 = 2 * place + 1;
      if (below >= this.count) break;
      if (below + 1 < this.count && this.hash(heap[below + 1]) > this.hash(heap[below])) below++;
      if (this.hash(heap[below]) <= hash) break;
      heap[place] = heap[below];
      place = below;
    }
    heap[place] = page;
  }

  /** The finalizer of MurmurHash3 (https://github.com/aappleby/smhasher), which gives no two pages the same hash. */
  @inline
  private hash(page: u32): u32 {
    let mixed = page + this.seed * 0x9e37_79b9;
    mixed = (mixed ^ (mixed >> 16)) * 0x85eb_ca6b;
    mixed = (mixed ^ (mixed >> 13)) * 0xc2b2_ae35;
    return mixed ^ (mixed >> 16);
  }
}
