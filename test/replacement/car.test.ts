import { expect, it } from "vitest";
import { policyLayout } from "../../src/engine/policies.ts";
import { faulting } from "./faulting.ts";

it("moves memory to the clock whose remembered pages are wanted again", async () => {
  // 2 frames. Victims: 1 (0 was accessed), 2, 1 (0 was accessed), 3.
  const references = [0, 1, 0, 2, 1, 0, 3, 2, 0, 2];
  expect(await faulting(policyLayout("car"), 2, references)).toEqual([0, 1, 3, 4, 6, 7]);
});
