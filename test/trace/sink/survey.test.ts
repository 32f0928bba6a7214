import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Histogram } from "../../../src/trace/sink/histogram.ts";
import { Surveyor } from "../../../src/trace/sink/survey.ts";

function survey(pages: readonly number[]) {
  const surveyor = new Surveyor();
  for (const page of pages) surveyor.reference(page, page % 2 === 1);
  return surveyor.survey();
}

describe("a survey", () => {
  it("counts what comes back, and when", () => {
    // Page 9 comes back after 1 and 4 references, page 4 after 2.
    expect(survey([9, 9, 4, 7, 4, 9])).toEqual({
      references: 6,
      writes: 4,
      distinctPages: 3,
      reuse: { references: 3, share: 0.5, median: 2, p90: 4, p99: 4, longest: 4 },
      footprint: { referencesPerPoint: 1, pages: [1, 1, 2, 3, 3, 3] },
    });
  });

  it("of a loop finds its length", () => {
    const loop = Array.from({ length: 5000 }, (_, n) => n % 50);
    expect(survey(loop).reuse).toEqual({ references: 4950, share: 0.99, median: 50, p90: 50, p99: 50, longest: 50 });
  });

  it("of pages that never come back finds no reuse", () => {
    expect(survey([1, 2, 3]).reuse).toEqual({ references: 0, share: 0, median: 0, p90: 0, p99: 0, longest: 0 });
  });

  it("keeps the footprint at equal distances, however long the trace", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(90), { minLength: 1, maxLength: 3000, size: "max" }), (pages) => {
        const { footprint } = survey(pages);
        const { referencesPerPoint: stride } = footprint;
        expect(footprint.pages.length).toBe(Math.floor(pages.length / stride));
        expect(footprint.pages.length).toBeLessThanOrEqual(256);
        footprint.pages.forEach((count, point) => {
          expect(count).toBe(new Set(pages.slice(0, (point + 1) * stride)).size);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe("a histogram", () => {
  it("gives percentiles by nearest rank, exactly below 4096 and to within 1/2048 above", () => {
    const value = fc.oneof(fc.integer({ min: 1, max: 4095 }), fc.integer({ min: 1, max: 2 ** 40 }), fc.maxSafeNat());
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (raw, percent) => {
          const values = raw.map((one) => Math.max(1, one));
          const histogram = new Histogram();
          for (const one of values) histogram.add(one);
          const sorted = values.toSorted((a, b) => a - b);
          const share = percent / 100;
          const exact = sorted[Math.max(1, Math.ceil(share * values.length)) - 1] ?? 0;
          const said = histogram.percentile(share);
          expect(said).toBeLessThanOrEqual(exact);
          expect(exact - said).toBeLessThanOrEqual(exact < 4096 ? 0 : exact / 2048);
          expect(histogram.largest).toBe(sorted.at(-1));
          expect(histogram.total).toBe(values.length);
        },
      ),
    );
  });
});
