import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Action } from "../replacement/action";
import { Replacement } from "../replacement/contract";
import { Registry } from "../replacement/registry.generated";
import { ACCESSED, BACKED, PAGE_OF_REFERENCE, READY, WRITABLE, WRITE_SHIFT } from "../state/entry";
import { Guest } from "../state/guest";
import { LOOK_AHEAD } from "../state/host";
import { BLOCKED, NEVER, VCPU } from "../time/actors";
import { Turn } from "../time/turn";
import { reference } from "./fault";
import { lookAhead } from "./look-ahead";

/** References looked at together. */
const BATCH: u32 = 4;
/** Misses that are no further apart on average are looked for ahead; none counts as further apart than the other. */
const CLOSE: u32 = 32;
const FAR_APART: u32 = 256;
/** Of turns that are shorter, many others come between two of a vCPU, and each waits for what its references need: it is looked at ahead. */
const SHORT: u32 = 16;

/** A processor of a guest: a stream of references, and the time it has reached. */
@unmanaged
export class Vcpu {
  guest: Guest;
  /** @border */
  actor: u32;
  /** Its number among vCPUs. */
  number: u32;
  thinkNs: u64;
  /** The references at hand, and which come next. */
  stream: Column<u32>;
  next: u32;
  end: u32;
  /** Up to where it has looked ahead; and where its latest miss was, and how far misses have been apart lately, 8 times the mean. */
  private looked: u32;
  private latestMiss: u32;
  private apart: u32;
  /** Where the batch of hits ends that is reported to a policy that sees them. */
  private stop: u32;
  /** Where its clock stood when it fell asleep. @border */
  asleepSinceNs: u64;
  /** References made. @border */
  references: u64;
  /** Computing done by them. @border */
  thoughtNs: u64;
  /** Time those references took, all in all. @border */
  ranNs: u64;
  /** Time waited for memory: what references took beyond thinking and guest faults without I/O. @border */
  stallNs: u64;
  /** Of it, what the guest itself calls waiting for memory. @border */
  pressedNs: u64;
  /** Time it was awake and could not run, because its guest was blocked; until it last could go on. @border */
  blockedNs: u64;

  static create(guest: Guest, streamLength: u32): Vcpu {
    const vcpu = changetype<Vcpu>(Arena.take(offsetof<Vcpu>()));
    const stream = Column.create<u32>(streamLength);
    if (!Arena.fits()) return vcpu;
    vcpu.guest = guest;
    vcpu.stream = stream;
    const actors = guest.host.actors;
    vcpu.actor = actors.add(VCPU, changetype<usize>(vcpu));
    vcpu.number = actors.clock.numberOf(vcpu.actor);
    return vcpu;
  }

  /** The first references of the stream are the next to be made; a sleeping vCPU wakes at its own clock, but not before `now`. */
  give(references: u32, thinkNs: u64, now: u64): void {
    if (!ASC_NO_ASSERT) {
      for (let next: u32 = 0; next < references; next++)
        assert((this.stream[next] & PAGE_OF_REFERENCE) < this.guest.pages, "vcpu: reference beyond the guest's pages");
    }
    this.next = 0;
    this.end = references;
    this.looked = 0;
    this.latestMiss = 0;
    this.thinkNs = thinkNs;
    const clock = this.guest.host.actors.clock;
    if (clock[this.actor] === NEVER) clock[this.actor] = this.guest.clockAt(max(this.asleepSinceNs, now));
  }

  /** There are no more references: it sleeps. */
  finish(): void {
    this.next = 0;
    this.end = 0;
    const clock = this.guest.host.actors.clock;
    if (clock[this.actor] !== NEVER) this.asleepSinceNs = clock[this.actor] & ~BLOCKED;
    clock[this.actor] = NEVER;
  }

  /** Makes one reference that does more than to set marks; false when it did not happen. */
  private miss(page: u32, writes: bool): bool {
    const guest = this.guest;
    const turn = guest.host.turn;
    const started = turn.now;
    const expected = started + (guest.isMissing(page) ? guest.host.costs.minorFault : 0);
    turn.pressedNs = 0;
    turn.delays.clear();
    if (!reference(guest, page, writes)) return false;
    this.pressedNs += turn.pressedNs;
    turn.delays.addTo(guest.delays);
    this.ranNs += turn.now - started;
    if (turn.now > expected) this.stallNs += turn.now - expected;
    return true;
  }

  /** Makes references until the turn ends or there are none at hand. */
  run(): void {
    const turn = this.guest.host.turn;
    while (this.next < this.end) {
      const fitting = this.fitting();
      const stop = this.next + fitting;
      if (fitting < SHORT && this.next >= this.looked) this.lookFrom(this.next);
      const next = this.guest.policyIsBlind ? this.firstMiss(stop) : this.firstMissSeen(stop);
      this.count(next - this.next);
      this.next = next;
      if (next < stop) {
        const ref = this.stream[next];
        this.look(next);
        if (!this.miss(ref & PAGE_OF_REFERENCE, <bool>(ref >>> WRITE_SHIFT))) return;
        this.next = next + 1;
        this.count(1);
      }
      if (turn.now >= turn.limit || turn.ends) return;
    }
  }

