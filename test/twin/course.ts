import type { DelayKind } from "../../src/engine/machine/machine.generated.ts";
import type { GuestFrame } from "./guest.ts";

/** Time as it passes for one actor in one step, and what the actor met on the way. */
export class Course {
  nowNs: number;
  /** A warm start: nothing takes time, no device is asked, nobody wakes. */
  readonly warm: boolean;
  waitedForRead = false;
  wokeActor = false;
  killed = false;
  /** Of the time that passed, what the guest calls waiting for memory. */
  pressedNs = 0;
  /** The time that passed, by what it went to. */
  readonly delays = new Map<DelayKind, number>();
  /** The guest frames that host faults on this course have backed, read-ahead ones left out. */
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

/** Thrown through everything that was being done in the name of a VM, when the VM or its workload dies of it. */
export class VmDied extends Error {}
