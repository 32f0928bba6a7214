import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { livesOf } from "../../src/import/model/life.ts";
import { demandInWords, demandsOf, off, type Sample, silent } from "../../src/import/model/sample.ts";
import { pointsOf, thin } from "../../src/import/write/points.ts";

const MIB = 2 ** 20;

/** A moment with so many MiB of programs and cache. */
const moment = (
  time: number,
  anonymous: number | null,
  cache: number | null = null,
  majorFaults: number | null = null,
): Sample => ({
  ...silent(time),
  anonymousBytes: anonymous === null ? null : anonymous * MIB,
  cacheBytes: cache === null ? null : cache * MIB,
  majorFaults,
});

describe("demand by a driver's statistics", () => {
  const all = { total: 1000, free: 100, usable: 700, caches: 500 };

  it.each([
    [all, { anonymousBytes: 400, cacheBytes: 500 }, "MemTotal - MemFree - page cache; page cache"],
    [
      { ...all, caches: null },
      { anonymousBytes: 300, cacheBytes: 600 },
      "MemTotal - MemAvailable; MemAvailable - MemFree as page cache",
    ],
    [{ ...all, free: null, caches: null }, { anonymousBytes: 300, cacheBytes: null }, "MemTotal - MemAvailable"],
    [
      { ...all, usable: null, caches: null },
      { anonymousBytes: 900, cacheBytes: null },
      "MemTotal - MemFree, in which page cache counts as used",
    ],
    [{ ...all, total: null }, { anonymousBytes: null, cacheBytes: null }, expect.any(String)],
  ])("%o is %o", (statistics, demand, words) => {
    expect(demandsOf([statistics])).toEqual([demand]);
    expect(demandInWords([statistics])).toEqual(words);
  });

  it("is not known where a number is missing that the others have: it would mean something else", () => {
    expect(demandsOf([all, { ...all, caches: null }, all, null])[1]).toEqual({
      anonymousBytes: null,
      cacheBytes: null,
    });
    expect(demandsOf([all, { ...all, caches: null }, all, null])[3]).toEqual({
      anonymousBytes: null,
      cacheBytes: null,
    });
  });
});

describe("the lives of a VM", () => {
  it("begin where it is seen again after it was off, and end where it is seen off", () => {
    const [first, second, third] = [moment(10, 1), moment(20, 2), moment(50, 3)];
    expect(livesOf([first, second, off(30), off(40), third])).toEqual([
      { boot: null, shutdown: 30, samples: [first, second], restarts: [] },
      { boot: 50, shutdown: null, samples: [third], restarts: [] },
    ]);
    expect(livesOf([off(10), off(20)])).toEqual([]);
  });

  it("know a restart by a counter that begins again", () => {
    const [life] = livesOf([moment(0, 1, null, 50), moment(10, 1, null, 70), moment(20, 1), moment(30, 1, null, 5)]);
    expect(life?.restarts).toEqual([30]);
  });
});

describe("points", () => {
  it("count from the boot, in whole pages, without moments of which nothing is known", () => {
    const half = { ...moment(107, 1), anonymousBytes: MIB + 2047 };
    expect(pointsOf([moment(100, 3, 1), silent(105), half, moment(109, null, 2)], 100)).toEqual([
      { at: 0, anonymous: 3 * MIB, cache: MIB, faults: null },
      { at: 7, anonymous: MIB, cache: null, faults: null },
      { at: 9, anonymous: null, cache: 2 * MIB, faults: null },
    ]);
    expect(pointsOf([silent(0), moment(1, null, 5)], 0)).toEqual([]);
  });

  it("have the faults per second since the last count, and none after a restart", () => {
    const samples = [
      moment(0, 1, 1, 10),
      moment(10, 1, 1),
      moment(20, 1, 1, 50),
      moment(30, 1, 1, 5),
      moment(40, 1, 1, 10),
    ];
    expect(pointsOf(samples, 0).map(({ faults }) => faults)).toEqual([null, null, 2, null, 0.5]);
    expect(pointsOf([moment(0, 1, 1, 7), moment(1, 1, 1, 7)], 0).map(({ faults }) => faults)).toEqual([null, null]);
  });

  it("on the line between others are left out, and no value that is not known becomes one", () => {
    const points = pointsOf(
      [moment(0, 0), moment(10, 10), moment(20, 20), moment(30, 0), moment(40, 0), moment(50, 0)],
      0,
    );
    expect(thin(points, 100)).toEqual({ points: [0, 2, 3, 5].map((i) => points[i]), within: 0 });
    const gap = pointsOf([moment(0, 1, 1), moment(10, null, 1), moment(20, 1, 1)], 0);
    expect(thin(gap, 100).points).toEqual(gap);
  });

  it("are thinned to a number, and none that is left out is farther from the line than is said", () => {
    const values = fc.array(fc.integer({ min: 0, max: 4096 }), { minLength: 3, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 50 }), (mebibytes, most) => {
        const points = pointsOf(
          mebibytes.map((value, i) => moment(i, value)),
          0,
        );
        const { points: kept, within } = thin(points, most);
        expect(kept.length).toBeLessThanOrEqual(Math.max(most, within === 0 ? points.length : most));
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
        for (const { at, anonymous } of points) {
          const after = kept.findIndex((point) => point.at >= at);
          const [low, high] = [kept[Math.max(0, after - 1)], kept[after]];
          const share =
            low === high || low?.at === high?.at ? 1 : (at - (low?.at ?? 0)) / ((high?.at ?? 0) - (low?.at ?? 0));
          const line = (low?.anonymous ?? 0) + ((high?.anonymous ?? 0) - (low?.anonymous ?? 0)) * share;
          expect(Math.abs(line - (anonymous ?? 0))).toBeLessThanOrEqual(within + 1e-3);
        }
      }),
    );
  });
});
