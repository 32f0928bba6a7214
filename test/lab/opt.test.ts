import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultsOf, traceOf } from "./traces.ts";

/** The least faults over every choice of victims. */
function leastFaults(references: readonly number[], frames: number): number {
  const known = new Map<string, number>();
  const from = (at: number, held: readonly number[]): number => {
    const page = references[at];
    if (page === undefined) return 0;
    if (held.includes(page)) return from(at + 1, held);
    const key = `${at}:${held.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const choices =
      held.length < frames ? [[...held, page]] : held.map((victim) => [...held.filter((one) => one !== victim), page]);
    const least = 1 + Math.min(...choices.map((choice) => from(at + 1, choice.toSorted())));
    known.set(key, least);
    return least;
  };
  return from(0, []);
}

const strings = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 18 });

describe("opt", () => {
  it("faults as rarely as any choice of victims can", async () => {
    await fc.assert(
      fc.asyncProperty(strings, fc.integer({ min: 1, max: 5 }), async (string, frames) => {
        expect(await faultsOf(traceOf(string), "opt", frames)).toBe(leastFaults(string, frames));
      }),
      { numRuns: 200 },
    );
  });

  it("is at most k/(k − h + 1) times better with h frames than LRU and FIFO with k (Sleator, Tarjan 1985)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.nat(),
        async (string, a, b) => {
          const trace = traceOf(string);
          const k = 1 + (a % 20);
          const h = 1 + (b % k);
          const bound = (k / (k - h + 1)) * (await faultsOf(trace, "opt", h)) + h;
          for (const policy of ["lru", "fifo"]) expect(await faultsOf(trace, policy, k)).toBeLessThanOrEqual(bound);
        },
      ),
      { numRuns: 60 },
    );
  });
});
