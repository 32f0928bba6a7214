import { Arena } from "../../memory/arena";
import { Column } from "../../memory/column";
import { Lists } from "../../memory/lists";
import { ANONYMOUS, FILE } from "../page-types";
import { activeOf, inactiveOf, TYPED_LISTS } from "./typed-lists";

/** Pages of 4 KiB in a GiB, as a shift. */
const GIB_SHIFT: u32 = 18;

/** What Linux's reclaim knows of its lists when it decides: what they were when statistics were last read. */
@unmanaged
export class ListStatistics {
  private lists: Lists;
  /** Activated refaults of each type. */
  private activated: Column<u64>;
  /** Faults after which statistics are read again, 0: they are read before each round; and faults to come before that. */
  private staleFor: u32;
  private freshFor: u32;
  /** What was read. */
  private lengths: Column<u32>;
  private activatedThen: Column<u64>;

  static create(lists: Lists, staleFor: u32): ListStatistics {
    const statistics = changetype<ListStatistics>(Arena.take(offsetof<ListStatistics>()));
    const activated = Column.create<u64>(2);
    const activatedThen = Column.create<u64>(2);
    const lengths = Column.create<u32>(TYPED_LISTS + 1);
    if (!Arena.fits()) return statistics;
    statistics.lists = lists;
    statistics.activated = activated;
    statistics.activatedThen = activatedThen;
    statistics.lengths = lengths;
    statistics.staleFor = staleFor;
    return statistics;
  }

  /** A fault has happened. */
  @inline
  countFault(): void {
    if (this.staleFor === 0) return;
    if (this.freshFor === 0) this.read();
    this.freshFor--;
  }

  /** A round of reclaim begins. */
  @inline
  startRound(): void {
    if (this.staleFor === 0) this.read();
  }

  private read(): void {
    this.freshFor = this.staleFor;
    for (let list: u32 = 1; list <= TYPED_LISTS; list++) this.lengths[list] = this.lists.count(list);
    this.activatedThen[ANONYMOUS] = this.activated[ANONYMOUS];
    this.activatedThen[FILE] = this.activated[FILE];
  }

  countActivatedRefault(type: u32): void {
    this.activated[type]++;
  }

  activatedRefaults(type: u32): u64 {
    return this.activatedThen[type];
  }

  @inline
  length(list: u32): u32 {
    return this.lengths[list];
  }

  size(type: u32): u32 {
    return this.length(inactiveOf(type)) + this.length(activeOf(type));
  }

  /** How many pages are in the lists that a page of this type is not in when it has just come in. */
  roomBeside(type: u32): u32 {
    return this.length(activeOf(type)) + this.size(type === FILE ? ANONYMOUS : FILE);
  }

  /** Whether a type has few inactive pages, which a large memory needs fewer of. */
  isInactiveLow(type: u32): bool {
    const inactive = this.length(inactiveOf(type));
    const active = this.length(activeOf(type));
    const gib = (inactive + active) >> GIB_SHIFT;
    const ratio: u64 = gib === 0 ? 1 : <u64>Math.sqrt(<f64>(10 * gib));
    return <u64>inactive * ratio < <u64>active;
  }
}
