import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labModule } from "#engine";
import { DistanceCounter } from "../../src/engine/laboratory/curve.ts";
import { kneesOf } from "../../src/lab/curve/knee.ts";
import { readTraceFile } from "../../src/trace/file.node.ts";
import { curveOf, draws, faultsOf, independent, traceOf, zipf } from "./traces.ts";

const folder = process.env.BALLONET_TRACES ?? fileURLToPath(new URL("../../../shared/traces", import.meta.url));
const OLTP = `${folder}/arc-OLTP.lis.zst`;

const smallTraces = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(), { minLength: 1, maxLength: 300 }))
  .map(([pages, numbers]) => traceOf(numbers.map((number) => number % pages)));

describe("the exact curve", () => {
  it("is LRU at every size", async () => {
    await fc.assert(
      fc.asyncProperty(smallTraces, async (trace) => {
        const { faults } = await curveOf(trace);
        for (let frames = 1; frames <= trace.distinctPages; frames++) {
          expect(faults[frames]).toBe(await faultsOf(trace, "lru", frames));
        }
      }),
      { numRuns: 25 },
    );
  });

  it("is LRU still when time has run out and lines, groups and regions have been filled", async () => {
    const draw = draws(7);
    const pages = 90_000;
    const references = Array.from({ length: 1_200_000 }, () => Math.floor(draw() ** 2 * pages));
    const trace = traceOf([...references, ...Array.from({ length: pages }, (_, page) => page)]);
    const { faults, coldReferences } = await curveOf(trace);
    for (const frames of [1, 2, 511, 5000, 40_000, 89_999])
      expect(faults[frames]).toBe(await faultsOf(trace, "lru", frames));
    expect(faults[pages]).toBe(pages);
    expect(coldReferences).toBe(pages);
  });
});

it("counts distances over more time than a zone of it has", async () => {
  const pages = 1_300_000;
  const forth = Uint32Array.from({ length: pages }, (_, page) => page);
  const back = forth.toReversed();
  const counter = await DistanceCounter.create(await labModule(), pages);
  for (const references of [forth, forth, forth, back, forth]) counter.take(references);
  // First touches, then each page after all others twice, then each after as many as lie behind it, and before it.
  const expected = new Float64Array(pages + 1).fill(2);
  expected[0] = pages;
  expected[pages] = 2 * pages + 2;
  expect(counter.histogram().findIndex((count, distance) => count !== expected[distance])).toBe(-1);
});

describe("a sample", () => {
  it("of every page is the exact curve", async () => {
    await fc.assert(
      fc.asyncProperty(smallTraces, async (trace) => {
        const exact = await curveOf(trace);
        const sampled = await curveOf(trace, { sample: trace.distinctPages });
        expect(sampled.faults).toEqual(exact.faults);
        expect(sampled.sample).toMatchObject({ rate: 1, meanError: 0 });
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    [1000, 0.02],
    [8000, 0.008],
    [32_000, 0.004],
  ])("of %i pages is within %f of the exact curve on average", async (sample, band) => {
    const trace = independent(zipf(150_000, 0.8), 900_000, 11);
    const exact = await curveOf(trace);
    const sampled = await curveOf(trace, { sample });
    const sizes = Array.from({ length: 100 }, (_, at) => Math.floor(((at + 1) * trace.distinctPages) / 100));
    const errors = sizes.map((size) => Math.abs((sampled.faults[size] ?? 0) - (exact.faults[size] ?? 0)) / 900_000);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(mean).toBeLessThan(band);
    expect(sampled.sample?.sampledPages).toBe(sample);
    expect(sampled.sample?.meanError).toBeLessThan(band * 2);
  });

  it("is the same for the same seed, and another for another", async () => {
    const trace = independent(zipf(5000, 1), 50_000, 3);
    const [first, again, other] = [1, 1, 2].map((seed) => curveOf(trace, { sample: 500, seed }));
    expect((await first)?.faults).toEqual((await again)?.faults);
    expect((await first)?.faults).not.toEqual((await other)?.faults);
  });
});

/** Mean errors measured once by another implementation with another hash, times two and a half. */
describe.skipIf(!existsSync(OLTP))("a sample of the ARC paper's OLTP trace", () => {
  it.each([
    [1000, 0.0148],
    [8000, 0.008],
    [32_000, 0.0028],
  ])("of %i pages is within %f on average", async (sample, band) => {
    const trace = await readTraceFile(OLTP, { format: "arc" });
    const exact = await curveOf(trace);
    const sampled = await curveOf(trace, { sample });
    const sizes = Array.from({ length: 100 }, (_, at) => Math.floor(((at + 1) * trace.distinctPages) / 100));
    const errors = sizes.map((size) => Math.abs((sampled.faults[size] ?? 0) - (exact.faults[size] ?? 0)) / 914_145);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(band);
  });
});

it.skipIf(existsSync(OLTP))("a sample of the ARC paper's OLTP trace", ({ skip }) => {
  skip(`there is no ${OLTP}: set BALLONET_TRACES to the folder of the traces`);
});

describe("knees", () => {
  it("is where a loop fits", async () => {
    const trace = traceOf(Array.from({ length: 5000 }, (_, at) => at % 100));
    expect((await curveOf(trace)).knees).toEqual([{ frames: 100, faults: 100 }]);
  });

  it("are as many as there are cliffs", () => {
    const cliffs = Float64Array.from({ length: 101 }, (_, size) => (size < 10 ? 1000 : size < 50 ? 500 : 0));
    expect(kneesOf(cliffs).map(({ frames }) => frames)).toEqual([10, 50]);
  });

  it("are none on a straight line", () => {
    expect(kneesOf(Float64Array.from({ length: 101 }, (_, size) => 1000 - 10 * size))).toEqual([]);
  });
});

describe("what cannot be", () => {
  it.each([
    [{ sample: 0 }, '"0" is not a sample size'],
    [{ windows: [0] }, '"0" is not a window'],
    [{ policies: ["lruu"] }, "lruu is not a replacement policy, did you mean lru?"],
  ])("%j is refused", async (options, message) => {
    await expect(curveOf(traceOf([1, 2]), options)).rejects.toThrow(message);
  });
});
