import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { Action } from "../replacement/action";
import { Clock } from "../replacement/clock";
import {
  ArrivalsRecord,
  BatchRecord,
  FramesRecord,
  PlacesRecord,
  Replacement,
  WriterRecord,
} from "../replacement/contract";
import { LabRegistry } from "../replacement/registry.generated";
import { ACCESSED, DIRTY, PAGE_OF_REFERENCE, READY, WRITE_SHIFT } from "../state/entry";
import { replayClockBlocks } from "./clock-blocks";
import { Lab, SEEN } from "./lab";

/** With fewer hits between two faults, blocks are faster. */
const FEW_HITS: u32 = 16;

/** References to replay on a laboratory memory, handed over in pieces. */
@unmanaged
export class Replay {
  lab: Lab;
  stream: Column<u32>;
  /** References in this piece. */
  count: u32;

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
    const timer = lab.policy;
    lab.stream = this.stream;
    let next: u32 = 0;
    while (next < this.count) {
      const untilTick = timer.nextTick - lab.now();
      next = this.stretch<P>(policy, next, next + <u32>min<u64>(this.count - next, untilTick));
      lab.referencesOfPiece = next;
      if (lab.now() === timer.nextTick) timer.tick();
    }
    lab.references += next;
    lab.referencesOfPiece = 0;
    lab.scanned = policy.scanned;
    lab.walked = policy.walked;
  }

  /** Makes references from the one numbered `first` up to, not including, the one numbered `stop`; returns that. */
  @inline
  private stretch<P extends Replacement<Lab>>(policy: P, first: u32, stop: u32): u32 {
    const lab = this.lab;
    const stream = this.stream;
    const states = lab.states;
    const frames = lab.frames;
    let resident = lab.resident;
    let faults: u32 = 0;
    let coldFaults: u32 = 0;
    let dirty: u32 = 0;
    let next = first;
    if (policy instanceof ArrivalsRecord) next = this.repeat(next, stop);
    let hits: u32 = 0;
    while (true) {
      if (policy instanceof Clock) {
        if (policy.load && hits < FEW_HITS) {
          lab.resident = resident;
          next = replayClockBlocks(lab, policy, stream, next, stop);
          resident = lab.resident;
        }
      }
      const began = next;
      next = this.hits<P>(policy, next, stop);
      hits = next - began;
      if (next === stop) break;
      lab.referencesOfPiece = next;
      const ref = stream[next++];
      const page = ref & PAGE_OF_REFERENCE;
      const dirtied = (ref >>> WRITE_SHIFT) * <u32>DIRTY;
      faults++;
      // Without a branch, since a first touch cannot be predicted.
      coldFaults += select<u32>(1, 0, states[page] === 0);
      policy.fault(page);
      let frame = resident;
      if (resident < frames) {
        resident++;
      } else {
        const victim = this.evict<P>(policy);
        dirty += <u32>(states[victim] & DIRTY);
        states[victim] = SEEN;
        if (policy instanceof PlacesRecord) frame = lab.standsIn[victim];
        else if (policy instanceof FramesRecord) frame = policy.victimFrame;
        if (policy instanceof BatchRecord && policy.unfinished) resident -= this.evictMore<P>(policy);
      }
      if (policy instanceof FramesRecord) lab.inFrame[frame] = page;
      if (policy instanceof PlacesRecord) lab.standsIn[page] = frame;
      states[page] = <u8>(<u32>(ACCESSED | READY | SEEN) | dirtied);
      policy.insert(page);
      if (policy instanceof ArrivalsRecord) next = this.repeat(next, stop);
    }
    lab.resident = resident;
    lab.faults += faults;
    lab.coldFaults += coldFaults;
    lab.dirtyEvictions += dirty / <u32>DIRTY;
    return stop;
  }

  /** Makes references from `first` on while they hit; returns the first that does not, or `stop`. */
  @inline
  private hits<P extends Replacement<Lab>>(policy: P, first: u32, stop: u32): u32 {
    const stream = this.stream;
    const states = this.lab.states;
    let next = first;
    for (; next < stop; next++) {
      const ref = stream[next];
      const page = ref & PAGE_OF_REFERENCE;
      const state = <u32>states[page];
      if ((state & <u32>READY) === 0) break;
      // Always storing is cheaper than a branch on whether the marks are set already.
      states[page] = <u8>(state | <u32>ACCESSED | ((ref >>> WRITE_SHIFT) * <u32>DIRTY));
      policy.hit(page);
    }
    return next;
  }

  /** The policy's next victim, after writing the pages that it wants written first; or `NONE`. */
  @inline
  private evict<P extends Replacement<Lab>>(policy: P): u32 {
    let page = policy.evict();
    if (policy instanceof WriterRecord) {
      for (; policy.writes; page = policy.evict()) this.lab.writeBack(page);
    }
    return page;
  }

  /** Evicts further pages that the policy gives up; returns how many. */
  private evictMore<P extends Replacement<Lab>>(policy: P): u32 {
    const lab = this.lab;
    let evicted: u32 = 0;
    for (; policy.unfinished; evicted++) {
      const victim = this.evict<P>(policy);
      if (victim === NONE) break;
      if ((lab.states[victim] & DIRTY) !== 0) lab.dirtyEvictions++;
      lab.states[victim] = SEEN;
    }
    return evicted;
  }

  /** Makes references from `first` on while they repeat an arrival that the policy ignores; returns the next one. */
  private repeat(first: u32, stop: u32): u32 {
    const lab = this.lab;
    const page = lab.overlooked;
    if (page === NONE) return first;
    for (let next = first; next < stop; next++) {
      const ref = this.stream[next];
      if ((ref & PAGE_OF_REFERENCE) !== page) {
        lab.overlooked = NONE;
        return next;
      }
      lab.states[page] |= <u8>(ref >>> WRITE_SHIFT) * DIRTY;
    }
    return stop;
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
  const lab = replay.lab;
  if (changetype<usize>(lab.recency) !== 0) {
    lab.recency.replay(lab, replay.stream, count);
    lab.references += count;
    return;
  }
  replay.count = count;
  const policy = lab.policy;
  changetype<LabRegistry>(<usize>0).apply<Lab, Run>(policy.kind, policy.own, changetype<usize>(replay));
}
