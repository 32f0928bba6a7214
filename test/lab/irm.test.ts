import { describe, expect, it } from "vitest";
import { policies } from "../../src/engine/policies.ts";
import { WHOLE_RECLAIMS } from "./memory.ts";
import { faultsOf, independent, zipf } from "./traces.ts";

const LENGTH = 1_000_000;

async function hitRatio(probabilities: readonly number[], policy: string, frames: number): Promise<number> {
  return 1 - (await faultsOf(independent(probabilities, LENGTH, 42), policy, frames)) / LENGTH;
}

/** LRU after King (1971), FIFO = RANDOM after Gelenbe (1973), exact; three standard errors of a million draws are 0.0015. */
describe.each([
  ["(.5, .3, .2)", [0.5, 0.3, 0.2], 1, 0.38, 0.38],
  ["(.5, .3, .2)", [0.5, 0.3, 0.2], 2, 0.719285714, 22 / 31],
  ["Zipf of 10, 0.8", zipf(10, 0.8), 2, 0.283732942, 0.276761356],
  ["Zipf of 10, 0.8", zipf(10, 0.8), 5, 0.62265521, 0.59369803],
  ["Zipf of 10, 1", zipf(10, 1), 3, 0.47066419, 0.445104461],
  ["Zipf of 10, 1", zipf(10, 1), 6, 0.764226499, 0.725066715],
  ["Zipf of 12, 1.2", zipf(12, 1.2), 4, 0.606174347, 0.560480669],
] as const)("%s on %3$i frames", (_, probabilities, frames, lru, fifo) => {
  it.each([
    ["lru", lru],
    ["fifo", fifo],
    ["random", fifo],
  ])("%s hits as its closed form says", async (policy, expected) => {
    expect(Math.abs((await hitRatio(probabilities, policy, frames)) - expected)).toBeLessThan(0.002);
  });
});

/** Che's approximation is within 0.003 from five frames on. */
describe.each([
  [1000, 0.8, 100, 0.37779, 0.33368],
  [1000, 0.8, 500, 0.769715, 0.727395],
  [10_000, 1, 1000, 0.675602, 0.630906],
] as const)("Zipf of %i, %f on %i frames", (pages, exponent, frames, lru, fifo) => {
  it.each([
    ["lru", lru],
    ["fifo", fifo],
    ["random", fifo],
  ])("%s hits as Che says", async (policy, expected) => {
    // The first touches of a cold memory come on top.
    expect(Math.abs((await hitRatio(zipf(pages, exponent), policy, frames)) - expected)).toBeLessThan(0.005);
  });
});

/** Pages of a batch: 32 from each of Linux's two lists, or 64 of a generation. */
const MOST_FREED = 64;

describe("every page as likely as the other", () => {
  const even = Array.from({ length: 200 }, () => 1 / 200);
  const names = policies.filter(({ visibility }) => visibility !== "future").map(({ name }) => name);
  it.each(names.filter((name) => !WHOLE_RECLAIMS.includes(name)))(
    "%s hits one in two when half fits",
    async (policy) => {
      expect(Math.abs((await hitRatio(even, policy, 100)) - 0.5)).toBeLessThan(0.003);
    },
  );

  it.each(WHOLE_RECLAIMS)("%s, which frees batches of pages, hits as the pages it holds", async (policy) => {
    const pages = Array.from({ length: 2000 }, () => 1 / 2000);
    const hits = await hitRatio(pages, policy, 1000);
    expect(hits).toBeGreaterThan((1000 - MOST_FREED) / 2000);
    expect(hits).toBeLessThan(0.5);
  });
});
