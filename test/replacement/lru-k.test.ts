import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { course, faultsOf } from "../lab/memory.ts";

describe("lru-k", () => {
  it("takes pages seen once first, then the one whose last reference but one is longest ago, and remembers", async () => {
    // 1 goes for 2, 2 for 1; 2 comes back with times 7 and 4 and 0 goes (2 against 1's 3); 0 comes back with 9 and 5, 2 goes.
    expect(await course("lru-k", 2, [0, 0, 1, 2, 0, 1, 2, 1, 0, 1])).toBe("F.FF.FF.F.");
  });

  it("counts references in quick succession as one", async () => {
    expect(await course("lru-k", 2, [0, 0, 1, 2, 0])).toBe("F.FF.");
    expect(await course("lru-k", 2, [0, 0, 1, 2, 0], { correlated: 2 })).toBe("F.FFF");
  });

  it("keeps a page of which a correlated period is not over", async () => {
    // At 3, page 2 was seen only once, but just before: with a period of 1 the twice seen 0 goes in its place.
    expect(await course("lru-k", 2, [0, 1, 0, 2, 3, 2])).toBe("FF.FFF");
    expect(await course("lru-k", 2, [0, 1, 0, 2, 3, 2], { correlated: 1 })).toBe("FF.FF.");
  });

  it("with k=1 is LRU", async () => {
    const pages = fc.array(fc.nat(15), { minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(pages, fc.integer({ min: 1, max: 12 }), async (list, frames) => {
        expect(await course("lru-k", frames, list, { k: 1 })).toBe(await course("lru", frames, list));
      }),
      { numRuns: 30 },
    );
  });

  // O'Neil, O'Neil, Weikum 1993, table 4.1: 100 hot pages and 10,000 cold ones take turns.
  it.each([
    [60, 0.287],
    [100, 0.456],
    [140, 0.501],
    [200, 0.505],
    [300, 0.51],
    [450, 0.518],
  ])("hits the two pools with %d frames at %d", async (frames, hitRatio) => {
    let seed = 1;
    const draw = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const pages = Array.from({ length: 400_000 }, (_, at) => (at % 2 === 0 ? draw(100) : 100 + draw(10_000)));
    const faults = await faultsOf("lru-k", frames, pages);
    expect(Math.abs(1 - faults / pages.length - hitRatio)).toBeLessThan(0.003);
  });
});
