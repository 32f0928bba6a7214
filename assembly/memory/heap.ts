import { Arena } from "./arena";
import { Column } from "./column";
import { NONE } from "./none";

/** Children of a place. */
const WIDTH: u32 = 4;

/**
 * Up to `capacity` numbers, each with a key, the one with the least key on top: 12 bytes for each place. Numbers below `length` can be removed
 * from any place. That takes 4 bytes for each number and one more store at every step. With a length of 0, only the top can be removed.
 */
@unmanaged
export class Heap {
  count: u32;
  /** The top is open: its number has left, and the next number added takes its place. That saves moving the last number there first. */
  private isTopOpen: bool;
  private keys: Column<u64>;
  private members: Column<u32>;
  private canRemoveAny: bool;
  /** The place of each number, or `NONE`; only if any can be removed. */
  private places: Column<u32>;

  static create(length: u32, capacity: u32): Heap {
    const heap = changetype<Heap>(Arena.take(offsetof<Heap>()));
    const keys = Column.create<u64>(capacity);
    const members = Column.create<u32>(capacity);
    const places = Column.create<u32>(length);
    if (!Arena.fits()) return heap;
    heap.keys = keys;
    heap.members = members;
    heap.canRemoveAny = length > 0;
    heap.places = places;
    places.fill(0xff, length);
    return heap;
  }

  top(): u32 {
    this.close();
    return this.members[0];
  }

  /** The key of the number that `top` returned. */
  @inline
  topKey(): u64 {
    return this.keys[0];
  }

  @inline
  member(place: u32): u32 {
    return this.members[place];
  }

  @inline
  keyAt(place: u32): u64 {
    return this.keys[place];
  }

  /** Changes the key in a place. The order is broken until `restore`. */
  setKey(place: u32, key: u64): void {
    this.keys[place] = key;
  }

  /** Puts the last number on top if that is open, so that the first `count` places are taken. */
  close(): void {
    if (!this.isTopOpen) return;
    this.isTopOpen = false;
    if (this.count > 0) this.sink(0, this.members[this.count], this.keys[this.count]);
  }

  /** Brings the numbers into order again. */
  restore(): void {
    for (let place = this.count; place-- > 0; ) this.sink(place, this.members[place], this.keys[place]);
  }

  add(member: u32, key: u64): void {
    if (!ASC_NO_ASSERT) assert(!this.canRemoveAny || this.places[member] === NONE, "heap: added twice");
    this.count++;
    if (this.isTopOpen) {
      this.isTopOpen = false;
      this.sink(0, member, key);
    } else {
      this.rise(this.count - 1, member, key);
    }
  }

  /** Takes out the number on top. */
  removeTop(): void {
    this.close();
    if (!ASC_NO_ASSERT) assert(this.count > 0, "heap: nothing on top");
    if (this.canRemoveAny) this.places[this.members[0]] = NONE;
    this.count--;
    this.isTopOpen = true;
  }

  remove(member: u32): void {
    this.close();
    const place = this.places[member];
    if (!ASC_NO_ASSERT) assert(this.canRemoveAny && place !== NONE, "heap: removed twice, or cannot be");
    if (place === 0) {
      this.removeTop();
      return;
    }
    this.places[member] = NONE;
    const last = --this.count;
    if (place === last) return;
    const key = this.keys[last];
    if (key < this.keys[(place - 1) / WIDTH]) this.rise(place, this.members[last], key);
    else this.sink(place, this.members[last], key);
  }

  /** Gives the number on top a key that is not less. */
  @inline
  raiseTop(key: u64): void {
    this.sink(0, this.members[0], key);
  }

  @inline
  private set(place: u32, member: u32, key: u64): void {
    this.keys[place] = key;
    this.members[place] = member;
    if (this.canRemoveAny) this.places[member] = place;
  }

  private rise(place: u32, member: u32, key: u64): void {
    while (place > 0) {
      const parent = (place - 1) / WIDTH;
      if (this.keys[parent] <= key) break;
      this.set(place, this.members[parent], this.keys[parent]);
      place = parent;
    }
    this.set(place, member, key);
  }

  private sink(place: u32, member: u32, key: u64): void {
    const count = this.count;
    let child = place * WIDTH + 1;
    for (; child + WIDTH <= count; child = place * WIDTH + 1) {
      const keys = this.keys.from(child);
      const left = min(keys[0], keys[1]);
      const right = min(keys[2], keys[3]);
      const leastKey = min(left, right);
      if (leastKey >= key) break;
      // Without a branch, because the child with the least key cannot be predicted.
      const first = select<u32>(0, 1, keys[0] <= keys[1]);
      const second = select<u32>(2, 3, keys[2] <= keys[3]);
      const least = child + select<u32>(first, second, left <= right);
      this.set(place, this.members[least], leastKey);
      place = least;
    }
    if (child < count && child + WIDTH > count) place = this.passLast(place, child, key);
    this.set(place, member, key);
  }

  /** Moves the least of the last children, fewer than others have, up to `place` if its key is less; returns which place is free now. */
  private passLast(place: u32, child: u32, key: u64): u32 {
    let least = child;
    for (let other = child + 1; other < this.count; other++) {
      if (this.keys[other] < this.keys[least]) least = other;
    }
    if (this.keys[least] >= key) return place;
    this.set(place, this.members[least], this.keys[least]);
    return least;
  }

  /** Whether no number lies above one with a lesser key, and every member knows its place. */
  check(): bool {
    this.close();
    for (let place: u32 = 0; place < this.count; place++) {
      if (this.canRemoveAny && this.places[this.members[place]] !== place) return false;
      if (place > 0 && this.keys[(place - 1) / WIDTH] > this.keys[place]) return false;
    }
    return true;
  }
}
