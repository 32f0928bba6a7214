import { Arena } from "./arena";
import { Column } from "./column";
import { NONE } from "./none";

/** A doubly linked list of numbers below `length`, its links kept by number: 8 bytes for each number that could be in it. */
@unmanaged
export class List {
  /** How many numbers are in the list. */
  count: u32;
  private end: u32;

  static create(length: u32): List {
    const list = changetype<List>(Arena.take(offsetof<List>() + 8 * (<u64>length + 1)));
    if (!Arena.fits()) return list;
    const links = list.links();
    list.end = length;
    links.fill(0xff, 2 * (length + 1));
    links[2 * length] = length;
    links[2 * length + 1] = length;
    return list;
  }

  /**
   * For each number, and for the end that joins both sides: the number before and the number behind; `NONE` when not in the list. They
   * lie right behind the record, so that finding them takes no load.
   */
  @inline
  private links(): Column<u32> {
    return changetype<Column<u32>>(changetype<usize>(this) + offsetof<List>());
  }

  @inline
  private before(index: u32): u32 {
    return this.links()[2 * index];
  }

  @inline
  private behind(index: u32): u32 {
    return this.links()[2 * index + 1];
  }

  @inline
  has(index: u32): bool {
    return this.before(index) !== NONE;
  }

  /** The number ahead of one in the list, or `NONE` when that is the first. */
  @inline
  ahead(index: u32): u32 {
    const before = this.before(index);
    return before === this.end ? NONE : before;
  }

  /** The first number, or `NONE`. */
  first(): u32 {
    return this.count === 0 ? NONE : this.behind(this.end);
  }

  /** The last number, or `NONE`. */
  last(): u32 {
    return this.count === 0 ? NONE : this.before(this.end);
  }

  @inline
  addFirst(index: u32): void {
    if (!ASC_NO_ASSERT) assert(index < this.end && !this.has(index), "list: added twice, or out of range");
    this.count++;
    this.linkFirst(index);
  }

  @inline
  remove(index: u32): void {
    if (!ASC_NO_ASSERT) assert(index < this.end && this.has(index), "list: removed twice, or out of range");
    this.count--;
    this.join(this.before(index), this.behind(index));
    this.links()[2 * index] = NONE;
  }

  /** Moves a number of the list to the front. */
  @inline
  moveFirst(index: u32): void {
    const before = this.before(index);
    if (before === this.end) return;
    this.join(before, this.behind(index));
    this.linkFirst(index);
  }

  @inline
  private linkFirst(index: u32): void {
    const end = this.end;
    const first = this.behind(end);
    this.setLinks(index, end, first);
    this.links()[2 * first] = index;
    this.links()[2 * end + 1] = index;
  }

  /** Stores both links at once. */
  @inline
  private setLinks(index: u32, before: u32, behind: u32): void {
    store<u64>(changetype<usize>(this.links()) + ((<usize>index) << 3), <u64>before | ((<u64>behind) << 32));
  }

  @inline
  private join(before: u32, behind: u32): void {
    this.links()[2 * before + 1] = behind;
    this.links()[2 * behind] = before;
  }

  /** Whether both directions agree and the length is the count. */
  check(): bool {
    let members: u32 = 0;
    let at = this.end;
    do {
      const next = this.behind(at);
      if (next > this.end || this.before(next) !== at || members > this.count) return false;
      at = next;
      members++;
    } while (at !== this.end);
    return members === this.count + 1;
  }
}
