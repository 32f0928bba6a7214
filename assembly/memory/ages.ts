import { Arena } from "./arena";
import { Bitmap } from "./bitmap";
import { Column } from "./column";
import { NONE } from "./none";

/** Bits of an age: after this number of shifts none is left. */
const BITS: u32 = 8;
const NEWEST: u32 = 0x80;
const AGES: u32 = 256;
const STAMP_SHIFT: u32 = 8;
const STAMP: u32 = 0xff;

/**
 * An age of eight bits for each number below `length`. On request, the numbers with an age above 0 in order of age and number. All grow older at
 * once: only a count of shifts goes up. An age is stored as it was when it was last renewed, with that count, so that a shift looks only at
 * numbers whose age ends.
 */
@unmanaged
export class Ages {
  private length: u32;
  /** How often all have grown older. */
  private shifts: u32;
  /** Each number's age when it was last renewed and, above it, the lowest bits of `shifts` then; an age that has ended is 0. */
  private written: Column<u16>;
  /** For each of the latest eight shifts: how many numbers were renewed at it, and those numbers as far as there is room. */
  private renewals: Column<u32>;
  private renewed: Column<u32>;
  private room: u32;
  /** The numbers in order. The order is made at the first request after a shift. */
  private order: Column<u32>;
  private orderLength: u32;
  private isOrdered: bool;
  /** Where in `order` the walk stands, and where the first number may be. */
  private at: u32;
  private first: u32;
  /** Room to sort: where in `order` the numbers of each age go. */
  private places: Column<u32>;

  static create(length: u32): Ages {
    const made = changetype<Ages>(Arena.take(offsetof<Ages>()));
    // With room for every eighth number, a look at all numbers is so rare that it costs less than the renewals before it.
    const room = length / BITS + 1;
    const written = Column.create<u16>(length);
    const renewals = Column.create<u32>(BITS);
    const renewed = Column.create<u32>(BITS * room);
    const order = Column.create<u32>(length);
    const places = Column.create<u32>(AGES);
    if (!Arena.fits()) return made;
    made.length = length;
    made.written = written;
    made.renewals = renewals;
    made.renewed = renewed;
    made.room = room;
    made.order = order;
    made.places = places;
    return made;
  }

  /** Whether the number is of an age above 0. */
  @inline
  has(number: u32): bool {
    return this.written[number] !== 0;
  }

  /** Sets an age to 0. */
  @inline
  reset(number: u32): void {
    this.written[number] = 0;
  }

  @inline
  private ageOf(number: u32): u32 {
    const written = <u32>this.written[number];
    return (written & (AGES - 1)) >> ((this.shifts - (written >>> STAMP_SHIFT)) & STAMP);
  }

  /** Sets the highest bit of an age; at most once between two shifts. The order changes only at the next shift. */
  @inline
  renew(number: u32): void {
    const shifts = this.shifts;
    this.written[number] = <u16>(((shifts & STAMP) << STAMP_SHIFT) | this.ageOf(number) | NEWEST);
    const nth = this.renewals[shifts % BITS]++;
    if (nth < this.room) this.renewed[(shifts % BITS) * this.room + nth] = number;
  }

  /** Moves every age right by one; puts the numbers whose age has become 0 into `idle`, which may hold them already. */
  growOlder(idle: Bitmap): void {
    this.isOrdered = false;
    const shifts = ++this.shifts;
    const renewals = this.renewals[shifts % BITS];
    this.renewals[shifts % BITS] = 0;
    if (renewals <= this.room) {
      const renewed = this.renewed.from((shifts % BITS) * this.room);
      let ended: u32 = 0;
      for (let nth: u32 = 0; nth < renewals; nth++) {
        const number = renewed[nth];
        renewed[ended] = number;
        // Without a branch, since nothing tells which have been renewed again.
        ended += select<u32>(1, 0, this.end(number));
      }
      for (let nth: u32 = 0; nth < ended; nth++) this.put(idle, renewed[nth]);
    } else {
      for (let number: u32 = 0; number < this.length; number++) if (this.end(number)) this.put(idle, number);
    }
  }

  /** Ends an age if it was last renewed eight shifts ago, and returns whether it was. */
  @inline
  private end(number: u32): bool {
    const written = <u32>this.written[number];
    const past = (this.shifts - BITS) & STAMP;
    const ends = select<bool>(written !== 0, false, written >>> STAMP_SHIFT === past);
    this.written[number] = <u16>select<u32>(0, written, ends);
    return ends;
  }

  @inline
  private put(idle: Bitmap, number: u32): void {
    if (!idle.has(number)) idle.add(number);
  }

  /** Where the walk in order is, or `NONE` at its end. It restarts when all have grown older. */
  present(): u32 {
    if (!this.isOrdered) this.sort();
    this.at = this.skipReset(this.at);
    return this.numberAt(this.at);
  }

  /** Takes the walk a number further. */
  @inline
  advance(): void {
    this.at++;
  }

  /** The first number in order, or `NONE`. */
  lowest(): u32 {
    if (!this.isOrdered) this.sort();
    this.first = this.skipReset(this.first);
    return this.numberAt(this.first);
  }

  private numberAt(place: u32): u32 {
    return place < this.orderLength ? this.order[place] : NONE;
  }

  private skipReset(from: u32): u32 {
    let place = from;
    while (place < this.orderLength && !this.has(this.order[place])) place++;
    return place;
  }

  /** Counts the ages, then deals the numbers out. */
  private sort(): void {
    const places = this.places;
    places.fill(0, AGES);
    for (let number: u32 = 0; number < this.length; number++) places[this.ageOf(number)]++;
    let place: u32 = 0;
    for (let age: u32 = 1; age < AGES; age++) {
      const count = places[age];
      places[age] = place;
      place += count;
    }
    for (let number: u32 = 0; number < this.length; number++) {
      const age = this.ageOf(number);
      if (age > 0) this.order[places[age]++] = number;
    }
    this.orderLength = place;
    this.at = 0;
    this.first = 0;
    this.isOrdered = true;
  }
}
