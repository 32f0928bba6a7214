import { Memory, Replacement } from "./contract";
import { Aging } from "./aging";
import { Clock } from "./clock";
import { EnhancedClock } from "./enhanced-clock";
import { Fifo } from "./fifo";
import { Gclock } from "./gclock";
import { Lru } from "./lru";
import { Nru } from "./nru";
import { Random } from "./random";
import { Sieve } from "./sieve";
import { Wsclock } from "./wsclock";

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
    switch (kind) {
      case 0: return action.on<Lru<M>>(changetype<Lru<M>>(policy), argument);
      case 1: return action.on<Clock<M>>(changetype<Clock<M>>(policy), argument);
      case 2: return action.on<Fifo<M>>(changetype<Fifo<M>>(policy), argument);
      case 3: return action.on<Random<M>>(changetype<Random<M>>(policy), argument);
      case 4: return action.on<Gclock<M>>(changetype<Gclock<M>>(policy), argument);
      case 5: return action.on<EnhancedClock<M>>(changetype<EnhancedClock<M>>(policy), argument);
      case 6: return action.on<Nru<M>>(changetype<Nru<M>>(policy), argument);
      case 7: return action.on<Aging<M>>(changetype<Aging<M>>(policy), argument);
      case 8: return action.on<Wsclock<M>>(changetype<Wsclock<M>>(policy), argument);
      case 9: return action.on<Sieve<M>>(changetype<Sieve<M>>(policy), argument);
    }
    return unreachable();
  }
}
