import { Arena } from "./arena";
import { Column } from "./column";

/**
 * Doubly linked rings of numbers below `length`: 8 bytes for each number. The end that joins ring `r` is number `length + r`.
 * The owner must know which ring a number is in. For a number in no ring it can keep a note in place of the links.
 */
@unmanaged
export class Rings {
  /** For each number and end: the number before, and the number behind. */
  private links: Column<u32>;

  static create(length: u32, rings: u32): Rings {
    const made = changetype<Rings>(Arena.take(offsetof<Rings>()));
    const links = Column.create<u32>(2 * (length + rings));
    if (!Arena.fits()) return made;
    made.links = links;
    for (let end = length; end < length + rings; end++) {
      links[2 * end] = end;
      links[2 * end + 1] = end;
    }
    return made;
  }

  @inline
  before(index: u32): u32 {
    return this.links[2 * index];
  }

  @inline
  behind(index: u32): u32 {
    return this.links[2 * index + 1];
  }

  /** Puts a number that is in no ring directly before one that is in a ring, or before an end: last. */
  @inline
  insertBefore(at: u32, index: u32): void {
    this.join(this.before(at), index, at);
  }

  /** Puts a number that is in no ring directly behind one that is in a ring, or behind an end: first. */
  @inline
  insertBehind(at: u32, index: u32): void {
    this.join(at, index, this.behind(at));
  }

  @inline
  private join(before: u32, index: u32, behind: u32): void {
    this.links[2 * index] = before;
    this.links[2 * index + 1] = behind;
    this.links[2 * before + 1] = index;
    this.links[2 * behind] = index;
  }

  /** Takes a number out of its ring. */
  @inline
  remove(index: u32): void {
    const before = this.before(index);
    const behind = this.behind(index);
    this.links[2 * before + 1] = behind;
    this.links[2 * behind] = before;
  }

  /** The note of a number that is in no ring. */
  @inline
  note(index: u32): u32 {
    return this.links[2 * index];
  }

  @inline
  setNote(index: u32, note: u32): void {
    this.links[2 * index] = note;
  }
}
