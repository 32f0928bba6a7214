import { describe, expect, it } from "vitest";
import type { Trace } from "../../src/trace/trace.ts";
import { thinkNs } from "../../src/workload/sampled-phase.ts";
import { chiSquareDeviations, frequencies, open, pattern, phaseOf, take } from "./phase.ts";

const W = 0x8000_0000;

describe("sequential", () => {
  it("scans the region and restarts at its end", () => {
    expect([...take(open(pattern("sequential"), 4), 9)]).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0]);
  });

  it("touches a page as often as asked, then strides", () => {
    const stream = open(pattern("sequential", { stride: 3, touches: 2 }), 7, { phase: { firstPage: 10 } });
    expect([...take(stream, 10)]).toEqual([10, 10, 13, 13, 16, 16, 12, 12, 15, 15]);
  });

  it("begins at k/n of the region for vCPU k of n", () => {
    expect([...take(open(pattern("sequential"), 10, { place: { vcpu: 2, vcpus: 4 } }), 3)]).toEqual([5, 6, 7]);
  });
});

describe("loop", () => {
  it("cycles over its set, or the region", () => {
    expect([...take(open(pattern("loop", { set: 3 }), 5), 7)]).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect([...take(open(pattern("loop"), 2), 5)]).toEqual([0, 1, 0, 1, 0]);
    expect([...take(open(pattern("loop", { set: 9 }), 2), 3)]).toEqual([0, 1, 0]);
  });

  it("begins at k/n of the set for vCPU k of n", () => {
    expect([...take(open(pattern("loop", { set: 6 }), 100, { place: { vcpu: 1, vcpus: 2 } }), 4)]).toEqual([
      3, 4, 5, 0,
    ]);
  });
});

describe("uniform", () => {
  it.each([2, 3, 1000, 65_537])("gives each of %i pages the same chance", (pages) => {
    const seen = frequencies(take(open(pattern("uniform"), pages), 2_000_000), pages);
    const expected = new Float64Array(pages).fill(2_000_000 / pages);
    expect(Math.abs(chiSquareDeviations(seen, expected))).toBeLessThan(4);
  });

  it("is even where draws of 32 bits are not: in thirds of a huge region", () => {
    const pages = 3 * 2 ** 28;
    const thirds = [0, 0, 0, 0, 0, 0];
    for (const page of take(open(pattern("uniform"), pages), 600_000)) {
      const third = Math.floor(page / 2 ** 28) * 2 + (page % 2);
      thirds[third] = (thirds[third] ?? 0) + 1;
    }
    expect(Math.abs(chiSquareDeviations(thirds, Array(6).fill(100_000)))).toBeLessThan(4);
  });
});

describe("hotspot", () => {
  it("gives the hot pages their share, and is even within both parts", () => {
    const references = 1_000_000;
    const seen = frequencies(take(open(pattern("hotspot", { hot: 0.1, share: 0.9 }), 200), references), 200);
    const expected = Array.from(
      { length: 200 },
      (_, page) => (references * (page < 20 ? 0.9 : 0.1)) / (page < 20 ? 20 : 180),
    );
    expect(Math.abs(chiSquareDeviations(seen, expected))).toBeLessThan(4);
  });

  it("stays in the region when all of it is hot, or a single page", () => {
    expect(Math.max(...take(open(pattern("hotspot", { hot: 1, share: 0.5 }), 5), 1000))).toBe(4);
    expect(Math.max(...take(open(pattern("hotspot"), 1), 100))).toBe(0);
    expect(new Set(take(open(pattern("hotspot", { hot: 0, share: 1 }), 50), 100))).toEqual(new Set([0]));
  });
});

