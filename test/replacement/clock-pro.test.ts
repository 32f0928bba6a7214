import { expect, it } from "vitest";
import { course } from "../lab/memory.ts";

it("heats what is accessed in its test period or wanted again in it, and cools what is not accessed", async () => {
  // 4 frames, 2 of them for cold pages. 2 becomes hot for 0, 3 goes; 3 comes back hot for 1, 0 goes; 4 goes; 1, its test
  // period over, goes although accessed; 0 goes.
  const references = [0, 1, 2, 3, 2, 4, 3, 0, 1, 5, 1, 2, 3];
  expect(await course("clock-pro", 4, references)).toBe("FFFF.FFF.FF..");
});

it("overlooks references that repeat the one that brought the page in", async () => {
  expect(await course("clock-pro", 4, [0, 1, 2, 2, 2, 3, 4, 2])).toBe("FFF..FFF");
  expect(await course("clock-pro", 4, [0, 1, 2, 3, 2, 4, 2])).toBe("FFFF.F.");
});

it("works where there is no frame for hot pages", async () => {
  expect(await course("clock-pro", 1, [0, 0, 1, 0, 2, 2])).toBe("F.FFF.");
});
