import { Arena } from "./arena";
import { Bitmap } from "./bitmap";
import { Column } from "./column";
import { NONE } from "./none";

const NEWEST: u8 = 0x80;
const AGES: u32 = 256;
/** The lowest bit of each of eight ages, all but the highest, the highest. */
const LOWEST_BITS: u64 = u64.MAX_VALUE / 0xff;
const LOWER_BITS: u64 = LOWEST_BITS * 0x7f;
const HIGHEST_BITS: u64 = LOWEST_BITS << 7;

/** An age of eight bits for each number below `length`, and when asked for, the numbers of ages above 0 in order of age and number. */
@unmanaged
export class Ages {
  private length: u32;
  private ages: Column<u8>;
  /** The numbers in order, as they were when first asked for since the ages last changed all together. */
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
    const ages = Column.create<u8>(length + 7);
    const order = Column.create<u32>(length);
    const places = Column.create<u32>(AGES);
    if (!Arena.fits()) return made;
    made.length = length;
    made.ages = ages;
    made.order = order;
    made.places = places;
    return made;
  }

  /** Whether the number is of an age above 0. */
  @inline
  has(number: u32): bool {
    return this.ages[number] !== 0;
  }

  /** Sets an age to 0. */
  @inline
  reset(number: u32): void {
    this.ages[number] = 0;
  }

  /** Sets the highest bit of an age. The order does not know of it until all grow older. */
  @inline
  renew(number: u32): void {
    this.ages[number] = this.ages[number] | NEWEST;
  }

  /** Moves every age right by one, eight at a time; puts the numbers whose age has become 0 into `idle`, where they may be already. */
  growOlder(idle: Bitmap): void {
    this.isOrdered = false;
    for (let number: u32 = 0; number < this.length; number += 8) {
      const address = changetype<usize>(this.ages.from(number));
      const eight = load<u64>(address);
      const older = (eight >> 1) & LOWER_BITS;
      store<u64>(address, older);
      // Of each age that was 1 the highest bit; adding LOWER_BITS reaches it unless the age is 0 now.
      let ended = ((eight & LOWEST_BITS) << 7) & ~(older + LOWER_BITS) & HIGHEST_BITS;
      for (; ended !== 0; ended &= ended - 1) {
        const one = number + (<u32>ctz(ended) >> 3);
        if (!idle.has(one)) idle.add(one);
      }
    }
  }

  /** The number the walk in order stands at, or `NONE` at its end. It starts anew when all have grown older. */
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
    const ages = this.ages;
    const places = this.places;
    places.fill(0, AGES);
    for (let number: u32 = 0; number < this.length; number++) places[ages[number]] = places[ages[number]] + 1;
    let place: u32 = 0;
    for (let age: u32 = 1; age < AGES; age++) {
      const count = places[age];
      places[age] = place;
      place += count;
    }
    for (let number: u32 = 0; number < this.length; number++) {
      const age = ages[number];
      if (age === 0) continue;
      this.order[places[age]] = number;
      places[age] = places[age] + 1;
    }
    this.orderLength = place;
    this.at = 0;
    this.first = 0;
    this.isOrdered = true;
  }
}