  /** Looks ahead from a miss on, if it has not yet, and if misses follow each other closely. */
  private look(miss: u32): void {
    const apart = min(miss - this.latestMiss, FAR_APART);
    this.latestMiss = miss;
    this.apart += apart - this.apart / 8;
    if (miss >= this.looked && this.apart < 8 * CLOSE) this.lookFrom(miss);
  }

  private lookFrom(first: u32): void {
    this.looked = min(first + LOOK_AHEAD, this.end);
    lookAhead(this.guest, this.stream, first, this.looked);
  }

  /** References that fit before the turn's limit and the next tick: one at least, no more than are at hand. */
  @inline
  private fitting(): u32 {
    const guest = this.guest;
    const host = guest.host;
    const turn = host.turn;
    const beforeTick = min(guest.policy.nextTick - guest.references, host.policy.nextTick - host.references);
    return <u32>min(min(this.beforeLimit(turn), beforeTick), this.end - this.next);
  }

  /** References before the turn's limit, one at least. Most turns are short, and divisions of small numbers are fast. */
  @inline
  private beforeLimit(turn: Turn): u64 {
    const think = this.thinkNs;
    const left = turn.limit - turn.now;
    if (turn.now >= turn.limit || left <= think) return 1;
    const rounded = left + think - 1;
    return rounded >>> 32 === 0 ? <u64>(<u32>rounded / <u32>think) : rounded / think;
  }

  /**
   * The next reference before `stop` that does more than to set marks, or `stop`. Batches are tested together first, as if all references needed what any of
   * them needs. Where hits dominate, that test succeeds, and costs half of single tests.
   */
  @inline
  private firstMiss(stop: u32): u32 {
    const states = this.guest.states;
    const stream = this.stream;
    let next = this.next;
    while (true) {
      for (; next + BATCH <= stop; next += BATCH) {
        const at = stream.from(next);
        const a = at[0];
        const b = at[1];
        const c = at[2];
        const d = at[3];
        const marks =
          states[a & PAGE_OF_REFERENCE] &
          states[b & PAGE_OF_REFERENCE] &
          states[c & PAGE_OF_REFERENCE] &
          states[d & PAGE_OF_REFERENCE];
        if (!this.has(marks, a | b | c | d)) break;
      }
      const end = min(next + BATCH, stop);
      while (next < end && this.mark(states, stream[next])) next++;
      if (next < end || next === stop) return next;
    }
  }

  /** The same, and the policy sees every hit. */
  private firstMissSeen(stop: u32): u32 {
    this.stop = stop;
    const policy = this.guest.policy;
    return changetype<Registry>(<usize>0).apply<Guest, Hits>(policy.kind, policy.own, changetype<usize>(this));
  }

  /** Makes hits up to the first miss or `stop`, reports each to the policy, and returns where it ended. */
  hits<P extends Replacement<Guest>>(policy: P): u32 {
    const states = this.guest.states;
    const stream = this.stream;
    const stop = this.stop;
    let next = this.next;
    for (; next < stop; next++) {
      const ref = stream[next];
      const page = ref & PAGE_OF_REFERENCE;
      if (!this.mark(states, ref)) break;
      policy.hit(page);
    }
    return next;
  }

  /** Whether a page's marks are those that a reference needs for a hit. */
  @inline
  private has(marks: u8, ref: u32): bool {
    const needed = <u32>(ACCESSED | READY) | ((ref >>> WRITE_SHIFT) * <u32>WRITABLE);
    return (<u32>marks & needed) === needed;
  }

  /** Sets the marks that a reference sets; false when it has more to do than that. */
  @inline
  private mark(states: Column<u8>, ref: u32): bool {
    const page = ref & PAGE_OF_REFERENCE;
    const state = states[page];
    if (this.has(state, ref)) return true;
    const needed = <u32>BACKED | ((ref >>> WRITE_SHIFT) * <u32>WRITABLE);
    if ((<u32>state & needed) !== needed) return false;
    states[page] = state | ACCESSED | READY;
    return true;
  }

  private count(references: u32): void {
    const thought = <u64>references * this.thinkNs;
    const guest = this.guest;
    const host = guest.host;
    this.references += references;
    guest.references += references;
    host.references += references;
    if (guest.references === guest.policy.nextTick) guest.policy.tick();
    if (host.references === host.policy.nextTick) host.policy.tick();
    this.thoughtNs += thought;
    this.ranNs += thought;
    host.turn.now += thought;
  }
}

class Hits extends Action<Guest> {
  on<P extends Replacement<Guest>>(policy: P, vcpu: usize): u32 {
    return changetype<Vcpu>(vcpu).hits<P>(policy);
  }
}
