import { Aging } from "./aging";
import { Arc } from "./arc";
import { Car } from "./car";
import { Clock } from "./clock";
import { ClockPro } from "./clock-pro";
import { Memory, Replacement } from "./contract";
import { EnhancedClock } from "./enhanced-clock";
import { Fifo } from "./fifo";
import { Gclock } from "./gclock";
import { Lfu } from "./lfu";
import { Linux } from "./linux";
import { Lirs } from "./lirs";
import { Lru } from "./lru";
import { LruK } from "./lru-k";
import { Mfu } from "./mfu";
import { MgLru } from "./mglru";
import { Mru } from "./mru";
import { Nru } from "./nru";
import { Random } from "./random";
import { S3Fifo } from "./s3-fifo";
import { Sieve } from "./sieve";
import { Slru } from "./slru";
import { TwoQueue } from "./two-queue";
import { WTinyLfu } from "./w-tinylfu";
import { Wsclock } from "./wsclock";

/** Something to do with a policy whose class is known only at run time: `Registry.apply` finds the class. Every action is a subclass that overrides `on`. */
export class Action<M extends Memory> {
  on<P extends Replacement<M>>(_policy: P, _argument: usize): u32 {
    return unreachable();
  }

  /** The registry has no such policy. */
  none(): u32 {
    return unreachable();
  }
}

/**
 * The replacement policies that need not see every access, and so can serve the host too; one line each. The catalogue that
 * people see is made from this file: a policy's number is its case.
 */
export class BlindRegistry {
  /** Does `A` with the policy numbered `kind`. */
  @inline
  apply<M extends Memory, A extends Action<M>>(kind: u32, policy: usize, argument: usize): u32 {
    const action = changetype<A>(<usize>0);
    // biome-ignore format: a line a policy
    switch (kind) {
      case 1: return action.on<Clock<M>>(changetype<Clock<M>>(policy), argument);
      case 2: return action.on<Fifo<M>>(changetype<Fifo<M>>(policy), argument);
      case 3: return action.on<Random<M>>(changetype<Random<M>>(policy), argument);
      case 5: return action.on<EnhancedClock<M>>(changetype<EnhancedClock<M>>(policy), argument);
      case 6: return action.on<Nru<M>>(changetype<Nru<M>>(policy), argument);
      case 7: return action.on<Aging<M>>(changetype<Aging<M>>(policy), argument);
      case 8: return action.on<Wsclock<M>>(changetype<Wsclock<M>>(policy), argument);
      case 9: return action.on<Sieve<M>>(changetype<Sieve<M>>(policy), argument);
      case 13: return action.on<Car<M>>(changetype<Car<M>>(policy), argument);
      case 15: return action.on<ClockPro<M>>(changetype<ClockPro<M>>(policy), argument);
      case 20: return action.on<Linux<M>>(changetype<Linux<M>>(policy), argument);
      case 21: return action.on<MgLru<M>>(changetype<MgLru<M>>(policy), argument);
    }
    return action.none();
  }
}

/** The replacement policies that are replayed a reference at a time: those that see every access, one line each, and the others. */
export class ReplayRegistry {
  /** Does `A` with the policy numbered `kind`. */
  @inline
  apply<M extends Memory, A extends Action<M>>(kind: u32, policy: usize, argument: usize): u32 {
    const action = changetype<A>(<usize>0);
    // biome-ignore format: a line a policy
    switch (kind) {
      case 4: return action.on<Gclock<M>>(changetype<Gclock<M>>(policy), argument);
      case 10: return action.on<Slru<M>>(changetype<Slru<M>>(policy), argument);
      case 11: return action.on<TwoQueue<M>>(changetype<TwoQueue<M>>(policy), argument);
      case 12: return action.on<Arc<M>>(changetype<Arc<M>>(policy), argument);
      case 14: return action.on<Lirs<M>>(changetype<Lirs<M>>(policy), argument);
      case 16: return action.on<Lfu<M>>(changetype<Lfu<M>>(policy), argument);
      case 17: return action.on<LruK<M>>(changetype<LruK<M>>(policy), argument);
      case 18: return action.on<S3Fifo<M>>(changetype<S3Fifo<M>>(policy), argument);
      case 19: return action.on<WTinyLfu<M>>(changetype<WTinyLfu<M>>(policy), argument);
    }
    return changetype<BlindRegistry>(<usize>0).apply<M, A>(kind, policy, argument);
  }
}

/** The replacement policies of a replay: those that no guest would use, one line each, and the others. */
export class LabRegistry {
  /** Does `A` with the policy numbered `kind`. */
  @inline
  apply<M extends Memory, A extends Action<M>>(kind: u32, policy: usize, argument: usize): u32 {
    const action = changetype<A>(<usize>0);
    // biome-ignore format: a line a policy
    switch (kind) {
      case 22: return action.on<Mru<M>>(changetype<Mru<M>>(policy), argument);
      case 23: return action.on<Mfu<M>>(changetype<Mfu<M>>(policy), argument);
    }
    return changetype<ReplayRegistry>(<usize>0).apply<M, A>(kind, policy, argument);
  }
}

/** The number of LRU, which a replay does without the policy. */
export const LRU: u32 = 0;

/** All replacement policies. */
export class Registry {
  /** Does `A` with the policy numbered `kind`. */
  @inline
  apply<M extends Memory, A extends Action<M>>(kind: u32, policy: usize, argument: usize): u32 {
    const action = changetype<A>(<usize>0);
    // biome-ignore format: a line a policy
    switch (kind) {
      case 0: return action.on<Lru<M>>(changetype<Lru<M>>(policy), argument);
    }
    return changetype<ReplayRegistry>(<usize>0).apply<M, A>(kind, policy, argument);
  }
}
