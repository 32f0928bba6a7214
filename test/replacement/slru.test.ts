import { expect, it } from "vitest";
import { policyLayout } from "../../src/engine/policies.ts";
import { faulting } from "./faulting.ts";

it("protects what is referenced again, and puts what is protected too much on probation again", async () => {
  // 3 frames, 1 of them protected. Victims: 2 (0 is back on probation, but behind it), 3, 4, 0, 3.
  const references = [0, 1, 2, 0, 1, 3, 0, 4, 1, 3, 4, 0];
  expect(await faulting(policyLayout("slru", { protected: 0.5 }), 3, references)).toEqual([0, 1, 2, 5, 7, 9, 10, 11]);
});

it("takes a protected page when none is on probation", async () => {
  // All 2 frames may be protected; the victim is the least recently used.
  expect(await faulting(policyLayout("slru", { protected: 1 }), 2, [0, 1, 0, 1, 2, 1, 0])).toEqual([0, 1, 4, 6]);
});

it("is LRU when nothing may be protected", async () => {
  expect(await faulting(policyLayout("slru", { protected: 0 }), 2, [0, 1, 0, 2, 0, 1])).toEqual([0, 1, 3, 5]);
});
