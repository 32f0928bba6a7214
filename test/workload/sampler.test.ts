import { describe, expect, it } from "vitest";
import { Random } from "../../src/workload/random/random.ts";
import { BLOCK, Sampler } from "../../src/workload/random/sampler.ts";
import { SLOT_SHIFT, zipfTable } from "../../src/workload/random/zipf-table.ts";
import type { ReferenceStream } from "../../src/workload/stream.ts";
import { open, pattern, take } from "./phase.ts";

/** Pages of regions small, as large as the sampler's numbers are exact for, and larger. */
const REGIONS = [1, 3, 1000, 100_000, 5_000_000, 2 ** 27 + 1];

const REFERENCES = 20 * BLOCK;

/** Of one stream all references at once, by the sampler; of the other a piece at a time, too few for it. */
function expectNoOther(atOnce: ReferenceStream, pieces: ReferenceStream): void {
  const all = take(atOnce, REFERENCES);
  for (let at = 0; at < REFERENCES; at += 1000) {
    const piece = take(pieces, Math.min(1000, REFERENCES - at));
    if (!piece.every((reference, index) => reference === all[at + index]))
      throw new Error(`other references from reference ${at} on`);
  }
}

describe("the sampler", () => {
  it("is there, and makes as many pages of a block as TypeScript thinks it does", () => {
    expect(Sampler.create()?.pages).toHaveLength(BLOCK);
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
      expectNoOther(open(pattern(kind, parameters), pages, wanted), open(pattern(kind, parameters), pages, wanted));
    }
  });

  it("does so whatever the seed, the unevenness, the size and the growth", () => {
    const random = new Random([7]);
    const chance = () => random.next() / 2 ** 32;
    for (let turn = 0; turn < 60; turn++) {
      const pages = Math.floor(2 ** (30.9 * chance()));
      const kind = ["zipf", "zipf", "uniform", "working-set"][turn % 4] ?? "";
      const set = { set: Math.ceil(pages * chance()), every: Math.ceil(2 ** (12 * chance())) };
      const parameters = kind === "zipf" ? { theta: 3 * chance() } : kind === "uniform" ? {} : set;
      const growFromPages = turn % 3 === 0 ? Math.max(1, pages - 5) : pages;
      const phase = { writeShare: chance(), growFromPages, durationNs: REFERENCES * 1000 };
      const opened = () => open(pattern(kind, parameters), pages, { phase, place: { seed: turn } });
      expectNoOther(opened(), opened());
    }
  });

  it("leaves to TypeScript which bucket a draw at a cut takes, and no other draw beside it", () => {
    const sampler = Sampler.create();
    const table = zipfTable(100_000, 0.99);
    if (sampler === null) return;
    const random = new Random([4]);
    const draws = Uint32Array.from({ length: BLOCK }, () => random.next());
    const cuts = new Map<number, number>();
    const pages: number[] = [];
    const atCut: (readonly [number, number])[] = [];
    sampler.slots.set(table.slots);
    for (let pair = 0; pair < BLOCK / 2; pair++) {
      const [bucketDraw = 0, placeDraw = 0] = draws.subarray(pair * 2);
      const slot = (bucketDraw >>> table.slotShift) << SLOT_SHIFT;
      // The first draw of a slot lies just below its cut, at it, or just beyond.
      const cut = cuts.get(slot) ?? (bucketDraw >>> 1) + (pair % 3) - 1;
      cuts.set(slot, cut);
      // Buckets of one page leave no other doubt.
      const firstPages = [table.slots[slot + 1] ?? 0, table.slots[slot + 3] ?? 0];
      sampler.slots.set([cut, firstPages[0] ?? 0, 1, firstPages[1] ?? 0, 1], slot);
      if (bucketDraw >>> 1 === cut) atCut.push([bucketDraw, placeDraw]);
      pages.push(bucketDraw >>> 1 === cut ? 77 : (firstPages[bucketDraw >>> 1 < cut ? 1 : 0] ?? 0));
    }
    sampler.choose(new Random([4]).state, table, table.pages);
    const left: (readonly [number, number])[] = [];
    const settle = () => sampler.settle(new Random([5]).state, table, table.pages);
    for (let undecided = settle(); undecided < BLOCK; undecided = settle()) {
      left.push(sampler.pairOf(undecided));
      sampler.settleAs(undecided, 77, table.pages);
    }
    expect(left).toEqual(atCut);
    expect(left.length).toBeGreaterThan(100);
    expect([...sampler.pages.subarray(0, sampler.made)]).toEqual(pages);
  });
});
