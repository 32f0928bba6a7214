import { describe, expect, it } from "vitest";
import { Random } from "../../src/workload/random.ts";
import { BLOCK, Sampler } from "../../src/workload/sampler.ts";
import { open, pattern, take } from "./phase.ts";

/** Pages of regions small, as large as the sampler's numbers are exact for, and larger. */
const REGIONS = [1, 3, 1000, 100_000, 5_000_000, 2 ** 27 + 1];

describe("the sampler", () => {
  it("is there, and draws as many as TypeScript thinks it does", () => {
    expect(Sampler.create()?.drawn).toHaveLength(BLOCK);
  });

  it("makes the draws that follow one by one", () => {
    const atOnce = new Random([1, 2, 3]);
    const single = new Random([1, 2, 3]);
    const draws = new Uint32Array(3 * BLOCK + 5);
    atOnce.fill(draws, 1, draws.length);
    expect(draws.subarray(1)).toEqual(Uint32Array.from({ length: draws.length - 1 }, () => single.next()));
    expect(atOnce.next()).toBe(single.next());
  });

  it.each([
    ["uniform", {}],
    ["zipf", { theta: 0 }],
    ["zipf", { theta: 0.99 }],
    ["zipf", { theta: 3 }],
    ["working-set", { set: 700, every: 3 }],
    ["hotspot", {}],
  ])("makes the references of %s %o that TypeScript makes of draws too few for it", (kind, parameters) => {
    for (const pages of REGIONS) {
      const wanted = { phase: { writeShare: 0.3 } };
      const atOnce = take(open(pattern(kind, parameters), pages, wanted), 20 * BLOCK);
      const pieces = open(pattern(kind, parameters), pages, wanted);
      for (let at = 0; at < atOnce.length; at += 1000) {
        const piece = take(pieces, Math.min(1000, atOnce.length - at));
        if (!piece.every((reference, index) => reference === atOnce[at + index]))
          throw new Error(`other references of ${pages} pages from reference ${at} on`);
      }
    }
  });
});
