import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Demand } from "../../../src/scenario/scenario.ts";
import { valueAt } from "../../../src/scenario/series/series.ts";
import { openStream } from "../../../src/workload/open.ts";
import { phaseAfter } from "../../../src/workload/phases.ts";
import { CHUNK, hotChunks, hotPage, hotPages } from "../../../src/workload/series/hot.ts";
import { seriesReferences } from "../../../src/workload/series/phases.ts";
import { demandOf, type Given, play, playInUse, workloadOf } from "./demand.ts";

/** Pages in use of programs and of the cache. */
function countsOf(inUse: ReadonlySet<number>, series: Demand): { anonymous: number; cache: number } {
  const { pages, filePages } = workloadOf(series);
  const cache = [...inUse].filter((page) => page >= pages - filePages).length;
  return { anonymous: inUse.size - cache, cache };
}

const points = (most: number) =>
  fc
    .array(
      fc.record({
        after: fc.integer({ min: 1, max: 20 }),
        anonymous: fc.option(fc.integer({ min: 0, max: most }), { nil: undefined }),
        cache: fc.option(fc.integer({ min: 0, max: most }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((steps) => {
      let at = -(steps[0]?.after ?? 0);
      return steps.map(({ after, ...values }): Given => {
        at += after;
        const known = Object.entries(values).filter(([, value]) => value !== undefined);
        return { at, ...Object.fromEntries(known) };
      });
    })
    .map((given) => given.map((point, index) => (index === 0 ? { ...point, anonymous: point.anonymous ?? 7 } : point)));

const settings = fc.record({
  points: points(400),
  shape: fc.constantFrom("linear" as const, "stepped" as const),
  vcpus: fc.integer({ min: 1, max: 3 }),
  hotShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe("a series", () => {
  it("is worked out by hand: grows in a line, frees its last pages, then stays", () => {
    const series = demandOf([
      { at: 0, anonymous: 0 },
      { at: 10, anonymous: 4, cache: 2 },
      { at: 20, anonymous: 1 },
    ]);
    const seen = [...playInUse(series, 60e9)].map(({ phase, beginNs, inUse }) => ({
      endNs: beginNs + (phase.durationNs ?? 60e9 - beginNs),
      free: phase.free,
      inUse: [...inUse].sort((a, b) => a - b),
    }));
    // Programs use pages from 0 on, the cache pages 5 and 4; the cache is known at one point only.
    expect(seen).toEqual([
      { endNs: 2.5e9, free: null, inUse: [0, 4, 5] },
      { endNs: 5e9, free: null, inUse: [0, 1, 4, 5] },
      { endNs: 7.5e9, free: null, inUse: [0, 1, 2, 4, 5] },
      { endNs: 10e9, free: null, inUse: [0, 1, 2, 3, 4, 5] },
      { endNs: 13_333_333_333, free: { firstPage: 3, pages: 1 }, inUse: [0, 1, 2, 4, 5] },
      { endNs: 16_666_666_667, free: { firstPage: 2, pages: 1 }, inUse: [0, 1, 4, 5] },
      { endNs: 20e9, free: { firstPage: 1, pages: 1 }, inUse: [0, 4, 5] },
      { endNs: 30e9, free: null, inUse: [0, 4, 5] },
      { endNs: 60e9, free: null, inUse: [0, 4, 5] },
    ]);
  });

  it("has in use what it says when each phase ends: what grew less what was freed", () => {
    fc.assert(
      fc.property(settings, ({ points: given, ...more }) => {
        const series = demandOf(given, more);
        for (const { phase, beginNs, inUse } of playInUse(series, 200e9)) {
          const endNs = beginNs + (phase.durationNs ?? 0);
          const at = phase.durationNs === null ? beginNs : series.shape === "stepped" ? beginNs : endNs;
          const said = (curve: Demand["cache"]) => valueAt(curve, series, at) ?? 0;
          const { anonymous, cache } = countsOf(inUse, series);
          expect(Math.abs(anonymous - said(series.anonymous))).toBeLessThanOrEqual(1.01);
          expect(Math.abs(cache - said(series.cache))).toBeLessThanOrEqual(1.01);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("is at its points the same, linear or stepped", () => {
    fc.assert(
      fc.property(points(50), (given) => {
        const linear = demandOf(given);
        const stepped = demandOf(given, { shape: "stepped" });
        for (const { at, anonymous, cache } of given) {
          for (const [curve, value] of [
            [linear.anonymous, anonymous],
            [linear.cache, cache],
          ] as const) {
            if (value === undefined) continue;
            expect(valueAt(curve, linear, at * 1e9)).toBe(value);
            expect(valueAt(curve, stepped, at * 1e9)).toBe(value);
          }
        }
      }),
    );
  });

  it("goes straight across a gap, or keeps the value before it", () => {
    const given = [
      { at: 0, anonymous: 10 },
      { at: 4, cache: 6 },
      { at: 8, anonymous: 30 },
    ];
    const [linear, stepped] = [demandOf(given), demandOf(given, { shape: "stepped" })];
    expect([0, 2, 4, 8, 9].map((at) => valueAt(linear.anonymous, linear, at * 1e9))).toEqual([10, 15, 20, 30, 30]);
    expect([0, 2, 4, 8, 9].map((at) => valueAt(stepped.anonymous, stepped, at * 1e9))).toEqual([10, 10, 10, 30, 30]);
    expect([0, 4, 9].map((at) => valueAt(linear.cache, linear, at * 1e9))).toEqual([6, 6, 6]);
  });

  it("that loops is the one written out", () => {
    const given = [
      { at: 0, anonymous: 300, cache: 20 },
      { at: 3, anonymous: 700, cache: 90 },
      { at: 7, anonymous: 100, cache: 40 },
    ];
    for (const shape of ["linear", "stepped"] as const) {
      const loop = demandOf(given, { shape, loopNs: 10e9 });
      const out = demandOf(
        [0, 10, 20].flatMap((from) => given.map((point) => ({ ...point, at: point.at + from }))),
        { shape },
      );
      // A jump is a step of its own, and there is none to the first point.
      const steps = (series: Demand, untilNs: number) =>
        [...play(series, untilNs)]
          .filter(({ beginNs }) => shape === "linear" || beginNs >= 10e9)
          .map(({ phase: { durationNs, thinkNs, free, pattern }, touched }) => {
            return { durationNs, thinkNs, free, step: pattern.step, touched };
          });
      expect(steps(loop, 20e9)).toEqual(steps(out, 20e9));
    }
  });

  it("that begins later is the rest of the whole one", () => {
    const given = [
      { at: 0, anonymous: 100 },
      { at: 4, anonymous: 600 },
      { at: 9, anonymous: 200 },
    ];
    const loop = { shape: "linear" as const, loopNs: 12e9 };
    const uses = (series: Demand) =>
      [...playInUse(series, 24e9)].map(({ beginNs, inUse }) => [beginNs, inUse.size] as const);
    const whole = uses(demandOf(given, loop));
    const later = uses(demandOf(given, { ...loop, beginNs: 4e9 }));
    expect(later.filter(([beginNs]) => beginNs < 20e9).map(([beginNs, size]) => [beginNs + 4e9, size])).toEqual(
      whole.filter(([beginNs]) => beginNs >= 4e9),
    );
  });

  it("touches exactly its hot pages in each interval, each once", () => {
    for (const vcpus of [1, 2, 3]) {
      const series = demandOf(
        [
          { at: 0, anonymous: 5000, cache: 1500 },
          { at: 35, anonymous: 5000, cache: 1500 },
        ],
        {
          hotShare: 0.4,
          vcpus,
        },
      );
      const hot = hotPages(5000, 0.4) + hotPages(1500, 0.4);
      expect(Math.abs(hot - 0.4 * 6500)).toBeLessThan(5);
      const touched = [...play(series, 35e9)].flatMap((played) => played.touched);
      // 3.5 intervals in one step; what is touched last is unfinished.
      const counts = new Map<number, number>();
      for (const page of touched) counts.set(page, (counts.get(page) ?? 0) + 1);
      expect(counts.size).toBe(hot);
      expect(Math.abs(touched.length - 3.5 * hot)).toBeLessThan(10);
      expect([...counts.values()].every((count) => count >= 3 && count <= 4)).toBe(true);
    }
  });

  it("goes on with a sweep where the step before ended", () => {
    const given = Array.from({ length: 21 }, (_, at) => ({ at, anonymous: 4000, touched: 1000 }));
    const touched = [...play(demandOf(given), 20e9)];
    const within = (fromNs: number, toNs: number) =>
      new Set(touched.filter(({ beginNs }) => beginNs >= fromNs && beginNs < toNs).flatMap((played) => played.touched));
    for (const [fromNs, toNs] of [
      [0, 10e9],
      [10e9, 20e9],
    ] as const)
      expect(Math.abs(within(fromNs, toNs).size - hotPages(4000, 0.25))).toBeLessThanOrEqual(40);
    expect(within(0, 20e9).size).toBe(hotPages(4000, 0.25));
  });

  it("touches at least what major faults brought in", () => {
    const share = (given: Partial<Given>) =>
      phaseAfter(workloadOf(demandOf([{ at: 0, anonymous: 1000, ...given }])), 0)?.pattern.step?.hotShare;
    expect(share({})).toBe(0.5);
    expect(share({ faults: 30 })).toBe(0.5);
    expect(share({ faults: 80 })).toBe(0.8);
    expect(share({ faults: 900 })).toBe(1);
    expect(share({ touched: 100, faults: 30 })).toBe(0.3);
    expect(share({ touched: 0 })).toBe(0);
  });

  it("touches pages again that the step before may not have had the time for", () => {
    const series = demandOf(
      [
        { at: 0, anonymous: 100 },
        { at: 1, anonymous: 200 },
        { at: 2, anonymous: 200 },
      ],
      { shape: "stepped", hotShare: 0 },
    );
    const seen = [...play(series, 9e9)].map(({ phase, touched }) => [phase.pattern.step?.anonymous, touched.length]);
    expect(seen).toContainEqual([{ againPages: 100, fromPages: 100, toPages: 200 }, 100]);
    expect(seen).toContainEqual([{ againPages: 100, fromPages: 200, toPages: 200 }, 100]);
  });

  it("does not depend on the pieces in which it is asked for", () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        ({ points: given, ...more }, pieces) => {
          const series = demandOf(given, more);
          const workload = workloadOf(series);
          for (let begun = 0; begun < 4; begun++) {
            const phase = phaseAfter(workload, begun);
            if (phase === undefined) return;
            const open = () =>
              openStream(
                phase,
                workload,
                { seed: 3, vm: 1, vcpu: 0, vcpus: series.vcpus, phase: begun, scale: 1 },
                new Map(),
              );
            const whole = new Uint32Array(2000);
            const made = open().fill(whole);
            const stream = open();
            const inPieces: number[] = [];
            for (let turn = 0; inPieces.length < made; turn++) {
              const piece = new Uint32Array(Math.min(pieces[turn % pieces.length] ?? 1, made - inPieces.length));
              inPieces.push(...piece.subarray(0, stream.fill(piece)));
            }
            expect(inPieces).toEqual([...whole.subarray(0, made)]);
            expect(inPieces.every((reference) => (reference & 0x7fff_ffff) < workload.pages)).toBe(true);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("counts its references as they are made", () => {
    const series = demandOf(
      [
        { at: 0, anonymous: 3000 },
        { at: 20, anonymous: 9000 },
        { at: 30, anonymous: 100 },
      ],
      { vcpus: 2 },
    );
    const made = [...play(series, 40e9)].reduce((sum, { touched }) => sum + touched.length, 0);
    expect(seriesReferences(series, 9000, 40e9) / made).toBeCloseTo(1, 1);
  });
});

describe("hot pages", () => {
  it("are so many, all different, and stay the same when there are more pages", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (pages, more, share) => {
          const all = (count: number) =>
            Array.from({ length: CHUNK }, (_, place) =>
              Array.from({ length: hotChunks(count, share, place) }, (_hot, index) =>
                hotPage(index, count, share, place),
              ),
            ).flat();
          const hot = all(pages);
          expect(new Set(hot).size).toBe(hotPages(pages, share));
          expect(hot.every((page) => page >= 0 && page < pages)).toBe(true);
          const larger = new Set(all(pages + more));
          expect(hot.every((page) => larger.has(page))).toBe(true);
          if (pages >= CHUNK * CHUNK) expect(Math.abs(hot.length - share * pages)).toBeLessThan(CHUNK);
        },
      ),
    );
  });
});
