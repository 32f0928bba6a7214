import fc from "fast-check";
import { expect, it } from "vitest";
import { course, faultsOf } from "../../lab/memory.ts";

const SILBERSCHATZ = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1];
const BELADY = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5];

// Worked by hand.
it.each([
  ["mru", SILBERSCHATZ, 3, "FFFF.FFF.FFFFFFFF.F."],
  ["mfu", BELADY, 3, "FFFFFFF..FF."],
])("%s on %j with %i frames", async (name, references, frames, expected) => {
  expect(await course(name, frames, references)).toBe(expected);
});

interface Held {
  readonly page: number;
  uses: number;
  last: number;
}

/** Faults of a memory that looks at all its pages for the one to lose. */
function slowly(references: readonly number[], frames: number, worse: (a: Held, b: Held) => number): number {
  const held: Held[] = [];
  let faults = 0;
  references.forEach((page, now) => {
    const there = held.find((one) => one.page === page);
    if (there !== undefined) {
      there.uses++;
      there.last = now;
      return;
    }
    faults++;
    if (held.length === frames) held.splice(held.indexOf(held.toSorted(worse)[0] ?? held[0]), 1);
    held.push({ page, uses: 1, last: now });
  });
  return faults;
}

it.each([
  ["mru", (a: Held, b: Held) => b.last - a.last],
  ["mfu", (a: Held, b: Held) => b.uses - a.uses || a.last - b.last],
])("%s loses the page that a slow memory finds", async (name, worse) => {
  const references = fc.array(fc.oneof(fc.nat(4), fc.nat(14)), { minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(references, fc.integer({ min: 1, max: 12 }), async (list, frames) => {
      expect(await faultsOf(name, frames, list)).toBe(slowly(list, frames, worse));
    }),
  );
});
