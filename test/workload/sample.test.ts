import { describe, expect, it } from "vitest";
import type { Trace } from "../../src/trace/trace.ts";
import { sampledTrace } from "../../src/workload/pattern/sampled-trace.ts";
import { sampledPhase } from "../../src/workload/sampled-phase.ts";
import { chiSquareDeviations, frequencies, open, pattern, phaseOf, take } from "./phase.ts";

const NO_TRACES = new Map<string, Trace>();
const sampled = (what: ReturnType<typeof pattern>, pages: number, scale: number, traces = NO_TRACES) =>
  sampledPhase(phaseOf(what, pages), scale, traces);

describe("a sample of one page in one", () => {
  it("is the phase itself", () => {
    const phase = phaseOf(pattern("zipf"), 1000);
    expect(sampledPhase(phase, 1, NO_TRACES)).toEqual({ phase, thinkNs: 1000, standsFor: 1 });
  });
});

describe("a sample of Zipf's law", () => {
  const pages = 160_000;
  const middle = (scale: number) => Math.floor(scale / 2) + 1;
  const chance = (rank: number, theta: number) => rank ** -theta;
  const whole = (theta: number) => {
    let sum = 0;
    for (let rank = 1; rank <= pages; rank++) sum += chance(rank, theta);
    return sum;
  };

  it.each([
    [0.6, 16],
    [0.99, 16],
    [0.99, 64],
    [1, 4],
    [1.5, 2],
    [3, 16],
  ])("keeps the probabilities that its ranks have in the whole region, theta %f, 1/%i", (theta, scale) => {
    const sample = pages / scale;
    const wanted = Array.from({ length: sample }, (_, page) => chance(page * scale + middle(scale), theta));
    const share = wanted.reduce((sum, one) => sum + one, 0);
    const { standsFor, thinkNs } = sampled(pattern("zipf", { theta }), pages, scale);
    expect(standsFor / (whole(theta) / share)).toBeCloseTo(1, 4);
    expect(thinkNs).toBe(1000 * standsFor);

    const references = 1_000_000;
    const seen = frequencies(take(open(pattern("zipf", { theta }), pages, { place: { scale } }), references), sample);
    // Ranks that are rare are taken together.
    const groups = { seen: [0], expected: [0] };
    wanted.forEach((one, page) => {
      const last = groups.expected.length - 1;
      groups.expected[last] = (groups.expected[last] ?? 0) + (one / share) * references;
      groups.seen[last] = (groups.seen[last] ?? 0) + (seen[page] ?? 0);
      if ((groups.expected[last] ?? 0) < 100) return;
      groups.expected.push(0);
      groups.seen.push(0);
    });
    const last = groups.expected.length - 1;
    if ((groups.expected[last] ?? 0) < 100) {
      groups.expected[last - 1] = (groups.expected[last - 1] ?? 0) + (groups.expected.pop() ?? 0);
      groups.seen[last - 1] = (groups.seen[last - 1] ?? 0) + (groups.seen.pop() ?? 0);
    }
    if (groups.expected.length > 1) expect(chiSquareDeviations(groups.seen, groups.expected)).toBeLessThan(4);
  });
});

