import { Arc } from "./arc";
import { Car } from "./car";
import { Clock } from "./clock";
import { ClockPro } from "./clock-pro";
import { Memory, Replacement } from "./contract";
import { Fifo } from "./fifo";
import { Lirs } from "./lirs";
import { Lru } from "./lru";
import { Random } from "./random";
import { Slru } from "./slru";
import { TwoQueue } from "./two-queue";

/** Something to do with a policy whose class is known only at run time: `Registry.apply` finds the class. Every action is a subclass that overrides `on`. */
export class Action<M extends Memory> {
  on<P extends Replacement<M>>(_policy: P, _argument: usize): u32 {
    return unreachable();
  }
}

/** Every replacement policy, one line each. The catalogue that people see is made from this file; a policy's number is its case. */
export class Registry {
  /** Does `A` with the policy numbered `kind`. */
  @inline
  static apply<M extends Memory, A extends Action<M>>(kind: u32, policy: usize, argument: usize): u32 {
    const action = changetype<A>(<usize>0);
    // biome-ignore format: a line a policy
    switch (kind) {
      case 0: return action.on<Lru<M>>(changetype<Lru<M>>(policy), argument);
      case 1: return action.on<Clock<M>>(changetype<Clock<M>>(policy), argument);
      case 2: return action.on<Fifo<M>>(changetype<Fifo<M>>(policy), argument);
      case 3: return action.on<Random<M>>(changetype<Random<M>>(policy), argument);
      case 10: return action.on<Slru<M>>(changetype<Slru<M>>(policy), argument);
      case 11: return action.on<TwoQueue<M>>(changetype<TwoQueue<M>>(policy), argument);
      case 12: return action.on<Arc<M>>(changetype<Arc<M>>(policy), argument);
      case 13: return action.on<Car<M>>(changetype<Car<M>>(policy), argument);
      case 14: return action.on<Lirs<M>>(changetype<Lirs<M>>(policy), argument);
      case 15: return action.on<ClockPro<M>>(changetype<ClockPro<M>>(policy), argument);
    }
    return unreachable();
  }
}
