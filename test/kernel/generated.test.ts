import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { generate } from "./generated.ts";

/** SHA-256, its first 12 digits, of the traces that the kernel was given: one of each kind. */
it.each([
  [{ kind: "loop", seed: 111, writes: 0.25, P: 3300, refs: 39_600 }, "4d4cbf285dea"],
  [{ kind: "uniform", seed: 121, writes: 0.25, P: 4500, refs: 100_000 }, "9975fb79f53c"],
  [{ kind: "uniform", seed: 123, writes: 0, P: 4500, refs: 100_000 }, "f668d86ac6ed"],
  [{ kind: "zipf", seed: 131, writes: 0.25, P: 12_000, a: 0.8, scattered: true, refs: 120_000 }, "af2d5a3d058f"],
  [{ kind: "zipf", seed: 135, writes: 0.25, P: 12_000, a: 0.99, scattered: false, refs: 200_000 }, "c476c287bda9"],
  [
    { kind: "moving", seed: 141, writes: 0.25, P: 12_000, W: 1500, every: 20_000, hot: 0.9, refs: 200_000 },
    "5bf67dcda1ad",
  ],
  [{ kind: "scanmix", seed: 151, writes: 0.25, P: 12_000, H: 1500, hot: 0.8, refs: 150_000 }, "7842f3de64f3"],
  [
    { kind: "burst", seed: 153, writes: 0.25, P: 13_500, H: 2100, work: 15_000, S: 4500, refs: 156_000 },
    "a545df84666d",
  ],
])("%o is the trace that the kernel was given", (pattern, digest) => {
  const made = generate(pattern);
  expect(createHash("sha256").update(new Uint8Array(made.buffer)).digest("hex").slice(0, 12)).toBe(digest);
});

it("refuses a kind it does not know", () => {
  expect(() => generate({ kind: "spiral", seed: 1, writes: 0, P: 1, refs: 1 })).toThrow(
    '"spiral" is not a kind of generated trace.',
  );
});
