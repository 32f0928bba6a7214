import { DelayKind, Delays } from "./delays";

/** The one who acts now: its time, which everything it has to wait for moves on, and whether its turn must end. */
@unmanaged
export class Turn {
  /** Nanoseconds since the beginning. */
  now: u64;
  /** A vCPU's turn ends when its clock reaches this. */
  limit: u64;
  /** The turn ends after this reference: it waited for a device, woke an actor, or somebody was killed. */
  ends: bool;
  /** While a VM boots nothing takes time: devices are not asked, nobody is woken, nothing is read ahead. */
  timeless: bool;
  /** Of the time since a vCPU's reference began, what its guest calls waiting for memory: direct reclaim, and reading back what reclaim took. */
  pressedNs: u64;
  /** The time since a vCPU's reference began, by what it went to. */
  delays: Delays;

  /** Lets time pass for what no vCPU waits for. */
  @inline
  pass(ns: u64): void {
    if (!this.timeless) this.now += ns;
  }

  /** Lets time pass; `kind` is that of the delay. */
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
