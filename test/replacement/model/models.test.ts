import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WRITE } from "../../../src/workload/stream.ts";
import { draws } from "../../lab/traces.ts";
import { plays } from "../../plays.ts";
import { engineCourse, type Freeing, type MemorySize, modelCourse, replays } from "./bench.ts";
import { engineGuest, type GuestWork, modelGuest } from "./guest-bench.ts";
import { Linux } from "./linux.ts";
import { LruK } from "./lru-k.ts";
import { MultiGenerational } from "./mglru.ts";
import type { MakeModel, Parameters } from "./model.ts";
import { WTinyLfu } from "./w-tinylfu.ts";

const MODELS: readonly (readonly [policy: string, make: MakeModel, parameters: fc.Arbitrary<Parameters>])[] = [
  [
    "linux",
    (memory, parameters) => new Linux(memory, parameters),
    fc.record({
      swappiness: fc.constantFrom(60, 60, 0, 1, 100, 199, 200),
      kernel: fc.constantFrom(6.1, 6.12),
      staleStatistics: fc.constantFrom(0, 0, 1, 10, 300),
    }),
  ],
  [
    "mglru",
    (memory, parameters) => new MultiGenerational(memory, parameters),
    fc.record({ swappiness: fc.constantFrom(60, 60, 0, 1, 100, 199, 200), kernel: fc.constantFrom(6.1, 6.12) }),
  ],
  [
    "lru-k",
    (memory, parameters) => new LruK(memory, parameters),
    fc.record({ k: fc.integer({ min: 1, max: 8 }), correlated: fc.constantFrom(0, 0, 1, 3, 20, 1000) }),
  ],
  [
    "w-tinylfu",
    (memory, parameters) => new WTinyLfu(memory, parameters),
    fc.record({ window: fc.constantFrom(0.01, 0.01, 0, 0.2, 0.5, 1), protected: fc.constantFrom(0.8, 0.8, 0, 0.3, 1) }),
  ],
];

describe.each(MODELS)("%s against its slow model", (policy, make, anyParameters) => {
  it("hits, faults, evicts and looks at the same pages, whatever the references", async () => {
    await fc.assert(
      fc.asyncProperty(replays, anyParameters, async ({ pages, frames, references }, parameters) => {
        const expected = modelCourse(make, pages, frames, references, parameters);
        const engine = await engineCourse(policy, pages, frames, references, parameters);
        // How many pages LRU-K looks at depends on how it keeps them in order.
        expect(policy === "lru-k" ? { ...engine, scanned: expected.scanned } : engine).toEqual(expected);
      }),
      { numRuns: plays(300, "MODEL_RUNS"), seed: Number(process.env.MODEL_SEED ?? 1) },
    );
  });
});

interface GuestPlay {
  readonly size: MemorySize;
  readonly work: GuestWork;
}

/** What a replay is in a guest: some of its pages may be a file's, and some are freed now and then. */
const guests = replays
  .filter(({ pages }) => pages <= 150)
  .chain(({ pages, frames, references }) => {
    const freeing = fc
      .tuple(fc.nat(references.length), fc.nat(pages - 1), fc.integer({ min: 1, max: pages }))
      .map(([before, firstPage, count]): Freeing => {
        return { before, firstPage, pages: Math.min(count, pages - firstPage) };
      });
    return fc.record({
      size: fc.nat(pages).map((filePages) => ({ pages, filePages, frames })),
      work: fc.array(freeing, { maxLength: 4 }).map((freeings) => ({ references, freeings, lookEvery: 1 })),
    });
  });

/** Phases of many references each, now to these pages and now to those: what reclaim learns of them begins to count. */
const busyGuests = fc
  .record({
    pages: fc.integer({ min: 400, max: 1500 }),
    fileShare: fc.integer({ min: 1, max: 9 }),
    frameShare: fc.integer({ min: 2, max: 8 }),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    phases: fc.array(
      fc.record({
        fileReferences: fc.integer({ min: 0, max: 10 }),
        anonSkew: fc.integer({ min: 1, max: 6 }),
        fileSkew: fc.integer({ min: 1, max: 6 }),
        writes: fc.integer({ min: 0, max: 5 }),
        // Every other reference to the file is to the page so many new ones before, in percent of memory: it has just gone.
        lag: fc.constantFrom(null, null, 40, 60, 80, 100),
      }),
      { minLength: 3, maxLength: 6 },
    ),
  })
  .map(({ pages, fileShare, frameShare, seed, phases }) => {
    const filePages = Math.floor((pages * fileShare) / 10);
    const frames = Math.max(2, Math.floor((pages * frameShare) / 10));
    const draw = draws(seed);
    let made = 0;
    const references = phases.flatMap(({ fileReferences, anonSkew, fileSkew, writes, lag }) =>
      Array.from({ length: 3000 }, () => {
        const isFile = draw() * 10 < fileReferences;
        if (isFile && lag !== null) {
          const back = ++made % 2 === 0 ? 0 : Math.floor((frames * lag) / 100);
          return pages - filePages + (((made >> 1) + filePages - (back % filePages)) % filePages);
        }
        const [first, count, skew] = isFile
          ? [pages - filePages, filePages, fileSkew]
          : [0, pages - filePages, anonSkew];
        return first + Math.floor(draw() ** skew * count) + (draw() * 10 < writes ? WRITE : 0);
      }),
    );
    return { size: { pages, filePages, frames }, work: { references, freeings: [], lookEvery: 500 } };
  });

describe.each(MODELS)("%s against its slow model in a guest with file pages", (policy, make, anyParameters) => {
  const balances = policy === "linux" || policy === "mglru";
  const ways: [string, fc.Arbitrary<GuestPlay>, number][] = [["reference by reference", guests, 100]];
  // Only these two balance file pages against others, and the model of LRU-K would take long.
  if (balances) ways.push(["over many references", busyGuests, 12]);
  it.each(ways)("faults, evicts, writes and looks at the same pages, %s", async (_, work, runs) => {
    await fc.assert(
      fc.asyncProperty(work, anyParameters, async ({ size, work }, parameters) => {
        const expected = modelGuest(make, size, work, parameters);
        const { counts, ...engine } = await engineGuest(policy, size, work, parameters);
        const scannedPages = policy === "lru-k" ? expected.counts.scannedPages : counts.scannedPages;
        expect({ ...engine, counts: { ...counts, scannedPages } }).toEqual(expected);
      }),
      { numRuns: plays(runs, "MODEL_RUNS"), seed: Number(process.env.MODEL_SEED ?? 1) },
    );
  });
});
