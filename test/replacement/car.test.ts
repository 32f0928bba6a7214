import { expect, it } from "vitest";
import { course } from "../lab/memory.ts";

it("moves memory to the clock whose remembered pages are wanted again", async () => {
  // 2 frames. Victims: 1 (0 was accessed), 2, 1 (0 was accessed), 3.
  const references = [0, 1, 0, 2, 1, 0, 3, 2, 0, 2];
  expect(await course("car", 2, references)).toBe("FF.FF.FF..");
});
