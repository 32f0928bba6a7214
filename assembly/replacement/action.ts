import { Memory, Replacement } from "./contract";

/** Something to do with a policy whose class is known only at run time: a registry's `apply` finds the class. Every action is a subclass that overrides `on`. */
export class Action<M extends Memory> {
  on<P extends Replacement<M>>(_policy: P, _argument: usize): u32 {
    return unreachable();
  }

  /** The registry has no such policy. */
  none(): u32 {
    return unreachable();
  }
}
