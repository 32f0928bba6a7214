import fc from "fast-check";
import { expect, it } from "vitest";
import { WRITE } from "../../src/workload/stream.ts";
import { labWith } from "../lab/memory.ts";
import { plays } from "../plays.ts";

/** CLOCK as its description has it, a page at a time: what it counts over these references. */
function clock(frames: number, references: Uint32Array) {
  const slots: { page: number; accessed: boolean; dirty: boolean }[] = [];
  const seen = new Set<number>();
  let hand = 0;
  const counted = { faults: 0, coldFaults: 0, dirtyEvictions: 0, scannedPages: 0, residentPages: 0 };
  for (const reference of references) {
    const page = reference % WRITE;
    const dirty = reference >= WRITE;
    const slot = slots.find((one) => one.page === page);
    if (slot !== undefined) {
      slot.accessed = true;
      slot.dirty ||= dirty;
      continue;
    }
    counted.faults++;
    if (!seen.has(page)) counted.coldFaults++;
    seen.add(page);
    const arrival = { page, accessed: true, dirty };
    if (slots.length < frames) {
      counted.residentPages = slots.push(arrival);
      continue;
    }
    for (; ; hand = (hand + 1) % frames) {
      counted.scannedPages++;
      const candidate = slots[hand];
      if (candidate?.accessed !== true) break;
      candidate.accessed = false;
    }
    if (slots[hand]?.dirty === true) counted.dirtyEvictions++;
    slots[hand] = arrival;
    hand = (hand + 1) % frames;
  }
  return counted;
}

/** Exact LRU, page after page: what it counts over these references. */
function lru(frames: number, references: Uint32Array) {
  /** The pages in memory, the latest used last, and whether each is dirty. */
  const stack = new Map<number, boolean>();
  const seen = new Set<number>();
  const counted = { faults: 0, coldFaults: 0, dirtyEvictions: 0, scannedPages: 0, residentPages: 0 };
  for (const reference of references) {
    const page = reference % WRITE;
    const wasDirty = stack.get(page);
    stack.delete(page);
    if (wasDirty === undefined) {
      counted.faults++;
      if (!seen.has(page)) counted.coldFaults++;
      seen.add(page);
      const [oldest] = stack;
      if (stack.size === frames && oldest !== undefined) {
        counted.scannedPages++;
        if (oldest[1]) counted.dirtyEvictions++;
        stack.delete(oldest[0]);
      }
    }
    stack.set(page, wasDirty === true || reference >= WRITE);
  }
  counted.residentPages = stack.size;
  return counted;
}

/** References that come back to recent pages often and to others now and then, so that a block holds pages the hand is at. */
const stretches = fc.array(
  fc.record({
    first: fc.nat(400),
    span: fc.integer({ min: 1, max: 200 }),
    length: fc.integer({ min: 1, max: 300 }),
    stride: fc.integer({ min: 1, max: 97 }),
    writeEvery: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 12 },
);

it.each([
  ["clock", clock],
  ["lru", lru],
] as const)("%s counts the same in pieces of any size as a model that takes page after page", async (name, model) => {
  await fc.assert(
    fc.asyncProperty(
      stretches,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 700 }),
      async (parts, frames, piece) => {
        const references = Uint32Array.from(
          parts.flatMap(({ first, span, length, stride, writeEvery }) =>
            Array.from(
              { length },
              (_, at) => first + ((at * at * stride) % span) + (at % writeEvery === 0 ? WRITE : 0),
            ),
          ),
        );
        const lab = await labWith(name, 600, frames);
        for (let next = 0; next < references.length; next += piece) {
          lab.replay(references.subarray(next, next + piece));
          lab.check();
        }
        expect(lab.counters()).toMatchObject(model(frames, references));
      },
    ),
    { numRuns: plays(150) },
  );
});
