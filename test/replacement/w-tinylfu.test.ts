import { expect, it } from "vitest";
import { course } from "../lab/memory.ts";

it("lets the page that leaves the window stay only when it was used more often than the oldest on probation", async () => {
  // 4 frames: a window of 1, 2 protected. 0 is protected. For 4 the window's 3 competes with 1, once each: 3 goes. For 3, 4 goes
  // likewise. For 4 the window's 3, used twice by now, beats 1.
  expect(await course("w-tinylfu", 4, [0, 1, 2, 3, 0, 4, 3, 4, 3, 1])).toBe("FFFF.FFF.F");
});

it("with nothing but a window is LRU", async () => {
  const pages = [0, 1, 2, 0, 3, 1, 0, 4, 2, 0, 1, 3, 4, 0, 2, 2, 1, 0];
  expect(await course("w-tinylfu", 3, pages, { window: 1 })).toBe(await course("lru", 3, pages));
});
