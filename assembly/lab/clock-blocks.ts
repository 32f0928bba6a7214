import { Column } from "../memory/column";
import { Clock } from "../replacement/clock";
import { ACCESSED, DIRTY, PAGE_OF_REFERENCE, READY, WRITE_SHIFT } from "../state/entry";
import { Lab, SEEN } from "./lab";

/** References in a block. */
const BLOCK: u32 = 64;
/** With fewer faults in a block few branches are mispredicted, and the caller's loop costs less. */
const FEW_FAULTS: u32 = 4;
/** The page is referenced in the current block, or evicted for it. A bit next to the marks of a page's state. */
const AWAITED: u8 = 16;

/** For the current block: the pages that come in, and their frames. One more than needed, because a place is written before it is counted. */
const arrivals = changetype<Column<u32>>(memory.data(4 * (BLOCK + 1)));
const places = changetype<Column<u32>>(memory.data(4 * (BLOCK + 1)));

/**
 * Replays blocks of references on CLOCK with pages that come in accessed, without a branch that depends on the next page. Mispredicted branches
 * are most of the cost of a plain replay: this has 1.8 times its speed, with Zipf's law and with equally likely pages. For each block it finds
 * the faults, moves the hand to as many frames, exchanges the pages in them, and sets all marks of the block. This is exact unless the hand
 * meets a page of the block. In that case it finishes all before that fault, and the caller goes on from there. The caller also takes over
 * after a block of few faults. Returns the next reference.
 */
export function replayClockBlocks(lab: Lab, clock: Clock<Lab>, stream: Column<u32>, first: u32, stop: u32): u32 {
  const states = lab.states;
  const inFrame = lab.inFrame;
  const frames = lab.frames;
  let resident = lab.resident;
  let hand = clock.hand;
  let faults: u32 = 0;
  let coldFaults: u32 = 0;
  let dirty: u32 = 0;
  let scanned: u32 = 0;
  let next = first;
  let goesOn = true;
  while (goesOn && next + BLOCK <= stop) {
    const block = stream.from(next);
    const absent = look(states, block);
    let found = min<u32>(absent, frames - resident);
    for (let nth: u32 = 0; nth < found; nth++) coldFaults += arrive(states, inFrame, arrivals[nth], resident + nth);
    resident += found;
    const filled = found;
    while (found < absent) {
      const candidate = inFrame[hand];
      const state = <u32>states[candidate];
      if ((state & AWAITED) !== 0) break;
      const leaves = ~state & ACCESSED;
      // A page that leaves stops the hand too, if the hand comes round to it.
      states[candidate] = <u8>((state & ~(<u32>ACCESSED)) | (leaves * <u32>AWAITED));
      places[found] = hand;
      found += leaves;
      hand = select<u32>(0, hand + 1, hand + 1 === frames);
      scanned++;
    }
    for (let nth = filled; nth < found; nth++) {
      const victim = inFrame[places[nth]];
      dirty += <u32>states[victim] & DIRTY;
      states[victim] = SEEN;
      coldFaults += arrive(states, inFrame, arrivals[nth], places[nth]);
    }
    faults += found;
    const isWhole = found === absent;
    goesOn = isWhole && absent >= FEW_FAULTS;
    const done = isWhole ? BLOCK : indexOf(arrivals[found], block);
    finish(states, block, done);
    next += done;
  }
  lab.resident = resident;
  lab.faults += faults;
  lab.coldFaults += coldFaults;
  lab.dirtyEvictions += dirty / DIRTY;
  clock.hand = hand;
  clock.scanned += scanned;
  return next;
}

/** Marks the pages of a block as awaited, and writes down those that are not in memory; returns how many. */
function look(states: Column<u8>, block: Column<u32>): u32 {
  let absent: u32 = 0;
  for (let at: u32 = 0; at < BLOCK; at++) {
    const page = block[at] & PAGE_OF_REFERENCE;
    const state = <u32>states[page];
    arrivals[absent] = page;
    absent += select<u32>(1, 0, (state & (READY | AWAITED)) === 0);
    states[page] = <u8>(state | AWAITED);
  }
  return absent;
}

/** Puts an awaited page into a frame; returns 1 at its first touch. */
function arrive(states: Column<u8>, inFrame: Column<u32>, page: u32, frame: u32): u32 {
  const isFirst = (states[page] & SEEN) === 0;
  states[page] = READY | SEEN | AWAITED;
  inFrame[frame] = page;
  return select<u32>(1, 0, isFirst);
}

/** Sets the marks of a block's first `count` references. None of its pages is awaited any more. */
function finish(states: Column<u8>, block: Column<u32>, count: u32): void {
  for (let at: u32 = 0; at < count; at++) {
    const ref = block[at];
    const page = ref & PAGE_OF_REFERENCE;
    states[page] = <u8>((<u32>states[page] & ~(<u32>AWAITED)) | ACCESSED | ((ref >>> WRITE_SHIFT) * <u32>DIRTY));
  }
  for (let at = count; at < BLOCK; at++) states[block[at] & PAGE_OF_REFERENCE] &= ~AWAITED;
}

/** Which of the block's references is the first to a page that it has. */
function indexOf(page: u32, block: Column<u32>): u32 {
  let at: u32 = 0;
  while ((block[at] & PAGE_OF_REFERENCE) !== page) at++;
  return at;
}
