import { expect, it } from "vitest";
import { course } from "../lab/memory.ts";

it("keeps what comes back while it is remembered, and forgets the rest", async () => {
  // 4 frames: the queue may keep 1, 2 are remembered. Victims: 0, 1, 2 (0 comes back), 3, 4 (2 comes back), 5, 6 (4 comes back),
  // 0 from the LRU list, which is not remembered, so that it comes in as new in place of 7, and 8 goes for 6, remembered.
  const references = [0, 1, 2, 3, 0, 4, 5, 0, 0, 6, 2, 7, 4, 7, 8, 0, 2, 4, 6];
  expect(await course("2q", 4, references)).toBe("FFFF.FFF.FFFF.FF..F");
});

it("lets a reference in the queue count for nothing", async () => {
  expect(await course("2q", 2, [0, 1, 0, 2, 0])).toBe("FF.FF");
});
