import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labModule } from "#engine";
import { runHere } from "../../src/lab/job.ts";
import { replayWith } from "../../src/lab/replay.ts";
import { curveText } from "../../src/report/lab/curve-text.ts";
import { replayText } from "../../src/report/lab/replay-text.ts";
import { Condenser } from "../../src/trace/sink/condense.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { curveOf, traceOf } from "./traces.ts";

const raw = fc
  .array(fc.tuple(fc.nat(40), fc.boolean()), { minLength: 30, maxLength: 600, size: "max" })
  .map((accesses) => {
    const numbers = new Map<number, number>();
    return accesses.map(([page, write]) => {
      const number = numbers.get(page) ?? numbers.size;
      numbers.set(page, number);
      return (number | (write ? 0x8000_0000 : 0)) >>> 0;
    });
  });

/** The trace as `trace record --filter` leaves it. */
function condensed(references: readonly number[], filter: number, isCountKnown = true): Trace {
  const condenser = new Condenser(filter);
  for (const word of references) condenser.reference(word & 0x7fff_ffff, word >= 0x8000_0000);
  const { references: kept, distinctPages, writes, rawReferences } = condenser.result();
  const originalReferences = isCountKnown ? rawReferences : null;
  return {
    ...{ name: "kept.btrace", format: "ballonet", references: kept, distinctPages, writes },
    ...{ condensedFrames: filter, originalReferences },
  };
}

const replayOf = async (trace: Trace, frames: (number | string)[], policies = ["lru"]) =>
  replayWith(await labModule(), runHere, trace, { policies, frames });

const columns = { columns: 400, colour: false };

describe("a condensed trace", () => {
  it("has the curve of the whole run from its bound up, ratios included, and none below", async () => {
    await fc.assert(
      fc.asyncProperty(raw, fc.integer({ min: 1, max: 12 }), async (references, filter) => {
        const whole = await curveOf(traceOf(references));
        const curve = await curveOf(condensed(references, filter));
        const least = Math.min(filter, whole.trace.distinctPages);
        expect(curve.leastFrames).toBe(least);
        expect([...curve.faults.subarray(least)]).toEqual([...whole.faults.subarray(least)]);
        expect(curve.faults.subarray(0, least).every(Number.isNaN)).toBe(true);
        for (const { frames } of curve.knees) expect(frames).toBeGreaterThan(least);
        const { results } = await replayOf(condensed(references, filter), [least, "100%"]);
        for (const { faultRatio, frames } of results) {
          expect(faultRatio).toBe((whole.faults[frames] ?? 0) / references.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("is not replayed on fewer frames, and no curve of it is asked for there", async () => {
    const trace = condensed([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0], 3);
    const sentence =
      "kept.btrace is condensed: hits in 3 frames of LRU are left out, so it is not valid for 2 frames: ask for 3 or more";
    await expect(replayOf(trace, [3, 2])).rejects.toThrow(sentence);
    await expect(curveOf(trace, { frames: [2] })).rejects.toThrow(sentence);
    await expect(curveOf(trace, { windows: [5] })).rejects.toThrow(
      "kept.btrace is condensed, so windows in references",
    );
    // Usual sizes are taken where they mean something.
    expect((await curveOf(trace, { policies: ["fifo"] })).frames).toEqual([3, 4]);
  });

  it("is reported with its bound and the references of its run", async () => {
    const trace = condensed([0, 1, 2, 3, 4, 4, 4, 4, 0, 1, 2, 3, 4, 4, 4, 4, 0], 3);
    const text = curveText(await curveOf(trace, { frames: [3, 4] }), columns);
    expect(text).toContain("Condensed: references that hit in 3 frames of LRU were removed.");
    expect(text).toContain("Exact from 3 frames up");
    expect(text).not.toContain("Exact: every");
    const table = replayText(await replayOf(trace, [3]), columns);
    expect(table).toContain("Faults, and in % of the run's references");
    // 11 of 17 references fault with 3 frames.
    expect(table).toMatch(/^lru +11 +64\.71\+/mu);
  });

  it("has counts and no ratios when the references of its run are not known", async () => {
    const trace = condensed([0, 1, 2, 3, 4, 4, 4, 4, 0, 1, 2, 3, 4, 4, 4, 4, 0], 3, false);
    const report = await replayOf(trace, [3]);
    expect(report.trace).toMatchObject({ originalReferences: null, condensedFrames: 3 });
    expect(report.results[0]).toMatchObject({ faults: 11, faultRatio: null });
    const table = replayText(report, columns);
    expect(table).toMatch(/^lru +11\+ +idealised/mu);
    expect(table).not.toMatch(/ratio, %|NaN/u);
    const text = curveText(await curveOf(trace, { frames: [3], policies: ["fifo"] }), columns);
    expect(text).toContain("so there are no fault ratios");
    expect(text).toContain("First touches fault at any size: 5 faults.");
    expect(text).not.toMatch(/[\d.]+ %|NaN/u);
  });
});
