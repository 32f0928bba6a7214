import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Claim, type CurvePoint, costAt, divide, lowerHull } from "../../src/manager/division.ts";

const points = (...pairs: readonly (readonly [number, number])[]): CurvePoint[] =>
  pairs.map(([bytes, cost]) => ({ bytes, cost }));

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe("the lower hull", () => {
  it("bridges a plateau before a cliff, and keeps what is convex", () => {
    expect(lowerHull(points([0, 10], [1, 10], [2, 10], [3, 1], [4, 0]))).toEqual(points([0, 10], [3, 1], [4, 0]));
    expect(lowerHull(points([0, 9], [1, 4], [2, 1], [3, 0]))).toEqual(points([0, 9], [1, 4], [2, 1], [3, 0]));
  });
});

describe("division by marginal benefit, worked by hand", () => {
  const steep: Claim = { leastBytes: 0, mostBytes: 4, curve: points([0, 12], [1, 4], [2, 2], [4, 0]) };
  const flat: Claim = { leastBytes: 0, mostBytes: 4, curve: points([0, 6], [2, 0]) };

  it("gives each piece to whom it is worth most", () => {
    // A byte is worth 8, then 2, then 1 to the first, and 3 for two bytes to the second.
    expect(divide([steep, flat], 1)).toEqual([1, 0]);
    expect(divide([steep, flat], 3)).toEqual([1, 2]);
    expect(divide([steep, flat], 4)).toEqual([2, 2]);
    expect(divide([steep, flat], 6)).toEqual([4, 2]);
  });

  it("shares out evenly what is worth nothing, up to what each can have", () => {
    expect(divide([steep, flat], 7)).toEqual([4, 3]);
    expect(divide([steep, flat], 100)).toEqual([4, 4]);
  });

  it("begins with everybody's least, also when that is too much", () => {
    expect(divide([steep, { ...flat, leastBytes: 1 }], 2)).toEqual([1, 1]);
    expect(divide([steep, { ...flat, leastBytes: 3 }], 2)).toEqual([0, 3]);
  });
});

describe("division by marginal benefit", () => {
  /** A convex curve over 0 … 6 with whole numbers: slopes that get flatter. */
  const convex = fc
    .array(fc.integer({ min: 0, max: 20 }), { minLength: 6, maxLength: 6 })
    .map((drops) => drops.toSorted((a, b) => b - a))
    .map((drops) => [0, 1, 2, 3, 4, 5, 6].map((bytes) => ({ bytes, cost: sum(drops.slice(bytes)) })));

  const claim: fc.Arbitrary<Claim> = fc.record({
    curve: convex,
    leastBytes: fc.integer({ min: 0, max: 3 }),
    mostBytes: fc.integer({ min: 3, max: 6 }),
  });

  it("loses no more than any other division of the same memory", () => {
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 18 }), (claims, bytes) => {
        const least = claims.reduce((sum, { leastBytes }) => sum + leastBytes, 0);
        fc.pre(least <= bytes);
        const cost = (sizes: readonly number[]) =>
          claims.reduce((sum, { curve }, at) => sum + costAt(curve, sizes[at] ?? 0), 0);
        const sizes = divide(claims, bytes);
        const most = claims.reduce((sum, { mostBytes }) => sum + mostBytes, 0);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeCloseTo(Math.min(bytes, most), 9);
        claims.forEach(({ leastBytes, mostBytes }, at) => {
          expect(sizes[at]).toBeGreaterThanOrEqual(leastBytes);
          expect(sizes[at]).toBeLessThanOrEqual(mostBytes + 1e-9);
        });
        const others = allDivisions(claims, bytes).map(cost);
        expect(cost(sizes)).toBeLessThanOrEqual(Math.min(...others) + 1e-9);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every division in whole bytes of no more than there is. */
function allDivisions(claims: readonly Claim[], bytes: number): number[][] {
  const [first, ...rest] = claims;
  if (first === undefined) return [[]];
  const divisions: number[][] = [];
  for (let size = first.leastBytes; size <= Math.min(first.mostBytes, bytes); size++) {
    for (const others of allDivisions(rest, bytes - size)) divisions.push([size, ...others]);
  }
  return divisions;
}
