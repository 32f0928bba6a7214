import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { draw } from "../memory/draws";
import { Shares } from "../memory/shares";

/** The guests that boot together, and what each of them still has to lay down in the host. */
@unmanaged
export class Boots {
  now: u64;
  /** Guests booted so far. */
  count: u32;
  /** By the guests' indices: frames of the kernel that are not backed yet, and warm pages that are not there yet. */
  left: Shares;
  /** By the guests' indices: how many of a guest's first pages are warm, and how many of its last ones. */
  warm: Column<u32>;
  warmLast: Column<u32>;
  /** Decides whose turn it is. */
  seed: u32;
  private drawn: u32;

  static create(guests: u32): Boots {
    const boots = changetype<Boots>(Arena.take(offsetof<Boots>()));
    const left = Shares.create(guests);
    const warm = Column.create<u32>(guests);
    const warmLast = Column.create<u32>(guests);
    if (!Arena.fits()) return boots;
    boots.left = left;
    boots.warm = warm;
    boots.warmLast = warmLast;
    return boots;
  }

  /** Draws the guest that goes on, in proportion to what each has left; there must be one. */
  next(): u32 {
    const at = (<u64>draw(this.seed, ++this.drawn) * this.left.total()) >> 32;
    return this.left.at(<u32>at);
  }
}