describe("working-set", () => {
  it("drifts by a page at a time, around the end of the region", () => {
    const references = take(open(pattern("working-set", { set: 2, every: 100 }), 5), 700);
    const sets = Array.from({ length: 7 }, (_, set) =>
      [...new Set(references.subarray(set * 100, set * 100 + 100))].sort(),
    );
    expect(sets).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [0, 4],
      [0, 1],
      [1, 2],
    ]);
  });

  it("is even within the set", () => {
    const seen = frequencies(take(open(pattern("working-set", { set: 64, every: 1e9 }), 1000), 500_000), 64);
    expect(Math.abs(chiSquareDeviations(seen, Array(64).fill(500_000 / 64)))).toBeLessThan(4);
  });

  it("is the region when that is smaller", () => {
    expect(new Set(take(open(pattern("working-set", { set: 100, every: 3 }), 4), 500))).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe("idle", () => {
  it("keeps to its set and sets its own pace", () => {
    const idle = pattern("idle", { set: 10, rate: 250 });
    expect(new Set(take(open(idle, 500), 1000)).size).toBe(10);
    expect(thinkNs(phaseOf(idle, 500))).toBe(4_000_000);
    expect(thinkNs(phaseOf(pattern("uniform"), 500))).toBe(1000);
  });

  it("touches at most 16384 pages, or the region, unless told otherwise", () => {
    expect(Math.max(...take(open(pattern("idle"), 100), 5000))).toBe(99);
    expect(Math.max(...take(open(pattern("idle"), 100_000), 50_000))).toBeLessThan(16_384);
    expect(thinkNs(phaseOf(pattern("idle"), 100))).toBe(10_000_000);
  });
});

describe("mix", () => {
  it("takes from each part by its weight, in the part's own order", () => {
    const parts = [
      { weight: 3, pattern: pattern("loop") },
      { weight: 1, pattern: pattern("trace", { file: "t" }) },
      { weight: 0, pattern: pattern("uniform") },
    ];
    const traces = new Map([["t", traceOf([5 + W])]]);
    const references = take(open(pattern("mix", {}, parts), 1000, { traces }), 400_000);
    const looped = references.filter((reference) => reference !== 5 + W);
    expect(looped.length / references.length).toBeCloseTo(0.75, 2);
    expect(looped).toEqual(looped.map((_, at) => at % 1000));
  });

  it("gives parts of the same kind draws of their own", () => {
    const alone = take(open(pattern("uniform"), 2 ** 30), 1000);
    const parts = [1, 1].map((weight) => ({ weight, pattern: pattern("uniform") }));
    const mixed = take(open(pattern("mix", {}, parts), 2 ** 30), 2000);
    expect(new Set([...alone, ...mixed]).size).toBeGreaterThan(2990);
  });
});

/** A trace of just these references. */
const traceOf = (references: number[]): Trace => ({
  name: "t",
  format: "u32",
  references: Uint32Array.from(references),
  distinctPages: new Set(references.map((reference) => reference % W)).size,
  writes: references.filter((reference) => reference >= W).length,
});

describe("trace", () => {
  const traces = new Map([["t", traceOf([0, 1 + W, 2, 0, 3 + W])]]);

  it("replays again and again with its own writes, in its region", () => {
    const stream = open(pattern("trace", { file: "t" }), 4, { traces, phase: { firstPage: 10, writeShare: 1 } });
    expect([...take(stream, 8)]).toEqual([10, 11 + W, 12, 10, 13 + W, 10, 11 + W, 12]);
  });

  it("begins at k/n for vCPU k of n", () => {
    const place = { vcpu: 1, vcpus: 2 };
    expect([...take(open(pattern("trace", { file: "t" }), 4, { traces, place }), 5)]).toEqual([2, 0, 3 + W, 0, 1 + W]);
  });

  it("ends, each vCPU after its part, when it does not loop", () => {
    const once = pattern("trace", { file: "t", loop: false });
    const streams = [0, 1].map((vcpu) => open(once, 4, { traces, place: { vcpu, vcpus: 2 } }));
    expect(streams.map((stream) => [...take(stream, 10)])).toEqual([
      [0, 1 + W],
      [2, 0, 3 + W],
    ]);
    expect(streams.map((stream) => take(stream, 10).length)).toEqual([0, 0]);
  });

  it("refuses a region that is too small, and a trace that was not read", () => {
    expect(() => open(pattern("trace", { file: "t" }), 3, { traces })).toThrow(
      "t touches 4 distinct pages, but the workload's region has 3 pages: it needs at least 4",
    );
    expect(() => open(pattern("trace", { file: "u" }), 3, { traces })).toThrow("the trace u has not been read");
  });
});
