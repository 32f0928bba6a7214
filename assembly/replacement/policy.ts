import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Action } from "./action";
import { ArrivalsRecord, FramesRecord, Memory, PlacesRecord, PolicyRecord, Replacement } from "./contract";
import { BlindRegistry } from "./registry.generated";

@unmanaged
class Creation<M extends Memory> {
  memory: M;
  parameters: Column<f64>;
}

class Create<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(_policy: P, argument: usize): u32 {
    const policy = changetype<P>(Arena.take(offsetof<P>()));
    const creation = changetype<Creation<M>>(argument);
    policy.create(creation.memory, creation.parameters);
    return <u32>changetype<usize>(policy);
  }
}

class IsBlind<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(_policy: P, _argument: usize): u32 {
    return 1;
  }

  none(): u32 {
    return 0;
  }
}

class OverlooksArrivals<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, _argument: usize): u32 {
    return policy instanceof ArrivalsRecord ? 1 : 0;
  }
}

class UsesFrames<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, _argument: usize): u32 {
    return policy instanceof FramesRecord ? 1 : 0;
  }
}

class UsesFrameOf<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, _argument: usize): u32 {
    return policy instanceof PlacesRecord ? 1 : 0;
  }
}

class Hit<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, page: usize): u32 {
    policy.hit(<u32>page);
    return 0;
  }
}

class Fault<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, page: usize): u32 {
    policy.fault(<u32>page);
    return 0;
  }
}

class Insert<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, page: usize): u32 {
    policy.insert(<u32>page);
    return 0;
  }
}

class Evict<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, scanned: usize): u32 {
    const before = policy.scanned;
    const walkedBefore = policy.walked;
    const victim = policy.evict();
    store<u64>(scanned, policy.scanned - before);
    store<u64>(scanned, policy.walked - walkedBefore, sizeof<u64>());
    return victim;
  }
}

class Remove<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, page: usize): u32 {
    policy.remove(<u32>page);
    return 0;
  }
}

class Tick<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, _argument: usize): u32 {
    policy.tick();
    return 0;
  }
}

class Check<M extends Memory> extends Action<M> {
  on<P extends Replacement<M>>(policy: P, resident: usize): u32 {
    return <u32>policy.check(<u32>resident);
  }
}

/** A replacement policy of a registry on one memory. Its class is known only at run time: each call finds it by one jump. */
@unmanaged
export class Policy<M extends Memory, R extends BlindRegistry> {
  kind: u32;
  /** The policy's own record. */
  own: usize;
  /** The reference count at which its next tick is due; the largest number: never. */
  nextTick: u64;
  /** Pages or frames looked at by the latest `evict`. */
  scanned: u64;
  /** Pages of the page tables that it walked. */
  walked: u64;

  static create<M extends Memory, R extends BlindRegistry>(
    kind: u32,
    observed: M,
    parameters: Column<f64>,
  ): Policy<M, R> {
    const policy = changetype<Policy<M, R>>(Arena.take(offsetof<Policy<M, R>>()));
    const standIn = memory.data(offsetof<Creation<M>>(), 8);
    const creation = changetype<Creation<M>>(Arena.takeOr(offsetof<Creation<M>>(), standIn));
    creation.memory = observed;
    creation.parameters = parameters;
    const own = <usize>changetype<R>(<usize>0).apply<M, Create<M>>(kind, 0, changetype<usize>(creation));
    if (!Arena.fits()) return policy;
    policy.kind = kind;
    policy.own = own;
    const period = changetype<PolicyRecord>(own).period;
    policy.nextTick = period === 0 ? u64.MAX_VALUE : period;
    return policy;
  }

  /** Whether the policy does not see hits. */
  isBlind(): bool {
    return <bool>changetype<BlindRegistry>(<usize>0).apply<M, IsBlind<M>>(this.kind, this.own, 0);
  }

  /** Whether the policy has arrivals overlooked. */
  overlooksArrivals(): bool {
    return <bool>changetype<R>(<usize>0).apply<M, OverlooksArrivals<M>>(this.kind, this.own, 0);
  }

  /** Whether the policy asks what is in which frame. */
  usesFrames(): bool {
    return <bool>changetype<R>(<usize>0).apply<M, UsesFrames<M>>(this.kind, this.own, 0);
  }

  /** Whether the latest victim was not all that the policy wants to give up. */
  unfinished(): bool {
    return changetype<PolicyRecord>(this.own).unfinished;
  }

  /** Whether the caller must write the page that `evict` has just returned, which stays. */
  writes(): bool {
    return changetype<PolicyRecord>(this.own).writes;
  }

  /** Whether the policy asks in which frame a page is. */
  usesFrameOf(): bool {
    return <bool>changetype<R>(<usize>0).apply<M, UsesFrameOf<M>>(this.kind, this.own, 0);
  }

  hit(page: u32): void {
    changetype<R>(<usize>0).apply<M, Hit<M>>(this.kind, this.own, page);
  }

  fault(page: u32): void {
    changetype<R>(<usize>0).apply<M, Fault<M>>(this.kind, this.own, page);
  }

  insert(page: u32): void {
    changetype<R>(<usize>0).apply<M, Insert<M>>(this.kind, this.own, page);
  }

  evict(): u32 {
    return changetype<R>(<usize>0).apply<M, Evict<M>>(
      this.kind,
      this.own,
      changetype<usize>(this) + offsetof<Policy<M, R>>("scanned"),
    );
  }

  remove(page: u32): void {
    changetype<R>(<usize>0).apply<M, Remove<M>>(this.kind, this.own, page);
  }

  /** Tells the policy that another period is over. */
  tick(): void {
    this.nextTick += changetype<PolicyRecord>(this.own).period;
    changetype<R>(<usize>0).apply<M, Tick<M>>(this.kind, this.own, 0);
  }

  check(resident: u32): bool {
    return <bool>changetype<R>(<usize>0).apply<M, Check<M>>(this.kind, this.own, resident);
  }
}
