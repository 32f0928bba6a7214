import { BLOCKED, NEVER, VCPU } from "../machine/actors";
import { ACCESSED, PAGE_OF_REFERENCE, PRESENT, READY, WRITABLE, WRITE_SHIFT } from "../machine/entry";
import { Guest } from "../machine/guest";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Replacement } from "../replacement/contract";
import { Action, Registry } from "../replacement/registry";
import { reference } from "./fault";

/** A processor of a guest: a stream of references, and the time it has reached. */
@unmanaged
export class Vcpu {
  guest: Guest;
  actor: u32;
  thinkNs: u64;
  /** The references at hand, and which come next. */
  stream: Column<u32>;
  next: u32;
  end: u32;
  /** Where its clock stood when it fell asleep. */
  asleepSinceNs: u64;
  /** References made. */
  references: u64;
  /** Computing done by them. */
  thoughtNs: u64;
  /** Time those references took, all in all. */
  ranNs: u64;
  /** Time waited for memory: what references took beyond thinking and guest faults without I/O. */
  stallNs: u64;
  /** Of it, what the guest itself calls waiting for memory. */
  pressedNs: u64;
  /** Time it was awake and could not run, because its guest was blocked; until it last could go on. */
  blockedNs: u64;

  static create(guest: Guest, streamLength: u32): Vcpu {
    const vcpu = changetype<Vcpu>(Arena.take(offsetof<Vcpu>()));
    const stream = Column.create<u32>(streamLength);
    if (!Arena.fits()) return vcpu;
    vcpu.guest = guest;
    vcpu.stream = stream;
    vcpu.actor = guest.host.actors.add(VCPU, changetype<usize>(vcpu));
    return vcpu;
  }

  /** The first references at hand become the next ones; a vCPU that sleeps goes on where it stood, not before `now`. */
  give(references: u32, thinkNs: u64, now: u64): void {
    this.next = 0;
    this.end = references;
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

  /** Makes one reference that is not a hit; false when it did not happen. */
  private miss(page: u32, writes: bool): bool {
    const guest = this.guest;
    const turn = guest.host.turn;
    const started = turn.now;
    const expected = started + ((guest.entry(page) & PRESENT) !== 0 ? 0 : guest.host.costs.minorFault);
    turn.pressedNs = 0;
    if (!reference(guest, page, writes)) return false;
    this.pressedNs += turn.pressedNs;
    this.ranNs += turn.now - started;
    if (turn.now > expected) this.stallNs += turn.now - expected;
    return true;
  }

  /** References that fit before the turn's limit: one at least, no more than are at hand. */
  private stop(): u32 {
    const turn = this.guest.host.turn;
    const left: u64 = turn.now < turn.limit ? turn.limit - turn.now : 1;
    const fitting = (left + this.thinkNs - 1) / this.thinkNs;
    const guest = this.guest;
    const untilTick = min(guest.policy.nextTick - guest.references, guest.host.policy.nextTick - guest.host.references);
    return this.next + <u32>min(min<u64>(fitting, untilTick), this.end - this.next);
  }

  /** Makes references until the turn ends or there are none at hand. */
  run<P extends Replacement<Guest>>(policy: P): void {
    const guest = this.guest;
    const turn = guest.host.turn;
    const states = guest.states;
    const stream = this.stream;
    while (this.next < this.end) {
      let next = this.next;
      const first = next;
      const stop = this.stop();
      for (; next < stop; next++) {
        const ref = stream[next];
        const page = ref & PAGE_OF_REFERENCE;
        if (!ASC_NO_ASSERT) assert(page < guest.pages, "vcpu: reference beyond the guest's pages");
        const needed = <u32>(ACCESSED | READY) | ((ref >>> WRITE_SHIFT) * <u32>WRITABLE);
        if ((<u32>states[page] & needed) !== needed) break;
        policy.hit(page);
      }
      this.count(next - first);
      this.next = next;
      if (next < stop) {
        const ref = stream[next];
        if (!this.miss(ref & PAGE_OF_REFERENCE, <bool>(ref >>> WRITE_SHIFT))) return;
        this.next = next + 1;
        this.count(1);
      }
      if (turn.now >= turn.limit || turn.ends) return;
    }
  }

  private count(references: u32): void {
    const thought = <u64>references * this.thinkNs;
    const guest = this.guest;
    this.references += references;
    guest.references += references;
    guest.host.references += references;
    if (guest.references === guest.policy.nextTick) guest.policy.tick();
    if (guest.host.references === guest.host.policy.nextTick) guest.host.policy.tick();
    this.thoughtNs += thought;
    this.ranNs += thought;
    guest.host.turn.now += thought;
  }
}

class Run extends Action<Guest> {
  on<P extends Replacement<Guest>>(policy: P, vcpu: usize): u32 {
    changetype<Vcpu>(vcpu).run<P>(policy);
    return 0;
  }
}

/** Makes references until the turn ends or there are none at hand. */
export function runVcpu(vcpu: Vcpu): void {
  const policy = vcpu.guest.policy;
  changetype<Registry>(<usize>0).apply<Guest, Run>(policy.kind, policy.own, changetype<usize>(vcpu));
}
