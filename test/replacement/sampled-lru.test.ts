import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { course, faultsOf } from "../lab/memory.ts";
import { plays } from "../plays.ts";
import { engineCourse, modelCourse, replays } from "./model/bench.ts";
import type { MakeModel, ModelMemory, Parameters } from "./model/model.ts";

/** Sampled LRU as its comment says: pages in a list in which the last one takes the place of one that left. */
const model: MakeModel = (_memory: ModelMemory, { choices = 2, seed = 1 }: Parameters) => {
  const pages: number[] = [];
  const used = new Map<number, number>();
  let state = BigInt(seed);
  const draw = () => {
    state ^= (state << 13n) & 0xffff_ffffn;
    state ^= state >> 17n;
    state ^= (state << 5n) & 0xffff_ffffn;
    return pages[Number((state * BigInt(pages.length)) >> 32n)];
  };
  const remove = (page: number) => {
    const last = pages.pop();
    if (last !== page && last !== undefined) pages[pages.indexOf(page)] = last;
  };
  let now = 0;
  const use = (page: number) => used.set(page, ++now);
  return {
    hit: use,
    fault: () => {},
    insert: (page) => {
      pages.push(page);
      use(page);
    },
    evict: () => {
      const drawn = Array.from({ length: choices }, draw);
      const [page] = drawn.toSorted((a, b) => (used.get(a) ?? 0) - (used.get(b) ?? 0));
      remove(page);
      return { page, looked: choices };
    },
    remove,
  };
};

const anyParameters = fc.record({
  choices: fc.constantFrom(1, 2, 2, 3, 5, 64),
  seed: fc.constantFrom(1, 2, 0xffff_ffff, 0x8000_0001),
});

describe("sampled-lru", () => {
  it("hits, faults, evicts and looks at the same pages as its slow model", async () => {
    await fc.assert(
      fc.asyncProperty(replays, anyParameters, async ({ pages, frames, references }, parameters) => {
        const expected = modelCourse(model, pages, frames, references, parameters);
        expect(await engineCourse("sampled-lru", pages, frames, references, parameters)).toEqual(expected);
      }),
      { numRuns: plays(200, "MODEL_RUNS"), seed: Number(process.env.MODEL_SEED ?? 1) },
    );
  });

  it("with one choice is random replacement, draw by draw", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(15), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 12 }),
        async (list, frames) => {
          expect(await course("sampled-lru", frames, list, { choices: 1 })).toBe(await course("random", frames, list));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("comes closer to LRU with every choice", async () => {
    // A hundred hot pages take half of the references, two thousand cold ones the other half; 200 frames.
    let seed = 1;
    const draw = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const pages = Array.from({ length: 200_000 }, (_, at) => (at % 2 === 0 ? draw(100) : 100 + draw(2000)));
    const faults: number[] = [];
    for (const choices of [1, 2, 4, 16]) faults.push(await faultsOf("sampled-lru", 200, pages, { choices }));
    const lru = await faultsOf("lru", 200, pages);
    expect(faults).toEqual(faults.toSorted((a, b) => b - a));
    const [random = 0, two = 0, , sixteen = 0] = faults;
    // Two choices save more than half of what random replacement loses; with sixteen next to nothing is lost.
    expect(two - lru).toBeLessThan((random - lru) / 2);
    expect(Math.abs(sixteen - lru)).toBeLessThan(lru / 100);
  });
});
