import { DelayKind, Delays } from "./delays";

/** The turn of the actor that acts now: its time, which every wait moves on, and whether the turn must end. */
@unmanaged
export class Turn {
  /** Nanoseconds since the beginning. */
  now: u64;
  /** Where it began: nobody acts at an earlier time any more. */
  started: u64;
  /** A vCPU's turn ends when its clock reaches this. */
  limit: u64;
  /** The turn ends after this reference, because it waited for a device, woke an actor, or killed a guest. */
  ends: bool;
  /** While a VM boots, nothing takes time: no device is used, no actor wakes, nothing is read ahead. */
  timeless: bool;
  /** Memory pressure (PSI) since the vCPU's reference began: time in direct reclaim and in reading back what reclaim took. */
  pressedNs: u64;
  /** Delays since the vCPU's reference began. */
  delays: Delays;

  /** Begins the turn of another actor. */
  @inline
  begin(now: u64): void {
    this.now = now;
    this.started = now;
    this.ends = false;
  }

  /** Lets time pass that is no vCPU's delay. */
  @inline
  pass(ns: u64): void {
    if (!this.timeless) this.now += ns;
  }

  /** Lets time pass as a delay of this kind. */
  @inline
  spend(ns: u64, kind: DelayKind): void {
    if (this.timeless) return;
    this.now += ns;
    this.delays.add(kind, ns);
  }

  /** Waits until `ns`, if that is still to come. */
  @inline
  waitUntil(ns: u64, kind: DelayKind): void {
    if (ns <= this.now) return;
    this.delays.add(kind, ns - this.now);
    this.now = ns;
  }
}