describe("a sample of other patterns", () => {
  it("works in as many fewer pages, with sizes in proportion", () => {
    const { phase, standsFor, thinkNs } = sampledPhase(
      phaseOf(pattern("working-set", { set: 3200, every: 500 }), 16_000, { firstPage: 1600 }),
      16,
      NO_TRACES,
    );
    expect(phase).toMatchObject({ firstPage: 100, pages: 1000, growFromPages: 1000 });
    expect(phase.pattern.parameters).toEqual({ set: 200, every: 500 });
    expect([standsFor, thinkNs]).toEqual([16, 16_000]);
  });

  it("makes as many fewer references where the pattern sets the pace", () => {
    expect(sampled(pattern("idle", { rate: 2000, set: 1600 }), 16_000, 16).thinkNs).toBe(8_000_000);
  });

  it("divides the references of a mix as the whole does", () => {
    const mix = pattern("mix", {}, [
      { weight: 1, pattern: pattern("zipf") },
      { weight: 3, pattern: pattern("uniform") },
    ]);
    const { phase, standsFor } = sampled(mix, 160_000, 16);
    const [zipf = 0, uniform = 0] = phase.pattern.parts.map(({ weight }) => weight);
    const alone = sampled(pattern("zipf"), 160_000, 16).standsFor;
    // All references = those of each part × what each stands for.
    const made = 1 / standsFor;
    expect(((made * zipf) / (zipf + uniform)) * alone).toBeCloseTo(1 / 4, 9);
    expect(((made * uniform) / (zipf + uniform)) * 16).toBeCloseTo(3 / 4, 9);
  });

  it("visits the same share of the pages with a stride", () => {
    for (const [stride, share] of [
      [1, 1],
      [3, 1],
      [2, 1 / 2],
      [12, 1 / 4],
      [64, 1 / 64],
    ] as const) {
      const pages = 2 ** 16;
      const references = take(open(pattern("sequential", { stride }), pages, { place: { scale: 16 } }), pages);
      expect(new Set(references).size / (pages / 16), `stride ${stride}`).toBe(share);
    }
  });

  it("has grown to all sampled pages when the phase ends", () => {
    const scale = 16;
    const wanted = { phase: { growFromPages: 1600, durationNs: 1e9, thinkNs: 1000 }, place: { scale } };
    const references = take(open(pattern("uniform"), 16_000, wanted), 1e9 / 1000 / scale);
    expect(Math.max(...references.map((reference) => reference & 0x7fff_ffff))).toBe(999);
  });
});

/** Misses of LRU with so many frames, page by page in a list. */
function lruMisses(references: Uint32Array, frames: number): number {
  const pages = new Set<number>();
  let misses = 0;
  for (const reference of references) {
    const page = reference & 0x7fff_ffff;
    if (!pages.delete(page)) {
      misses++;
      if (pages.size === frames) for (const oldest of pages) if (pages.delete(oldest)) break;
    }
    pages.add(page);
  }
  return misses;
}

describe("a sample of a trace", () => {
  const made = take(open(pattern("zipf", { theta: 0.8 }), 40_000, { phase: { writeShare: 0.3 } }), 250_000);
  // Numbered as they first come, as every trace is.
  const numbers = new Map<number, number>();
  const references = made.map((reference) => {
    const page = reference & 0x7fff_ffff;
    const number = numbers.get(page) ?? numbers.size;
    numbers.set(page, number);
    return (reference & 0x8000_0000) | number;
  });
  const writes = references.filter((reference) => reference >= 0x8000_0000).length;
  const trace: Trace = { name: "t.u32", format: "u32", references, distinctPages: numbers.size, writes };

  it("has one page in so many with all its references, in their order", () => {
    const scale = 16;
    const sample = sampledTrace(trace, scale);
    expect(sample.distinctPages).toBe(Math.floor(trace.distinctPages / scale));
    const first = new Set<number>();
    for (const reference of sample.references) {
      const page = reference & 0x7fff_ffff;
      // Pages of a trace are numbered as they first come, and so are those of its sample.
      expect(page).toBeLessThanOrEqual(first.size);
      first.add(page);
    }
    expect(first.size).toBe(sample.distinctPages);
    expect(sample.references.filter((one) => one >= 0x8000_0000).length / sample.references.length).toBeCloseTo(0.3, 1);
    expect(sampledTrace(trace, scale)).toBe(sample);
    expect(sampledTrace(trace, 1)).toBe(trace);
  });

  it("misses in a memory in proportion as the whole trace does", () => {
    const scale = 8;
    const sample = sampledTrace(trace, scale);
    for (const frames of [8000, 24_000]) {
      const exact = lruMisses(trace.references, frames) / trace.references.length;
      // Each miss stands for so many; references that are lacking in the sample, or too many in it, are hits.
      const estimated = (lruMisses(sample.references, frames / scale) * scale) / trace.references.length;
      expect(Math.abs(estimated - exact), `${frames} frames`).toBeLessThan(0.01);
    }
  });

  it("stands for all references together", () => {
    const traces = new Map([["t.u32", trace]]);
    const { standsFor } = sampled(pattern("trace", { file: "t.u32" }), 40_000, 16, traces);
    expect(standsFor * sampledTrace(trace, 16).references.length).toBeCloseTo(trace.references.length, 6);
  });

  it("is refused where it would have too few pages", () => {
    expect(() => sampledTrace(trace, 64)).toThrow(
      /^the trace t\.u32 touches \d+ pages, and 1\/64 of them are too few to stand for all: write a scale of 1\/32 or a larger share$/,
    );
  });
});
