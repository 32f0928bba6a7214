import { expect, it } from "vitest";
import { policyLayout } from "../../src/engine/policies.ts";
import { faulting } from "./faulting.ts";

it("keeps what comes back while it is remembered, and forgets the rest", async () => {
  // 4 frames: the queue may keep 1, 2 are remembered. Victims: 0, 1, 2 (0 comes back), 3, 4 (2 comes back), 5, 6 (4 comes back),
  // 0 from the LRU list, which is not remembered, so that it comes in as new in place of 7, and 8 goes for 6, remembered.
  const references = [0, 1, 2, 3, 0, 4, 5, 0, 0, 6, 2, 7, 4, 7, 8, 0, 2, 4, 6];
  expect(await faulting(policyLayout("2q"), 4, references)).toEqual([0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 14, 15, 18]);
});

it("lets a reference in the queue count for nothing", async () => {
  expect(await faulting(policyLayout("2q"), 2, [0, 1, 0, 2, 0])).toEqual([0, 1, 3, 4]);
});
