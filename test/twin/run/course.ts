import type { DelayKind } from "../../../src/engine/machine/machine.generated.ts";
import type { GuestFrame } from "../guest/guest.ts";

/** Time and events of one actor during one step. */
export class Course {
  nowNs: number;
  /** A warm start: takes no time, uses no device, wakes nothing. */
  readonly warm: boolean;
  waitedForRead = false;
  wokeActor = false;
  killed = false;
  /** Time that the guest counts as waiting for memory. */
  pressedNs = 0;
  /** Time by cause. */
  readonly delays = new Map<DelayKind, number>();
  /** Guest frames backed by host faults in this step, without read-ahead ones. */
  readonly backed = new Set<GuestFrame>();

  constructor(nowNs: number, warm = false) {
    this.nowNs = nowNs;
    this.warm = warm;
  }

  spend(ns: number, kind: DelayKind): void {
    if (!this.warm) this.waitUntil(this.nowNs + ns, kind);
  }

  waitUntil(ns: number, kind: DelayKind): void {
    if (ns <= this.nowNs) return;
    this.delays.set(kind, (this.delays.get(kind) ?? 0) + ns - this.nowNs);
    this.nowNs = ns;
  }
}

/** Thrown when a VM or its workload dies, to abort the work on its behalf. */
export class VmDied extends Error {}
