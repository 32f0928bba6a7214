import { expect, it } from "vitest";
import { course, stretch } from "../lab/memory.ts";

it("lets a page hit twice go on, forgets the others, and takes a remembered one straight to the main queue", async () => {
  // 10 frames: a small queue of 1. 0 goes on, 1 leaves for 10, 2 for 1, 3 for 2; 1 and 2 are in the main queue then.
  const pages = [...stretch(0, 10), 0, 0, 10, 1, 0, 2, 1];
  expect(await course("s3-fifo", 10, pages)).toBe("FFFFFFFFFF..FF.F.");
});

it("fills the small queue first, and with fill=1 then the main one, whose pages outlive those that come later", async () => {
  const pages = [...stretch(0, 12), 1];
  expect(await course("s3-fifo", 10, pages)).toBe("FFFFFFFFFFFFF");
  expect(await course("s3-fifo", 10, pages, { fill: 1 })).toBe("FFFFFFFFFFFF.");
});

it("gives up a page of the main queue for each that goes on while that is full, even when that makes more room than needed", async () => {
  // 4 frames, 2 a queue. For 4, the twice hit 0 and 1 go on, and 2 leaves. For 5, the twice hit 3 goes on, and 0 leaves the main queue
  // for it; 4 goes on, and 1 leaves: that is two for one, and 6 finds room.
  const pages = [0, 1, 2, 3, 0, 0, 1, 1, 4, 3, 3, 4, 4, 5, 6, 5, 3, 4, 0];
  expect(await course("s3-fifo", 4, pages, { small: 0.5 })).toBe("FFFF....F....FF...F");
});
