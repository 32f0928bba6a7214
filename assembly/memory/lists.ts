import { Arena } from "./arena";
import { Column } from "./column";
import { FOR_SPEED } from "./for-speed";
import { NONE } from "./none";

/** The list of a number that is in no list; the lists are 1, 2, … up to 7. */
export const OUTSIDE: u32 = 0;

const LIST: u32 = 7;
const MARK_SHIFT: u32 = 3;
const MARK: u32 = 7 << MARK_SHIFT;

/**
 * A few doubly linked lists of numbers below `length`, each number in at most one of them: 9 bytes for each number. Next to its links each
 * number has a byte: the list it is in, and a mark from 0 to 7 whose meaning the owner of the lists defines. The mark is 0 when a number has
 * just left its list. A number in no list can have a note.
 */
@unmanaged
export class Lists {
  private length: u32;
  /** How many numbers are in each list. */
  private counts: Column<u32>;
  /**
   * For each number, and for the end that joins both sides of each list: the number before and the number behind. A neighbour's links are stored
   * without loading them first, since the processor would wait for the load.
   */
  private links: Column<u32>;
  private tags: Column<u8>;

  static create(length: u32, lists: u32): Lists {
    const made = changetype<Lists>(Arena.take(offsetof<Lists>()));
    const counts = Column.create<u32>(lists + 1);
    const links = Column.create<u32>(2 * (length + lists));
    const tags = Column.create<u8>(length);
    if (!Arena.fits()) return made;
    made.length = length;
    made.counts = counts;
    made.links = links;
    made.tags = tags;
    for (let list: u32 = 1; list <= lists; list++) {
      const end = made.end(list);
      links[2 * end] = end;
      links[2 * end + 1] = end;
    }
    return made;
  }

  /** How many numbers are in a list. */
  @inline
  count(list: u32): u32 {
    return this.counts[list];
  }

  /** The list a number is in, or `OUTSIDE`. */
  @inline
  listOf(index: u32): u32 {
    return this.tags[index] & LIST;
  }

  @inline
  mark(index: u32): u32 {
    return <u32>this.tags[index] >>> MARK_SHIFT;
  }

  @inline
  setMark(index: u32, mark: u32): void {
    this.tags[index] = <u8>((this.tags[index] & LIST) | (mark << MARK_SHIFT));
  }

  /** The note of a number that is in no list. */
  @inline
  note(index: u32): u32 {
    return this.links[2 * index];
  }

  setNote(index: u32, note: u32): void {
    if (!ASC_NO_ASSERT) assert(this.listOf(index) === OUTSIDE, "lists: note for a member");
    this.links[2 * index] = note;
  }

  /** The last number of a list, or `NONE`. */
  @inline
  last(list: u32): u32 {
    return this.unlessEnd(this.links[2 * this.end(list)]);
  }

  /** The first number of a list, or `NONE`. */
  @inline
  first(list: u32): u32 {
    return this.unlessEnd(this.links[2 * this.end(list) + 1]);
  }

  /** The number before this one in its list; `NONE` before the first. */
  @inline
  before(index: u32): u32 {
    return this.unlessEnd(this.links[2 * index]);
  }

  /** The number behind this one in its list; `NONE` behind the last. */
  @inline
  behind(index: u32): u32 {
    return this.unlessEnd(this.links[2 * index + 1]);
  }

  /** Puts a number that is in no list at the front of one. */
  addFirst(list: u32, index: u32): void {
    if (!ASC_NO_ASSERT)
      assert(index < this.length && this.listOf(index) === OUTSIDE, "lists: added twice, or out of range");
    this.counts[list]++;
    this.linkFirst(list, index);
    this.tag(list, index);
  }

  /** Moves a number from the list it is in to the front of that or another one; its mark goes with it. */
  @inline
  moveFirst(list: u32, index: u32): void {
    if (ASC_OPTIMIZE_LEVEL >= FOR_SPEED) this.moveInPlace(list, index);
    else this.moveByCall(list, index);
  }

  private moveByCall(list: u32, index: u32): void {
    this.moveInPlace(list, index);
  }

  @inline
  private moveInPlace(list: u32, index: u32): void {
    const from = this.listOf(index);
    if (!ASC_NO_ASSERT) assert(index < this.length && from !== OUTSIDE, "lists: moved from nowhere, or out of range");
    if (this.links[2 * index] === this.end(list)) return;
    this.counts[from]--;
    this.counts[list]++;
    this.unlink(index);
    this.linkFirst(list, index);
    this.tag(list, index);
  }

  /** Moves a number to the front of the list it is in, which the caller knows. */
  @inline
  toFront(list: u32, index: u32): void {
    if (!ASC_NO_ASSERT) assert(this.listOf(index) === list, "lists: in another list");
    if (ASC_OPTIMIZE_LEVEL < FOR_SPEED) {
      this.moveByCall(list, index);
    } else if (this.links[2 * index] !== this.end(list)) {
      this.unlink(index);
      this.linkFirst(list, index);
    }
  }

  /** Moves a number from the list it is in to the end of that or another one; its mark goes with it. */
  moveLast(list: u32, index: u32): void {
    const from = this.listOf(index);
    if (!ASC_NO_ASSERT) assert(index < this.length && from !== OUTSIDE, "lists: moved from nowhere, or out of range");
    this.counts[from]--;
    this.counts[list]++;
    this.unlink(index);
    this.linkLast(list, index);
    this.tag(list, index);
  }

  /** Takes a number out of the list it is in. */
  remove(index: u32): void {
    const from = this.listOf(index);
    if (!ASC_NO_ASSERT) assert(index < this.length && from !== OUTSIDE, "lists: removed twice, or out of range");
    this.counts[from]--;
    this.unlink(index);
    this.tags[index] = 0;
    this.links[2 * index] = 0;
  }

  @inline
  private end(list: u32): u32 {
    return this.length + list - 1;
  }

  @inline
  private unlessEnd(index: u32): u32 {
    return index < this.length ? index : NONE;
  }

  @inline
  private linkFirst(list: u32, index: u32): void {
    const links = this.links;
    const end = this.end(list);
    const first = links[2 * end + 1];
    links[2 * index] = end;
    links[2 * index + 1] = first;
    links[2 * first] = index;
    links[2 * end + 1] = index;
  }

  private linkLast(list: u32, index: u32): void {
    const links = this.links;
    const end = this.end(list);
    const last = links[2 * end];
    links[2 * index] = last;
    links[2 * index + 1] = end;
    links[2 * last + 1] = index;
    links[2 * end] = index;
  }

  @inline
  private tag(list: u32, index: u32): void {
    this.tags[index] = <u8>((this.tags[index] & MARK) | list);
  }

  @inline
  private unlink(index: u32): void {
    const links = this.links;
    const before = links[2 * index];
    const behind = links[2 * index + 1];
    links[2 * before + 1] = behind;
    links[2 * behind] = before;
  }

  /** Whether both directions of a list agree, its length is its count, and its members know that they are in it. */
  check(list: u32): bool {
    const end = this.end(list);
    let members: u32 = 0;
    let at = end;
    do {
      const next = this.links[2 * at + 1];
      if (this.links[2 * next] !== at || members > this.counts[list]) return false;
      if (next !== end && (next >= this.length || this.listOf(next) !== list)) return false;
      at = next;
      members++;
    } while (at !== end);
    return members === this.counts[list] + 1;
  }
}
