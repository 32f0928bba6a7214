import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WRITE } from "../../../src/workload/stream.ts";
import { labWith } from "../../lab/memory.ts";
import { type Textbook, TextbookAging, TextbookEnhancedClock, TextbookNru, TextbookWsclock } from "./textbook.ts";

/** Loops, and jumps between a few pages that are hot and many that are not; one in a few a write. */
const references = (pages: number) =>
  fc
    .array(
      fc.tuple(
        fc.nat(pages - 1),
        fc.integer({ min: 1, max: pages }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 7 }),
      ),
      {
        minLength: 1,
        maxLength: 30,
      },
    )
    .map((stretches) =>
      Uint32Array.from(
        stretches.flatMap(([first, span, count, writeEvery]) =>
          Array.from(
            { length: count },
            (_, at) => ((first + ((at * 7) % span)) % pages) + (at % writeEvery === 0 ? WRITE : 0),
          ),
        ),
      ),
    );

const PAGES = 150;
/** So many that going back to the references since the last tick is faster than looking at all pages. */
const MANY_PAGES = 2000;
const small = fc.integer({ min: 1, max: 90 });

describe.each<[string, string | undefined, (value: number) => Textbook]>([
  ["enhanced-clock", undefined, () => new TextbookEnhancedClock()],
  ["nru", "period", (period) => new TextbookNru(period)],
  ["aging", "period", (period) => new TextbookAging(period)],
  ["wsclock", "tau", (tau) => new TextbookWsclock(tau)],
])("%s", (name, parameter, textbook) => {
  it("counts in pieces of any size what a slow replay by the book counts", async () => {
    await fc.assert(
      fc.asyncProperty(
        references(PAGES),
        fc.integer({ min: 1, max: 140 }),
        small,
        fc.constantFrom(PAGES, MANY_PAGES),
        fc.integer({ min: 1, max: 1000 }),
        async (refs, frames, value, pages, piece) => {
          const parameters = parameter === undefined ? {} : { [parameter]: value };
          const lab = await labWith(name, pages, frames, parameters);
          for (let next = 0; next < refs.length; next += piece) {
            lab.replay(refs.subarray(next, next + piece));
            lab.check();
          }
          const { faults, dirtyEvictions, writeBacks } = lab.counters();
          expect({ faults, dirtyEvictions, writeBacks }).toEqual(textbook(value).replay(frames, refs));
        },
      ),
      { numRuns: 300 },
    );
  });
});

it("gclock that counts to 1 is clock", async () => {
  await fc.assert(
    fc.asyncProperty(references(60), fc.integer({ min: 1, max: 50 }), async (refs, frames) => {
      const run = async (name: string, given?: Record<string, number>) => {
        const lab = await labWith(name, 60, frames, given);
        lab.replay(refs);
        return lab.counters();
      };
      expect(await run("gclock", { max: 1 })).toEqual(await run("clock"));
    }),
  );
});
