import { Arena } from "../../memory/arena";
import { Column } from "../../memory/column";
import { ANONYMOUS, FILE } from "../page-types";
import {
  ACTIVE_ANONYMOUS,
  ACTIVE_FILE,
  activeOf,
  INACTIVE_ANONYMOUS,
  INACTIVE_FILE,
  inactiveOf,
  TYPED_LISTS,
} from "./typed-lists";

/** Pages of a list that are looked at before the next list has its turn, and how many a reclaim wants (SWAP_CLUSTER_MAX). */
export const BATCH: u32 = 32;

/** A round of Linux's reclaim: how many pages of each list it wants to look at, and the turns in which it does. */
@unmanaged
export class ScanTurns {
  private targets: Column<u32>;
  private left: Column<u32>;
  /** The list whose turn it is; 0 before the first. */
  list: u32;

  static create(): ScanTurns {
    const turns = changetype<ScanTurns>(Arena.take(offsetof<ScanTurns>()));
    const targets = Column.create<u32>(TYPED_LISTS + 1);
    const left = Column.create<u32>(TYPED_LISTS + 1);
    if (!Arena.fits()) return turns;
    turns.targets = targets;
    turns.left = left;
    return turns;
  }

  /** A round wants so many pages of a list. */
  want(list: u32, pages: u32): void {
    this.targets[list] = pages;
    this.left[list] = pages;
  }

  /** A round begins, or all lists have had a turn. */
  startOver(): void {
    this.list = 0;
  }

  /** Whether the next turn is that of the first list. */
  isAtStart(): bool {
    return this.list === 0 || this.list === TYPED_LISTS;
  }

  /** The next list has its turn; returns how many pages of it are looked at. */
  next(): u32 {
    this.list = this.list === TYPED_LISTS ? 1 : this.list + 1;
    const pages = min(this.left[this.list], BATCH);
    this.left[this.list] -= pages;
    return pages;
  }

  /** Before the first list's turn: whether the round has looked at all it wanted, or has enough pages and the types have had their shares. */
  isOver(hasEnough: bool): bool {
    const left = this.left;
    const anonymous = left[INACTIVE_ANONYMOUS] + left[ACTIVE_ANONYMOUS];
    const file = left[INACTIVE_FILE] + left[ACTIVE_FILE];
    if (left[INACTIVE_ANONYMOUS] + file === 0) return true;
    if (!hasEnough) return false;
    if (anonymous === 0 || file === 0) return true;
    if (file > anonymous) this.finish(ANONYMOUS, FILE, anonymous);
    else this.finish(FILE, ANONYMOUS, file);
    return false;
  }

  /** The type with fewer pages left is done; the other goes on as far as that one has come. */
  private finish(less: u32, more: u32, pagesLeft: u32): void {
    const targets = this.targets;
    const left = this.left;
    const percent = (pagesLeft * 100) / (targets[inactiveOf(less)] + targets[activeOf(less)] + 1);
    left[inactiveOf(less)] = 0;
    left[activeOf(less)] = 0;
    for (let list = inactiveOf(more); list <= activeOf(more); list++) {
      const seen = targets[list] - left[list];
      const wanted = <u32>((<u64>targets[list] * (100 - percent)) / 100);
      left[list] = wanted - min(wanted, seen);
    }
  }
}
