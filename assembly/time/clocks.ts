import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { LoserTree } from "./loser-tree";
import { Tournament } from "./tournament";

/** When each actor acts next. vCPUs have a structure of their own, because a vCPU's limit depends on the other vCPUs in another way than on the other actors. */
@unmanaged
export class Clocks {
  [key: number]: u64;

  /** By the numbers of vCPUs among themselves, in the order of actors. */
  vcpus: LoserTree;
  /** By the numbers of actors. */
  others: Tournament;
  private vcpuCount: u32;
  /** The number of each actor among vCPUs; `NONE`: it is something else. */
  private vcpuOf: Column<u32>;

  static create(most: u32, vcpus: u32): Clocks {
    const clocks = changetype<Clocks>(Arena.take(offsetof<Clocks>()));
    const tree = LoserTree.create(vcpus);
    const others = Tournament.create(most);
    const vcpuOf = Column.create<u32>(most);
    if (!Arena.fits()) return clocks;
    clocks.vcpus = tree;
    clocks.others = others;
    clocks.vcpuOf = vcpuOf;
    vcpuOf.fill(0xff, most);
    return clocks;
  }

  /** Makes an actor a vCPU, before its clock is set. Returns its number among vCPUs. */
  addVcpu(actor: u32): u32 {
    const vcpu = this.vcpuCount++;
    this.vcpuOf[actor] = vcpu;
    return vcpu;
  }

  /** The number of an actor among vCPUs. */
  numberOf(actor: u32): u32 {
    return this.vcpuOf[actor];
  }

  @inline
  @operator("[]")
  get(actor: u32): u64 {
    const vcpu = this.vcpuOf[actor];
    return vcpu === NONE ? this.others.key(actor) : this.vcpus.key(vcpu);
  }

  @operator("[]=")
  set(actor: u32, ns: u64): void {
    const vcpu = this.vcpuOf[actor];
    if (vcpu === NONE) this.others.setKey(actor, ns);
    else this.vcpus.setKey(vcpu, ns);
  }

  check(): bool {
    return this.vcpus.check() && this.others.check();
  }
}
