import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byMissRatio } from "../../../src/manager/by-miss-ratio/by-miss-ratio.ts";
import { type Claim, type CurvePoint, costAt, divide, lowerHull } from "../../../src/manager/by-miss-ratio/division.ts";
import { sizesByRecency } from "../../../src/manager/by-miss-ratio/recency.ts";
import type { MissCurve, VmView } from "../../../src/manager/manager.ts";
import { answer, snapshot, vmView } from "../snapshot.ts";

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

describe("sizes under one LRU over all", () => {
  it("are equal for equal curves, and in proportion to rates that do not fall", () => {
    const falling = points([0, 10], [8, 0]);
    expect(sizesByRecency([falling, falling], 8)).toEqual([expect.closeTo(4, 6), expect.closeTo(4, 6)]);
    const steady = (rate: number) => points([0, rate], [100, rate]);
    expect(sizesByRecency([steady(3), steady(1)], 40)).toEqual([expect.closeTo(30, 6), expect.closeTo(10, 6)]);
  });

  it("end where nothing faults any more", () => {
    const [first = 0, second = 0] = sizesByRecency([points([0, 10], [2, 0]), points([0, 10], [3, 0])], 50);
    expect(first).toBeLessThanOrEqual(2);
    expect(second).toBeLessThanOrEqual(3);
  });
});

describe("by-miss-ratio, worked by hand", () => {
  const GIB = 1024 ** 3;
  const parameters = { reserve: 0, horizon: 30e9, gain: 4, wait: 100e6 };
  const curve = (faultsPerSecond: readonly number[], differences: Partial<MissCurve> = {}): MissCurve => ({
    sizesBytes: faultsPerSecond.map((_, at) => at * GIB),
    faultsPerSecond,
    faultNs: 1e5,
    pageBytes: 4096,
    newBytes: 0,
    leastBytes: 0,
    ...differences,
  });
  const sizes = (vms: readonly VmView[], freeBytes: number, highBytes = 0) =>
    byMissRatio
      .decide(
        snapshot(vms, { memoryBytes: 9 * GIB, freeBytes, lowBytes: 0, highBytes }),
        byMissRatio.start(parameters),
        parameters,
      )
      .targets.map(({ vm, bytes }) => [vm, bytes / GIB]);
  const vm = (index: number, differences: Partial<VmView>) =>
    vmView(index, { minimumBytes: 0, targetBytes: 4 * GIB, actualBytes: 4 * GIB, ...differences });

  it("asks nothing of anybody while there is enough", () => {
    const rests = { backedBytes: 2 * GIB, statistics: answer(2 * GIB), curve: curve([9, 5, 0]) };
    expect(sizes([vm(0, rests), vm(1, rests)], 5 * GIB)).toEqual([]);
  });

  it("gives a balloon back to a VM that is about to need it", () => {
    const ballooned = {
      actualBytes: 2 * GIB,
      targetBytes: 2 * GIB,
      backedBytes: 1.5 * GIB,
      statistics: answer(0.5 * GIB),
    };
    const needy = vm(0, { ...ballooned, curve: curve([9, 5, 0], { newBytes: GIB }) });
    expect(sizes([needy], 7 * GIB)).toEqual([[0, 4]]);
  });

  it("takes the host's memory behind what a guest has free when memory gets short, and no more", () => {
    const freed = vm(0, { backedBytes: 4 * GIB, statistics: answer(3 * GIB), curve: curve([9, 0]) });
    const grows = vm(1, {
      backedBytes: 3 * GIB,
      statistics: answer(GIB),
      curve: curve([9, 5, 1, 0], { newBytes: GIB }),
    });
    // 1 GiB in use and a twentieth of its memory of 4 GiB; the other is about to need all it has.
    expect(sizes([freed, grows], 0)).toEqual([[0, expect.closeTo(1.2, 2)]]);
  });

  it("leaves a guest what its kernel keeps free, and is not short for that", () => {
    const keeps = { ...answer(3 * GIB), highBytes: GIB };
    const freed = vm(0, { backedBytes: 4 * GIB, statistics: keeps, curve: curve([9, 9, 0]) });
    const grows = vm(1, {
      backedBytes: 3 * GIB,
      statistics: answer(GIB),
      curve: curve([9, 5, 1, 0], { newBytes: GIB }),
    });
    // 1 GiB in use, 1 GiB below the watermark, and a twentieth of its memory.
    expect(sizes([freed, grows], 0)).toEqual([[0, expect.closeTo(2.2, 2)]]);
    // A size that leaves all of this is no reason to deflate.
    const cut = { actualBytes: 2.25 * GIB, targetBytes: 2.25 * GIB, backedBytes: GIB };
    const rests = vm(0, { ...cut, statistics: { ...keeps, freeBytes: 1.25 * GIB }, curve: curve([9, 9, 0]) });
    expect(sizes([rests], GIB)).toEqual([]);
    // What it uses, what comes and what its kernel keeps are 2.2 of 2.25 GiB.
    const soon = vm(0, {
      ...cut,
      statistics: { ...keeps, freeBytes: 1.25 * GIB },
      curve: curve([9, 9, 0], { newBytes: 0.2 * GIB }),
    });
    expect(sizes([soon], 2 * GIB)).toEqual([[0, 4]]);
  });

  it("counts memory touched for the first time once: the curve reaches behind it", () => {
    const comes = { backedBytes: 2 * GIB, statistics: answer(2 * GIB), curve: curve([9, 5, 2, 0], { newBytes: GIB }) };
    expect(sizes([vm(0, comes), vm(1, comes)], 2 * GIB)).toEqual([]);
  });

  it("divides where that saves far more than it costs: a loop that does not fit keeps everybody else out", () => {
    const full = { backedBytes: 4 * GIB, statistics: answer(0) };
    const loops = vm(0, { ...full, curve: curve([1e6, 1e6, 1e6, 1e6, 1e6, 1e6]) });
    const fits = vm(1, { ...full, curve: curve([9e5, 6e5, 3e5, 1, 0]) });
    // 7 GiB are available: one LRU would leave the loop more than half of them, and it faults at any size.
    expect(sizes([loops, fits], 0, GIB)).toEqual([[0, 3]]);
  });
});
