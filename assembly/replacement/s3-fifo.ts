import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists, OUTSIDE } from "../memory/lists";
import { NONE } from "../memory/none";
import { BatchRecord, Memory } from "./contract";

const SMALL: u32 = 1;
const MAIN: u32 = 2;
/** Pages that left memory by the small queue. */
const GHOST: u32 = 3;

/** Hits are counted up to this, as the mark of a page. */
const MOST_HITS: u32 = 3;

/**
 * S3-FIFO: three first-in first-out queues. New pages pass a small one; those hit twice there go on to the main one, the others
 * leave and are remembered, and come back straight to the main queue, where a page goes round once more for each hit.
 *
 * @policy s3-fifo
 * @also s3fifo
 * @number 18
 * @visibility every-access
 * @uses guest
 * @parameter small=0.1 0..1 share of the memory that the small queue has
 * @parameter ghost=0.9 0..1 how many pages are remembered that left by the small queue, as a share of the memory
 * @parameter threshold=1 0..3 a page goes on to the main queue when it was hit more often than this
 * @parameter fill=0 0..1 small|main 0 or small: new pages always enter the small queue; 1 or main: while memory first fills they enter the main queue once the small one is full, as in libCacheSim since 2025
 * @paper Yang, Zhang, Qiu, Yue, Vinayak: FIFO queues are all you need for cache eviction, SOSP 2023, https://doi.org/10.1145/3600006.3613147
 */
@unmanaged
export class S3Fifo<M extends Memory> extends BatchRecord {
  private memory: M;
  private queues: Lists;
  private smallShare: f64;
  private ghostShare: f64;
  private threshold: u32;
  /** Nothing has been evicted yet, and new pages may enter the main queue. */
  private filling: bool;
  /** The latest victim: when it is inserted next it could not go. */
  private victim: u32;

  create(memory: M, parameters: Column<f64>): void {
    const queues = Lists.create(memory.pages, 3);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.queues = queues;
    this.smallShare = parameters[0];
    this.ghostShare = parameters[1];
    this.threshold = <u32>parameters[2];
    this.filling = parameters[3] !== 0;
    this.victim = NONE;
  }

  @inline
  hit(page: u32): void {
    const hits = this.queues.mark(page);
    if (hits < MOST_HITS) this.queues.setMark(page, hits + 1);
  }

  fault(_page: u32): void {
    this.victim = NONE;
  }

  /** A page that could not go joins the main queue as if hit there, so that others get their turn. */
  insert(page: u32): void {
    const putBack = page === this.victim;
    this.victim = NONE;
    const remembered = this.forget(page);
    const toMain = putBack || remembered || (this.filling && this.queues.count(SMALL) >= this.smallCapacity());
    this.queues.addFirst(toMain ? MAIN : SMALL, page);
    if (putBack) this.queues.setMark(page, MOST_HITS);
  }

  evict(): u32 {
    this.filling = false;
    const small = this.unfinished || (this.queues.count(MAIN) <= this.mainCapacity() && this.queues.count(SMALL) > 0);
    this.unfinished = false;
    let victim = small ? this.passSmall() : NONE;
    if (victim === NONE) victim = this.passMain();
    this.victim = victim;
    return victim;
  }

  remove(page: u32): void {
    this.queues.remove(page);
  }

  tick(): void {}

  private smallCapacity(): u32 {
    return <u32>(this.smallShare * <f64>this.memory.capacity());
  }

  private mainCapacity(): u32 {
    return this.memory.capacity() - this.smallCapacity();
  }

  /**
   * Moves pages from the end of the small queue to the main one until one leaves: the victim. If that makes the main queue too long, the victim
   * comes from the main queue, and the small queue still owes one. `NONE` when the small queue has become empty.
   */
  private passSmall(): u32 {
    const queues = this.queues;
    while (queues.count(SMALL) > 0) {
      const page = queues.last(SMALL);
      const hits = queues.mark(page);
      this.scanned++;
      queues.setMark(page, 0);
      if (hits <= this.threshold) {
        queues.moveFirst(GHOST, page);
        this.trimGhosts();
        return page;
      }
      queues.moveFirst(MAIN, page);
      if (queues.count(MAIN) > this.mainCapacity()) {
        this.unfinished = queues.count(SMALL) > 0;
        return this.passMain();
      }
    }
    return NONE;
  }

  /** Pages go round the main queue and lose a hit each time, until one has none left: the victim. */
  private passMain(): u32 {
    const queues = this.queues;
    while (true) {
      const page = queues.last(MAIN);
      const hits = queues.mark(page);
      this.scanned++;
      if (hits === 0) {
        queues.remove(page);
        return page;
      }
      queues.setMark(page, hits - 1);
      queues.moveFirst(MAIN, page);
    }
  }

  private trimGhosts(): void {
    const most = <u32>(this.ghostShare * <f64>this.memory.capacity());
    while (this.queues.count(GHOST) > most) this.queues.remove(this.queues.last(GHOST));
  }

  /** Strikes a page from the remembered ones; whether it was among them. */
  private forget(page: u32): bool {
    if (this.queues.listOf(page) === OUTSIDE) return false;
    this.queues.remove(page);
    return true;
  }

  check(resident: u32): bool {
    const queues = this.queues;
    return (
      queues.count(SMALL) + queues.count(MAIN) === resident &&
      queues.check(SMALL) &&
      queues.check(MAIN) &&
      queues.check(GHOST)
    );
  }
}
