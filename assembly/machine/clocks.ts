import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Tournament } from "../memory/tournament";

/** When each actor acts next. A vCPU's limit depends on the other vCPUs and on everybody else in different ways: they are kept apart. */
@unmanaged
export class Clocks {
  [key: number]: u64;

  vcpus: Tournament;
  others: Tournament;
  private isVcpu: Column<u8>;

  static create(most: u32): Clocks {
    const clocks = changetype<Clocks>(Arena.take(offsetof<Clocks>()));
    const vcpus = Tournament.create(most);
    const others = Tournament.create(most);
    const isVcpu = Column.create<u8>(most);
    if (!Arena.fits()) return clocks;
    clocks.vcpus = vcpus;
    clocks.others = others;
    clocks.isVcpu = isVcpu;
    return clocks;
  }

  /** From now on the actor is a vCPU; it must not have been set before. */
  addVcpu(actor: u32): void {
    this.isVcpu[actor] = 1;
  }

  @inline
  @operator("[]")
  get(actor: u32): u64 {
    // Where it does not belong its key is the largest.
    return min(this.vcpus.key(actor), this.others.key(actor));
  }

  @operator("[]=")
  set(actor: u32, ns: u64): void {
    if (this.isVcpu[actor]) this.vcpus.setKey(actor, ns);
    else this.others.setKey(actor, ns);
  }

  check(): bool {
    return this.vcpus.check() && this.others.check();
  }
}
