import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { List } from "../memory/list";
import { NONE } from "../memory/none";
import { RecencyStack } from "../memory/recency-stack";
import { Memory, PolicyRecord } from "./contract";

/** Frames that hot pages leave to cold ones, at least. */
const LEAST_COLD: u32 = 2;

/**
 * Low inter-reference recency set: pages whose last two references are close together are hot and stay; all others share a small
 * part of memory as a queue. The stack remembers the order of references, also to pages gone, as far back as the least recent hot page.
 *
 * @policy lirs
 * @number 14
 * @visibility every-access
 * @uses guest
 * @parameter cold=0.01 0..1 the share of memory that cold pages have, at least 2 frames
 * @paper Jiang, Zhang: LIRS, an efficient low inter-reference recency set replacement policy, SIGMETRICS (2002), https://doi.org/10.1145/511334.511340
 */
@unmanaged
export class Lirs<M extends Memory> extends PolicyRecord {
  private memory: M;
  private coldShare: f64;
  /** The paper's S: latest reference on top, its last page hot. Hot pages (the paper's LIR) are marked; cold ones (HIR) may be in memory or gone. */
  private stack: RecencyStack;
  /** The paper's Q: the cold pages in memory, the next victim last. */
  private queue: List;
  private hotPages: u32;
  private faulted: u32;
  /** The latest page referenced: doing so again at once tells nothing about it. */
  private latest: u32;

  create(memory: M, parameters: Column<f64>): void {
    const stack = RecencyStack.create(memory.pages);
    const queue = List.create(memory.pages);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.stack = stack;
    this.queue = queue;
    this.coldShare = parameters[0];
    this.faulted = NONE;
    this.latest = NONE;
  }

  /** Hot pages there should be. */
  private hotTarget(): u32 {
    const capacity = this.memory.capacity();
    const cold = max(LEAST_COLD, <u32>(this.coldShare * capacity));
    return capacity > cold ? capacity - cold : 0;
  }

  @inline
  hit(page: u32): void {
    if (page !== this.latest) this.again(page);
  }

  /** A page in memory was referenced after another one. */
  private again(page: u32): void {
    this.latest = page;
    if (this.stack.isMarked(page)) {
      this.stack.putOnTop(page);
      this.stack.prune();
    } else if (this.stack.has(page)) {
      this.queue.remove(page);
      this.heat(page);
    } else {
      this.stackCold(page);
      this.queue.moveFirst(page);
    }
  }

  /** Puts a cold page on top of the stack; no hot page, no stack. */
  private stackCold(page: u32): void {
    if (this.hotPages > 0) this.putOnTop(page);
  }

  /** A page in memory becomes the latest referenced hot page, in place of the least recently referenced one. */
  private heat(page: u32): void {
    this.putOnTop(page);
    this.stack.mark(page);
    this.hotPages++;
    const target = this.hotTarget();
    while (this.hotPages > target) this.cool();
    this.prune();
  }

  /** The least recently referenced hot page becomes the latest of the cold ones. */
  private cool(): void {
    const page = this.stack.last();
    this.forgetHot(page);
    this.queue.addFirst(page);
  }

  /** Takes a hot page out of the stack. */
  private forgetHot(page: u32): void {
    this.stack.remove(page);
    this.hotPages--;
    this.prune();
  }

  /* What a hit of a hot page has inlined, for all that happen less often: the module has little room. */

  private putOnTop(page: u32): void {
    this.stack.putOnTop(page);
  }

  private prune(): void {
    this.stack.prune();
  }

  @inline
  fault(page: u32): void {
    this.faulted = page;
  }

  insert(page: u32): void {
    if (page !== this.faulted) {
      this.queue.addFirst(page);
      return;
    }
    this.faulted = NONE;
    this.latest = page;
    if (this.stack.has(page) || this.hotPages < this.hotTarget()) {
      this.heat(page);
    } else {
      this.stackCold(page);
      this.queue.addFirst(page);
    }
  }

  evict(): u32 {
    if (this.queue.count === 0) this.cool();
    const victim = this.queue.last();
    this.queue.remove(victim);
    this.scanned++;
    return victim;
  }

  remove(page: u32): void {
    if (this.stack.isMarked(page)) {
      this.forgetHot(page);
      return;
    }
    this.queue.remove(page);
    if (this.stack.has(page)) this.stack.remove(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    const stack = this.stack;
    const last = stack.last();
    if (last !== NONE && !stack.isMarked(last)) return false;
    if (stack.countMarked() !== this.hotPages || !stack.check() || !this.queue.check()) return false;
    for (let page = this.queue.last(); page !== NONE; page = this.queue.ahead(page)) {
      if (stack.isMarked(page)) return false;
    }
    return this.hotPages + this.queue.count === resident;
  }
}
