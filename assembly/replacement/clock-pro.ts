import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Lists, OUTSIDE } from "../memory/lists";
import { NONE } from "../memory/none";
import { ArrivalsRecord, Memory } from "./contract";

/** The clock is the only list of its kind; the hands move from its last page to its first, and round. */
const CLOCK: u32 = 1;

/** What a page on the clock is marked as: a cold page in memory, its test period over; one in its test period; one in its test period that left memory; hot. */
const COLD: u32 = 0;
const TESTED: u32 = 1;
const GONE: u32 = 2;
const HOT: u32 = 3;

/** Frames that hot pages leave to cold ones, at least. */
const LEAST_COLD: u32 = 2;

/**
 * CLOCK-Pro: LIRS as a clock. A page comes in cold and in its test period, which outlasts its stay; when it is found accessed in it,
 * or wanted again, it becomes hot in place of a hot page found not accessed. One hand seeks victims among the cold pages, one
 * hot pages to cool, one ends test periods. The share of cold pages is fixed, as in the author's own program.
 *
 * @policy clock-pro
 * @also clockpro
 * @number 15
 * @visibility accessed-bit
 * @uses guest host
 * @parameter cold=0.05 0..1 the share of memory that cold pages have, at least 2 frames
 * @paper Jiang, Chen, Zhang: CLOCK-Pro, an effective improvement of the CLOCK replacement, USENIX ATC (2005), https://www.usenix.org/conference/2005-usenix-annual-technical-conference/clock-pro-effective-improvement-clock-replacement
 */
@unmanaged
export class ClockPro<M extends Memory> extends ArrivalsRecord {
  private memory: M;
  private coldShare: f64;
  private clock: Lists;
  private hotPages: u32;
  private gonePages: u32;
  /** The page each hand points to; `NONE`: the last one. */
  private coldHand: u32;
  private hotHand: u32;
  private testHand: u32;
  private faulted: u32;

  create(memory: M, parameters: Column<f64>): void {
    const clock = Lists.create(memory.pages, 1);
    if (!Arena.fits()) return;
    this.memory = memory;
    this.clock = clock;
    this.coldShare = parameters[0];
    this.coldHand = NONE;
    this.hotHand = NONE;
    this.testHand = NONE;
    this.faulted = NONE;
  }

  /** Hot pages there should be. */
  private hotTarget(): u32 {
    const capacity = this.memory.capacity();
    const cold = max(LEAST_COLD, <u32>(this.coldShare * capacity));
    return capacity > cold ? capacity - cold : 0;
  }

  /** Cold pages in memory. */
  @inline
  private coldPages(): u32 {
    return this.clock.count(CLOCK) - this.hotPages - this.gonePages;
  }

  /** The page a hand reaches after this one. */
  @inline
  private ahead(page: u32): u32 {
    const before = this.clock.before(page);
    return before === NONE ? this.clock.last(CLOCK) : before;
  }

  /** The page a hand reached before this one. */
  @inline
  private passed(page: u32): u32 {
    const behind = this.clock.behind(page);
    return behind === NONE ? this.clock.first(CLOCK) : behind;
  }

  /** A page is about to leave its place: hands that point to it go on to the next. */
  private leave(page: u32): void {
    const ahead = this.ahead(page);
    const next = ahead === page ? NONE : ahead;
    if (this.coldHand === page) this.coldHand = next;
    if (this.hotHand === page) this.hotHand = next;
    if (this.testHand === page) this.testHand = next;
  }

  private takeOff(page: u32): void {
    this.leave(page);
    this.clock.remove(page);
  }

  /** Moves a page to the front of the clock, or puts it there. */
  private toFront(page: u32, mark: u32): void {
    if (this.clock.listOf(page) === OUTSIDE) {
      this.clock.addFirst(CLOCK, page);
    } else {
      this.leave(page);
      this.clock.moveFirst(CLOCK, page);
    }
    this.clock.setMark(page, mark);
  }

  private settleHands(): void {
    const last = this.clock.last(CLOCK);
    if (this.coldHand === NONE) this.coldHand = last;
    if (this.hotHand === NONE) this.hotHand = last;
    if (this.testHand === NONE) this.testHand = last;
  }

  @inline
  hit(_page: u32): void {}

  @inline
  fault(page: u32): void {
    this.faulted = page;
  }

