import { expect, it } from "vitest";
import { course } from "../lab/memory.ts";

it("moves memory to the list whose remembered pages are wanted again", async () => {
  // 2 frames. Victims: 1 (remembered: its return gives the first list a frame), 0, 2 (0's return takes it back), 1, 0, 2.
  const references = [0, 0, 1, 2, 1, 0, 2, 3, 2, 3, 1, 3, 1];
  expect(await course("arc", 2, references)).toBe("F.FFFFFF..F..");
});

it("remembers nothing of a scan that alone fills memory", async () => {
  // 2 frames. 0 goes without being remembered and comes back as new, so 3 takes the place of 2, and 4 that of 0.
  expect(await course("arc", 2, [0, 1, 2, 0, 3, 0, 4, 0])).toBe("FFFFF.F.");
});
