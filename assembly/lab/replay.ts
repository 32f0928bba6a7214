import { ACCESSED, DIRTY, PAGE_OF_REFERENCE, READY, WRITE_SHIFT } from "../machine/entry";
import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { Replacement } from "../replacement/contract";
import { Action, Registry } from "../replacement/registry";
import { Lab, SEEN } from "./lab";

/** References to replay on a laboratory memory, handed over in pieces. */
@unmanaged
export class Replay {
  lab: Lab;
  stream: Column<u32>;
  /** References in this piece, and how many of them have been made. */
  count: u32;
  private next: u32;

  static create(lab: Lab, streamLength: u32): Replay {
    const replay = changetype<Replay>(Arena.take(offsetof<Replay>()));
    const stream = Column.create<u32>(streamLength);
    if (!Arena.fits()) return replay;
    replay.lab = lab;
    replay.stream = stream;
    return replay;
  }

  /** Makes the references of this piece. */
  run<P extends Replacement<Lab>>(policy: P): void {
    const lab = this.lab;
    const start = lab.references;
    this.next = 0;
    while (this.next < this.count) {
      const untilTick = lab.policy.nextTick - lab.references;
      this.stretch<P>(policy, start, this.next + <u32>min<u64>(this.count - this.next, untilTick));
      lab.references = start + this.next;
      if (lab.references === lab.policy.nextTick) lab.policy.tick();
    }
    lab.scanned = policy.scanned;
  }

  /** Makes references up to, not including, the one numbered `stop`. */
  @inline
  private stretch<P extends Replacement<Lab>>(policy: P, start: u64, stop: u32): void {
    const lab = this.lab;
    const stream = this.stream;
    const states = lab.states;
    const usesFrames = policy.usesFrames;
    const usesFrameOf = policy.usesFrameOf;
    let coldFaults: u64 = 0;
    let faults: u64 = 0;
    let dirtyEvictions: u64 = 0;
    let next = this.next;
    for (; next < stop; next++) {
      const ref = stream[next];
      const page = ref & PAGE_OF_REFERENCE;
      const dirty = (ref >>> WRITE_SHIFT) * <u32>DIRTY;
      const needed = <u32>(ACCESSED | READY) | dirty;
      const state = <u32>states[page];
      if ((state & <u32>READY) !== 0) {
        // Storing always is cheaper than guessing whether the mark is set already.
        states[page] = <u8>(state | (lab.arrival.repeats(page, start + next) ? dirty : needed));
        policy.hit(page);
        continue;
      }
      lab.references = start + next;
      faults++;
      if ((state & <u32>SEEN) === 0) coldFaults++;
      policy.fault(page);
      let frame = lab.resident;
      if (frame < lab.frames) {
        lab.resident = frame + 1;
      } else {
        const victim = policy.evict();
        if ((states[victim] & DIRTY) !== 0) dirtyEvictions++;
        states[victim] = SEEN;
        frame = usesFrameOf ? lab.standsIn[victim] : policy.victimFrame;
        while (policy.unfinished) {
          const another = policy.evict();
          if ((states[another] & DIRTY) !== 0) dirtyEvictions++;
          states[another] = SEEN;
          lab.resident--;
        }
      }
      if (usesFrames) lab.inFrame[frame] = page;
      if (usesFrameOf) lab.standsIn[page] = frame;
      states[page] = <u8>(needed | <u32>SEEN);
      policy.insert(page);
    }
    this.next = next;
    lab.faults += faults;
    lab.coldFaults += coldFaults;
    lab.dirtyEvictions += dirtyEvictions;
  }
}

class Run extends Action<Lab> {
  on<P extends Replacement<Lab>>(policy: P, replay: usize): u32 {
    changetype<Replay>(replay).run<P>(policy);
    return 0;
  }
}

/** Makes the first `count` references of its stream. */
export function runReplay(replay: Replay, count: u32): void {
  replay.count = count;
  const policy = replay.lab.policy;
  changetype<Registry>(<usize>0).apply<Lab, Run>(policy.kind, policy.own, changetype<usize>(replay));
}
