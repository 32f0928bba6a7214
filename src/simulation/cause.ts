import { DelayKind } from "../engine/machine/machine.generated.ts";
import { elementAt } from "../list/element-at.ts";

/** What can slow a VM down, in the order in which it is listed; docs/result.md says what each is. */
export const causes = [
  "guest-swap-balloon",
  "guest-swap-memory",
  "file-reads-cold",
  "file-reads-balloon",
  "file-reads-memory",
  "guest-reclaim-balloon",
  "guest-reclaim-memory",
  "host-swap",
  "host-reclaim",
  "host-compression",
  "disk-queue",
  "page-sharing",
  "sampling",
  "page-faults",
  "blocked",
] as const;

/** What slows a VM down. `…-balloon`: it would not happen if the VM had the memory that its balloon holds; `…-memory`: it would all the same. */
export type Cause = (typeof causes)[number];

/** Something for every cause. */
export type ByCause<T> = { readonly [cause in Cause]: T };

const CAUSE_OF: { readonly [kind in DelayKind]: Cause } = {
  guestFault: "page-faults",
  hostFault: "page-faults",
  guestSwapBalloon: "guest-swap-balloon",
  guestSwapMemory: "guest-swap-memory",
  coldFile: "file-reads-cold",
  fileBalloon: "file-reads-balloon",
  fileMemory: "file-reads-memory",
  guestReclaimBalloon: "guest-reclaim-balloon",
  guestReclaimMemory: "guest-reclaim-memory",
  hostSwap: "host-swap",
  hostReclaim: "host-reclaim",
  hostCompression: "host-compression",
  diskQueue: "disk-queue",
  sharingBreak: "page-sharing",
  sample: "sampling",
};

/** Adds up by cause what the engine counts by kind of delay (in its order), and the time in which the VM was blocked. */
export function delaysByCause(delaysNs: readonly number[], blockedNs: number): ByCause<number> {
  const sums = { ...NO_DELAYS, blocked: blockedNs };
  DelayKind.forEach((kind, at) => {
    sums[CAUSE_OF[kind]] += elementAt(delaysNs, at, "kind of delay");
  });
  return sums;
}

/** No delay by any cause. */
export const NO_DELAYS: ByCause<number> = {
  "guest-swap-balloon": 0,
  "guest-swap-memory": 0,
  "file-reads-cold": 0,
  "file-reads-balloon": 0,
  "file-reads-memory": 0,
  "guest-reclaim-balloon": 0,
  "guest-reclaim-memory": 0,
  "host-swap": 0,
  "host-reclaim": 0,
  "host-compression": 0,
  "disk-queue": 0,
  "page-sharing": 0,
  sampling: 0,
  "page-faults": 0,
  blocked: 0,
};
