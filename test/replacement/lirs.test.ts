import { expect, it } from "vitest";
import { policyLayout } from "../../src/engine/policies.ts";
import { faulting } from "./faulting.ts";

it("keeps the pages whose last two references are closest, and sees no new one in a repetition", async () => {
  // 4 frames, 2 of them for cold pages. Victims: 3, 0, 4, 0, 1, 5, 6; would the repeated 2 count, the last were 3.
  const references = [0, 1, 2, 3, 2, 4, 3, 0, 1, 5, 4, 2, 2, 6, 2, 7, 3];
  expect(await faulting(policyLayout("lirs"), 4, references)).toEqual([0, 1, 2, 3, 5, 6, 7, 9, 10, 13, 15]);
});

it("keeps most of a loop that does not fit", async () => {
  const loop = [0, 1, 2, 3, 4, 5];
  // 5 frames: 0, 1 and 2 are hot and stay.
  const references = [...loop, ...loop, ...loop];
  expect(await faulting(policyLayout("lirs"), 5, references)).toEqual([0, 1, 2, 3, 4, 5, 9, 10, 11, 15, 16, 17]);
});

it("has no hot page where cold pages take all frames", async () => {
  expect(await faulting(policyLayout("lirs", { cold: 1 }), 3, [0, 1, 2, 0, 3, 1])).toEqual([0, 1, 2, 4, 5]);
  expect(await faulting(policyLayout("lirs"), 1, [0, 0, 1, 0])).toEqual([0, 2, 3]);
});
