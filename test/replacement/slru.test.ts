import { expect, it } from "vitest";
import { course } from "../lab/memory.ts";

it("protects what is referenced again, and puts what is protected too much on probation again", async () => {
  // 3 frames, 1 of them protected. Victims: 2 (0 is back on probation, but behind it), 3, 4, 0, 3.
  const references = [0, 1, 2, 0, 1, 3, 0, 4, 1, 3, 4, 0];
  expect(await course("slru", 3, references, { protected: 0.5 })).toBe("FFF..F.F.FFF");
});

it("takes a protected page when none is on probation", async () => {
  // All 2 frames may be protected; the victim is the least recently used.
  expect(await course("slru", 2, [0, 1, 0, 1, 2, 1, 0], { protected: 1 })).toBe("FF..F.F");
});

it("is LRU when nothing may be protected", async () => {
  expect(await course("slru", 2, [0, 1, 0, 2, 0, 1], { protected: 0 })).toBe("FF.F.F");
});
