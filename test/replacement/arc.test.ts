import { expect, it } from "vitest";
import { policyLayout } from "../../src/engine/policies.ts";
import { faulting } from "./faulting.ts";

it("moves memory to the list whose remembered pages are wanted again", async () => {
  // 2 frames. Victims: 1 (remembered: its return gives the first list a frame), 0, 2 (0's return takes it back), 1, 0, 2.
  const references = [0, 0, 1, 2, 1, 0, 2, 3, 2, 3, 1, 3, 1];
  expect(await faulting(policyLayout("arc"), 2, references)).toEqual([0, 2, 3, 4, 5, 6, 7, 10]);
});

it("remembers nothing of a scan that alone fills memory", async () => {
  // 2 frames. 0 goes without being remembered and comes back as new, so 3 takes the place of 2, and 4 that of 0.
  expect(await faulting(policyLayout("arc"), 2, [0, 1, 2, 0, 3, 0, 4, 0])).toEqual([0, 1, 2, 3, 4, 6]);
});
