import { describe, expect, it } from "vitest";
import { inversePower } from "../../src/workload/random/power.ts";
import { SLOT_SHIFT, type ZipfTable, zipfTable } from "../../src/workload/random/zipf-table.ts";
import { chiSquareDeviations, frequencies, open, pattern, take } from "./phase.ts";

function law(pages: number, theta: number, references: number): number[] {
  const weights = Array.from({ length: pages }, (_, page) => (page + 1) ** -theta);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (weight / whole) * references);
}

/** Sums over neighbours until every sum is at least `least`. */
function grouped(
  expected: readonly number[],
  seen: Float64Array,
  least: number,
): { expected: number[]; seen: number[] } {
  const result = { expected: [0], seen: [0] };
  expected.forEach((value, page) => {
    const last = result.expected.length - 1;
    if ((result.expected[last] ?? 0) >= least) {
      result.expected.push(value);
      result.seen.push(seen[page] ?? 0);
    } else {
      result.expected[last] = (result.expected[last] ?? 0) + value;
      result.seen[last] = (result.seen[last] ?? 0) + (seen[page] ?? 0);
    }
  });
  return result;
}

/** A slot's words: its cut, then the first page and the width of the other bucket and of its own. */
function slotOf({ slots }: ZipfTable, slot: number): Int32Array {
  return slots.subarray(slot << SLOT_SHIFT, (slot + 1) << SLOT_SHIFT);
}

/** Every bucket's width by its first page, in order: those of the slots that are their own. */
function bucketsOf(table: ZipfTable): Map<number, number> {
  const own = Array.from(table.cutFraction, (_, slot) => slotOf(table, slot).subarray(3));
  return new Map(own.filter(([, width = 0]) => width > 0).map(([first = 0, width = 0]) => [first, width]));
}

describe("zipf", () => {
  const references = 2_000_000;

  it.each([0, 0.5, 0.8, 0.99, 1, 1.2, 2, 3])("follows the law at every rank of a few, theta %f", (theta) => {
    for (const pages of [2, 10, 100]) {
      const seen = frequencies(take(open(pattern("zipf", { theta }), pages), references), pages);
      const groups = grouped(law(pages, theta, references), seen, 20);
      expect(Math.abs(chiSquareDeviations(groups.seen, groups.expected))).toBeLessThan(4);
    }
  });

  it.each([0, 0.5, 0.99, 1, 1.5])("follows the law among many ranks, theta %f", (theta) => {
    for (const pages of [1000, 300_000]) {
      const seen = frequencies(take(open(pattern("zipf", { theta }), pages), references), pages);
      const groups = grouped(law(pages, theta, references), seen, 200);
      expect(Math.abs(chiSquareDeviations(groups.seen, groups.expected))).toBeLessThan(4);
    }
  });

  it.each([0.5, 1, 3])("has no seam at the borders of its buckets, theta %f", (theta) => {
    const pages = 20_000;
    const seen = frequencies(take(open(pattern("zipf", { theta }), pages, { place: { seed: 7 } }), references), pages);
    const expected = law(pages, theta, references);
    const groups = { seen: [0, 0, 0], expected: [0, 0, 0] };
    const first = new Set(bucketsOf(zipfTable(pages, theta)).keys());
    expected.forEach((value, page) => {
      const where = first.has(page) ? 0 : first.has(page + 1) ? 1 : 2;
      groups.seen[where] = (groups.seen[where] ?? 0) + (seen[page] ?? 0);
      groups.expected[where] = (groups.expected[where] ?? 0) + value;
    });
    const usable = groups.expected.findIndex((value) => value < 20);
    if (usable === -1) expect(Math.abs(chiSquareDeviations(groups.seen, groups.expected))).toBeLessThan(4);
    else expect(Math.abs((groups.seen[usable] ?? 0) - (groups.expected[usable] ?? 0))).toBeLessThan(30);
  });

  it("follows the law of the region it has grown to", () => {
    const pages = 1000;
    const phase = { growFromPages: 999, durationNs: 4e12 };
    const seen = frequencies(
      take(open(pattern("zipf", { theta: 1 }), 1500, { phase: { ...phase, growFromPages: pages } }), 300),
      1500,
    );
    expect(seen.subarray(pages + 5).every((count) => count === 0)).toBe(true);
    const almost = frequencies(take(open(pattern("zipf", { theta: 1 }), pages, { phase }), references), pages);
    expect(Math.abs(chiSquareDeviations(almost.subarray(0, 999), law(999, 1, references)))).toBeLessThan(4);
  });

  it("covers its region with buckets, none missing, none twice", () => {
    for (const pages of [1, 2, 63, 64, 65, 127, 128, 4097, 2 ** 21, 2 ** 30]) {
      let next = 0;
      for (const [firstPage, width] of bucketsOf(zipfTable(pages, 0.7))) {
        expect(firstPage).toBe(next);
        next += width;
      }
      expect(next).toBe(pages);
    }
  });

  it("draws buckets with their chances: the alias table adds up to them", () => {
    for (const [pages, theta] of [
      [1, 1],
      [2, 3],
      [500, 0],
      [2 ** 21, 0.99],
      [2 ** 30, 3],
    ] as const) {
      const table = zipfTable(pages, theta);
      const chances = new Map<number, number>();
      const slotChance = 2 ** (table.slotShift - 32);
      const add = (firstPage: number, chance: number) => chances.set(firstPage, (chances.get(firstPage) ?? 0) + chance);
      table.cutFraction.forEach((fraction, slot) => {
        const [cut = 0, two = 0, , one = 0] = slotOf(table, slot);
        const own = ((cut >>> 0) + fraction) / 2 ** (table.slotShift - 1) - slot;
        if (own > 0) add(one, own * slotChance);
        if (own < 1) add(two, (1 - own) * slotChance);
      });
      const weights = Array.from(bucketsOf(table), ([first, width]) => [first, width * (first + 1) ** -theta] as const);
      const whole = weights.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [first, weight] of weights) {
        expect(Math.abs((chances.get(first) ?? 0) - weight / whole)).toBeLessThan(1e-13);
      }
    }
  });
});

describe("inverse power", () => {
  it("is that of Math.pow", () => {
    for (let value = 1; value < 2 ** 31; value *= 1.37) {
      for (const exponent of [0, 0.1, 0.5, 0.99, 1, 1.7, 3]) {
        expect(inversePower(value, exponent) / value ** -exponent - 1).toBeCloseTo(0, 13);
      }
    }
  });
});
