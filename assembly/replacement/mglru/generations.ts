import { Arena } from "../../memory/arena";
import { Column } from "../../memory/column";
import { NONE } from "../../memory/none";
import { Rings } from "../../memory/rings";
import { ANONYMOUS, FILE } from "../page-types";

/** Generations there are at most of each type; the two youngest are never evicted from. */
const MOST_GENERATIONS: u32 = 4;
const LEAST_GENERATIONS: u32 = 2;

/*
 * A page's place, one byte. Of a page in a generation:
 *
 *    7      6          5            4        3 … 2                       1 … 0
 *    FILE   RETURNED   (isolated)   MEMBER   the list that it stands in   the generation that it belongs to by now
 *
 * Of an isolated page bit 0 says that it is to stay. A page that is no member has left memory (EVICTED, its note is the oldest
 * generation of its type then), is new (0), or stands in a queue: bits 0 and 1 say in which. Of a victim bits 2, 3, 5 and 6 say what was the
 * oldest generation when it was chosen, modulo 16; of a page that is written bits 2 and 3 say which generation it counts for.
 */
const GENERATION: u32 = 3;
const LIST_SHIFT: u32 = 2;
const MEMBER_SHIFT: u32 = 4;
const MEMBER: u32 = 1 << MEMBER_SHIFT;
const ISOLATED: u32 = MEMBER | 32;
const EVICTED: u32 = 32;
const RETURNED: u32 = 64;
const FILE_SHIFT: u32 = 7;
const STAYS: u32 = ISOLATED | 1;
/** The higher two of the four bits that say when a victim was chosen, above those of the list. */
const CHOSEN_SHIFT: u32 = 5;
const CHOSEN_MASK: u32 = 15;

/** Queues behind the lists of the generations: victims, dirty pages that are to be written, and those that have been. */
export const VICTIMS: u32 = 2 * MOST_GENERATIONS;
export const TO_WRITE: u32 = VICTIMS + 1;
export const WRITTEN: u32 = VICTIMS + 2;
const RINGS: u32 = VICTIMS + 3;

/** The lowest bit of each of eight bytes; times this, they stand side by side in the highest byte. */
const LOWEST_BITS: u64 = u64.MAX_VALUE / 0xff;
const GATHER: u64 = 0x0102_0408_1020_4080;

/** Pages that `membersFrom` tells apart. */
export const BLOCK: u32 = 64;

/** Pages of two types in generations, each type in up to four lists, from which the oldest are taken. */
@unmanaged
export class Generations {
  /** Numbers of the youngest generation, and of the oldest of each type. Modulo 4 they are what a page's place says. */
  youngest: u32;
  oldest: Column<u32>;
  /** Pages in memory, and those of them that stand in a queue. */
  resident: u32;
  victims: u32;
  private pages: u32;
  /** For each type the lists of its generations, ring 4 × type + generation, then the queues. */
  private lists: Rings;
  private places: Column<u8>;
  /** How many pages belong to each generation of each type, whichever list they are in. */
  private sizes: Column<u32>;

  static create(pages: u32): Generations {
    const made = changetype<Generations>(Arena.take(offsetof<Generations>()));
    const lists = Rings.create(pages, RINGS);
    // Behind the last page are as many as may be looked at with it.
    const places = Column.create<u8>(pages + BLOCK);
    const sizes = Column.create<u32>(2 * MOST_GENERATIONS);
    const oldest = Column.create<u32>(2);
    if (!Arena.fits()) return made;
    made.pages = pages;
    made.lists = lists;
    made.places = places;
    made.sizes = sizes;
    made.oldest = oldest;
    made.youngest = LEAST_GENERATIONS + 1;
    return made;
  }

  @inline
  typeOf(page: u32): u32 {
    return <u32>this.places[page] >>> FILE_SHIFT;
  }

  /** Whether a type has a generation that may be evicted from. */
  @inline
  gives(type: u32): bool {
    return this.oldest[type] + LEAST_GENERATIONS <= this.youngest;
  }

  /** Whether a type has so many generations that none may be opened. */
  @inline
  isFull(type: u32): bool {
    return this.youngest - this.oldest[type] + 1 === MOST_GENERATIONS;
  }

  @inline
  size(type: u32, generation: u32): u32 {
    return this.sizes[MOST_GENERATIONS * type + (generation & GENERATION)];
  }

  /** Pages of a type in generations. */
  total(type: u32): u32 {
    let sum: u32 = 0;
    for (let generation: u32 = 0; generation < MOST_GENERATIONS; generation++) sum += this.size(type, generation);
    return sum;
  }

  wasEvicted(page: u32): bool {
    return (<u32>this.places[page] & ISOLATED) === EVICTED;
  }

