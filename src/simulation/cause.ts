import { DelayKind, delayKindCause, delayKindCauses, noDelayKindCauses } from "../engine/machine/machine.generated.ts";
import { elementAt } from "../list/element-at.ts";

/** What can slow a VM down, in the order in which it is listed; docs/result.md says what each is. */
export const causes = [...delayKindCauses, "blocked"] as const;

/** What slows a VM down. `…-balloon`: it would not happen if the VM had the memory that its balloon holds; `…-memory`: it would all the same. */
export type Cause = (typeof causes)[number];

/** Something for every cause. */
export type ByCause<T> = { readonly [cause in Cause]: T };

/** Adds up by cause what the engine counts by kind of delay (in its order), and the time in which the VM was blocked. */
export function delaysByCause(delaysNs: readonly number[], blockedNs: number): ByCause<number> {
  const sums = { ...NO_DELAYS, blocked: blockedNs };
  DelayKind.forEach((kind, at) => {
    sums[delayKindCause[kind]] += elementAt(delaysNs, at, "kind of delay");
  });
  return sums;
}

/** No delay by any cause. */
export const NO_DELAYS: ByCause<number> = { ...noDelayKindCauses, blocked: 0 };