  insert(page: u32): void {
    const wasGone = this.clock.listOf(page) === CLOCK;
    if (page !== this.faulted) {
      this.toFront(page, TESTED);
      if (wasGone) this.gonePages--;
      return;
    }
    this.faulted = NONE;
    this.memory.overlookArrival(page);
    const becomesHot = wasGone ? this.makesWay(page) : this.hotPages < this.hotTarget();
    if (this.clock.listOf(page) === CLOCK) this.gonePages--;
    this.toFront(page, becomesHot ? HOT : TESTED);
    if (becomesHot) this.hotPages++;
  }

  evict(): u32 {
    this.settleHands();
    const target = this.hotTarget();
    while (this.hotPages > target) this.runHotHand(NONE);
    while (true) {
      if (this.coldPages() === 0) this.runHotHand(NONE);
      this.seekCold();
      const page = this.coldHand;
      this.scanned++;
      if (this.clock.mark(page) !== TESTED || !this.memory.takeAccessed(page) || !this.makesWay(page))
        return this.letGo(page);
      this.toFront(page, HOT);
      this.hotPages++;
    }
  }

  /** Moves the cold hand to a cold page in memory, when there is one. */
  private seekCold(): void {
    if (this.coldPages() === 0) return;
    while (this.clock.mark(this.coldHand) === HOT || this.clock.mark(this.coldHand) === GONE)
      this.coldHand = this.ahead(this.coldHand);
  }

  /** A cold page leaves memory. In its test period it stays on the clock. */
  private letGo(page: u32): u32 {
    if (this.clock.mark(page) === TESTED) {
      this.coldHand = this.ahead(page);
      this.clock.setMark(page, GONE);
      this.gonePages++;
    } else {
      this.takeOff(page);
    }
    this.settleHands();
    this.seekCold();
    this.forget();
    return page;
  }

  /** Whether there is room for another hot page, after cooling one if necessary. */
  private makesWay(page: u32): bool {
    return this.hotPages < this.hotTarget() || this.runHotHand(page);
  }

  /**
   * Cools the next hot page found not accessed, and goes on to the next hot page. When the hand meets `candidate` before, the page
   * that would become hot, that page has been seen less recently than any hot one: nothing cools. Returns whether a page has cooled.
   */
  private runHotHand(candidate: u32): bool {
    this.settleHands();
    let cooled = false;
    let done = false;
    while (this.hotPages > 0 && !(done && this.clock.mark(this.hotHand) === HOT)) {
      const page = this.hotHand;
      if (this.clock.mark(page) === HOT) {
        this.scanned++;
        const accessed = this.memory.takeAccessed(page);
        if (!accessed) {
          this.hotPages--;
          cooled = true;
          done = true;
        }
        this.toFront(page, accessed ? HOT : COLD);
      } else {
        if (page === candidate) done = true;
        this.hotHand = this.ahead(page);
      }
      this.settleHands();
      if (this.passed(this.hotHand) === this.testHand) this.stepTestHand();
    }
    return cooled;
  }

  /** Ends the test period of the page the test hand points to, and moves on. */
  private stepTestHand(): void {
    this.endTest();
    this.forget();
  }

  private endTest(): void {
    const page = this.testHand;
    const mark = this.clock.mark(page);
    if (mark === GONE) {
      this.takeOff(page);
      this.gonePages--;
      this.settleHands();
      return;
    }
    if (mark !== HOT) {
      this.clock.setMark(page, COLD);
      this.memory.takeAccessed(page);
    }
    this.testHand = this.ahead(page);
  }

  /** Ends test periods until no more pages are remembered than fit memory. */
  private forget(): void {
    const most = this.memory.capacity();
    while (this.gonePages > most) this.endTest();
  }

  remove(page: u32): void {
    if (this.clock.mark(page) === HOT) this.hotPages--;
    this.takeOff(page);
  }

  tick(): void {}

  check(resident: u32): bool {
    const clock = this.clock;
    let hot: u32 = 0;
    let gone: u32 = 0;
    for (let page = clock.first(CLOCK); page !== NONE; page = clock.behind(page)) {
      if (clock.mark(page) === HOT) hot++;
      if (clock.mark(page) === GONE) gone++;
    }
    if (!this.isOnClock(this.coldHand) || !this.isOnClock(this.hotHand) || !this.isOnClock(this.testHand)) return false;
    return (
      hot === this.hotPages && gone === this.gonePages && hot + this.coldPages() === resident && clock.check(CLOCK)
    );
  }

  private isOnClock(hand: u32): bool {
    return hand === NONE || this.clock.listOf(hand) === CLOCK;
  }
}