  /** Whether a page that was evicted was so when the oldest generation of its type was the one that is the oldest now. */
  wasEvictedLately(page: u32, type: u32): bool {
    return this.lists.note(page) === this.oldest[type];
  }

  /** Puts a page that is in no list at the front of the youngest generation. */
  @inline
  enter(page: u32, type: u32, returned: bool): void {
    this.stand(page, type, this.youngest, returned ? RETURNED : 0);
    this.lists.insertBehind(this.end(type, this.youngest), page);
  }

  /** Puts a page that has been written, and is in no list, at the end of the oldest generation. */
  enterOldest(page: u32, type: u32): void {
    this.endWriting(page);
    this.stand(page, type, this.oldest[type], 0);
    this.lists.insertBefore(this.end(type, this.oldest[type]), page);
  }

  /** Puts a page that is in no list into the list of its generation, and makes it a member. */
  @inline
  private stand(page: u32, type: u32, generation: u32, marks: u32): void {
    const number = generation & GENERATION;
    this.places[page] = <u8>((type << FILE_SHIFT) | marks | MEMBER | (number << LIST_SHIFT) | number);
    this.sizes[MOST_GENERATIONS * type + number]++;
  }

  /** The last page of the oldest list of a type, or `NONE`. */
  @inline
  last(type: u32): u32 {
    const page = this.lists.before(this.end(type, this.oldest[type]));
    return page < this.pages ? page : NONE;
  }

  /** When the last page of the oldest list of a type belongs to another generation, or has come back lately, it goes there, or to the next one; false: it does neither. */
  sort(page: u32, type: u32): bool {
    const place = <u32>this.places[page];
    const number = place & GENERATION;
    if (number !== (this.oldest[type] & GENERATION)) {
      this.lists.remove(page);
      this.places[page] = <u8>((place & ~(GENERATION << LIST_SHIFT)) | (number << LIST_SHIFT));
      this.lists.insertBehind(this.end(type, number), page);
      return true;
    }
    if ((place & RETURNED) === 0) return false;
    this.takeOut(page);
    this.stand(page, type, this.oldest[type] + 1, 0);
    this.lists.insertBefore(this.end(type, this.oldest[type] + 1), page);
    return true;
  }

  /** Takes a page out of its generation for a while. */
  isolate(page: u32): void {
    const type = this.typeOf(page);
    this.takeOut(page);
    this.places[page] = <u8>((type << FILE_SHIFT) | ISOLATED);
  }

  @inline
  isIsolated(page: u32): bool {
    return (<u32>this.places[page] & ISOLATED) === ISOLATED;
  }

  /** Whether an isolated page is to stay. */
  @inline
  stays(page: u32): bool {
    return (<u32>this.places[page] & STAYS) === STAYS;
  }

  /** An isolated page is to stay. */
  @inline
  keep(page: u32): void {
    this.places[page] |= <u8>STAYS;
  }

  @inline
  isYoungest(page: u32): bool {
    return (<u32>this.places[page] & GENERATION) === (this.youngest & GENERATION);
  }

  /** Makes a page belong to the youngest generation; it stays in its list until somebody comes across it there. */
  refresh(page: u32): void {
    const place = <u32>this.places[page];
    const number = this.youngest & GENERATION;
    const first = MOST_GENERATIONS * (place >>> FILE_SHIFT);
    this.sizes[first + (place & GENERATION)]--;
    this.sizes[first + number]++;
    this.places[page] = <u8>((place & ~(RETURNED | GENERATION)) | number);
  }

  /** Moves a page to the front of the youngest generation. */
  moveToYoungest(page: u32): void {
    const place = <u32>this.places[page];
    this.takeOut(page);
    this.enter(page, place >>> FILE_SHIFT, (place & RETURNED) !== 0);
  }

  /** A bit for each of 64 pages from `first` on: whether it is in a generation, or isolated. */
  @inline
  membersFrom(first: u32): u64 {
    let members: u64 = 0;
    for (let at: u32 = 0; at < BLOCK; at += 8) {
      const eight = load<u64>(changetype<usize>(this.places.from(first + at))) >> MEMBER_SHIFT;
      members |= (((eight & LOWEST_BITS) * GATHER) >> 56) << at;
    }
    return members;
  }

  /** An isolated page is to go. */
  choose(page: u32): void {
    const oldest = this.oldest[this.typeOf(page)] & CHOSEN_MASK;
    this.queue(page, VICTIMS, ((oldest & GENERATION) << LIST_SHIFT) | ((oldest >>> 2) << CHOSEN_SHIFT));
    this.victims++;
  }

