import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { engineCourse, modelCourse, replays } from "./bench.ts";
import { Linux } from "./linux.ts";
import { LruK } from "./lru-k.ts";
import { MultiGenerational } from "./mglru.ts";
import type { MakeModel, Parameters } from "./model.ts";
import { WTinyLfu } from "./w-tinylfu.ts";

const MODELS: readonly (readonly [policy: string, make: MakeModel, parameters: fc.Arbitrary<Parameters>])[] = [
  [
    "linux",
    (memory, parameters) => new Linux(memory, parameters),
    fc.record({ swappiness: fc.constantFrom(60, 60, 0, 1, 100, 199, 200) }),
  ],
  [
    "mglru",
    (memory, parameters) => new MultiGenerational(memory, parameters),
    fc.record({ swappiness: fc.constantFrom(60, 60, 0, 1, 100, 199, 200) }),
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
      { numRuns: Number(process.env.MODEL_RUNS ?? 300), seed: Number(process.env.MODEL_SEED ?? 1) },
    );
  });
});
