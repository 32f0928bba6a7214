import { expect, it } from "vitest";
import { course } from "../lab/memory.ts";

it("keeps the pages whose last two references are closest, and sees no new one in a repetition", async () => {
  // 4 frames, 2 of them for cold pages. Victims: 3, 0, 4, 0, 1, 5, 6; would the repeated 2 count, the last were 3.
  const references = [0, 1, 2, 3, 2, 4, 3, 0, 1, 5, 4, 2, 2, 6, 2, 7, 3];
  expect(await course("lirs", 4, references)).toBe("FFFF.FFF.FF..F.F.");
});

it("keeps most of a loop that does not fit", async () => {
  const loop = [0, 1, 2, 3, 4, 5];
  // 5 frames: 0, 1 and 2 are hot and stay.
  const references = [...loop, ...loop, ...loop];
  expect(await course("lirs", 5, references)).toBe("FFFFFF...FFF...FFF");
});

it("has no hot page where cold pages take all frames", async () => {
  expect(await course("lirs", 3, [0, 1, 2, 0, 3, 1], { cold: 1 })).toBe("FFF.FF");
  expect(await course("lirs", 1, [0, 0, 1, 0])).toBe("F.FF");
});