  /** An isolated page is to be written; meanwhile it belongs to the second youngest generation. */
  letWrite(page: u32): void {
    const number = (this.youngest - 1) & GENERATION;
    this.sizes[MOST_GENERATIONS * this.typeOf(page) + number]++;
    this.queue(page, TO_WRITE, number << LIST_SHIFT);
  }

  /** A page that was to be written has been. */
  haveWritten(page: u32): void {
    this.queue(page, WRITTEN, <u32>this.places[page] & (GENERATION << LIST_SHIFT));
  }

  /** Puts a page that is in no list at the end of a queue. */
  @inline
  private queue(page: u32, queue: u32, more: u32): void {
    this.places[page] = <u8>((this.typeOf(page) << FILE_SHIFT) | more | (queue - VICTIMS + 1));
    this.lists.insertBehind(this.pages + queue, page);
  }

  /** A page that is written no longer belongs to the second youngest generation. */
  @inline
  private endWriting(page: u32): void {
    const place = <u32>this.places[page];
    this.sizes[MOST_GENERATIONS * (place >>> FILE_SHIFT) + ((place >> LIST_SHIFT) & GENERATION)]--;
  }

  /** Takes the first page out of a queue; `NONE`: it is empty. */
  next(queue: u32): u32 {
    const page = this.lists.before(this.pages + queue);
    if (page >= this.pages) return NONE;
    if (queue === VICTIMS) this.victims--;
    this.lists.remove(page);
    return page;
  }

  /** A victim, which is in no list now, has been evicted. */
  leave(page: u32): void {
    const place = <u32>this.places[page];
    const type = place >>> FILE_SHIFT;
    const chosen = ((place >>> LIST_SHIFT) & GENERATION) | (((place >>> CHOSEN_SHIFT) & GENERATION) << 2);
    this.resident--;
    this.places[page] = <u8>EVICTED;
    this.lists.setNote(page, this.oldest[type] - ((this.oldest[type] - chosen) & CHOSEN_MASK));
  }

  /** Forgets a page in memory. */
  remove(page: u32): void {
    const place = <u32>this.places[page];
    if ((place & MEMBER) !== 0) {
      this.takeOut(page);
    } else {
      if ((place & GENERATION) === 1) this.victims--;
      else this.endWriting(page);
      this.lists.remove(page);
    }
    this.places[page] = 0;
    this.resident--;
  }

  /** The next generation of a type that has pages in its list, at most the third youngest. */
  firstWithPages(type: u32): u32 {
    let generation = this.oldest[type];
    while (generation + LEAST_GENERATIONS <= this.youngest) {
      const end = this.end(type, generation);
      if (this.lists.before(end) !== end) break;
      generation++;
    }
    return generation;
  }

  @inline
  private end(type: u32, generation: u32): u32 {
    return this.pages + MOST_GENERATIONS * type + (generation & GENERATION);
  }

  @inline
  private takeOut(page: u32): void {
    const place = <u32>this.places[page];
    this.sizes[MOST_GENERATIONS * (place >>> FILE_SHIFT) + (place & GENERATION)]--;
    this.lists.remove(page);
  }

  check(resident: u32): bool {
    if (this.resident !== resident || this.youngest - this.oldest[ANONYMOUS] >= MOST_GENERATIONS) return false;
    if (this.oldest[FILE] < this.oldest[ANONYMOUS] || this.oldest[FILE] >= this.youngest) return false;
    let members: u32 = 0;
    for (let ring: u32 = 0; ring < RINGS; ring++) {
      const length = this.checkRing(ring);
      if (length === NONE || (ring === VICTIMS && length !== this.victims)) return false;
      members += length;
    }
    return members === resident && members - this.victims === this.total(ANONYMOUS) + this.total(FILE);
  }

  /** How many pages are in a ring; `NONE` when something is wrong with it. */
  private checkRing(ring: u32): u32 {
    const end = this.pages + ring;
    let length: u32 = 0;
    let before = end;
    for (let page = this.lists.behind(end); page !== end; page = this.lists.behind(page)) {
      if (page >= this.pages || this.lists.before(page) !== before || length++ > this.resident) return NONE;
      const place = <u32>this.places[page];
      const number = (place >> LIST_SHIFT) & GENERATION;
      const stands =
        ring < VICTIMS
          ? (place & ISOLATED) === MEMBER && MOST_GENERATIONS * (place >>> FILE_SHIFT) + number === ring
          : (place & MEMBER) === 0 && (place & GENERATION) === ring - VICTIMS + 1;
      if (!stands) return NONE;
      before = page;
    }
    return this.lists.before(end) === before ? length : NONE;
  }
}
