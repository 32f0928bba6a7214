import { expect, it } from "vitest";
import { course, faultsOf } from "../../lab/memory.ts";

const BELADY = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5];
const SILBERSCHATZ = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1];
const STALLINGS = [2, 3, 2, 1, 5, 2, 4, 5, 3, 2, 5, 2];

it("takes the page used least often", async () => {
  expect(await course("lfu", 2, [0, 0, 1, 2, 0])).toBe("F.FF.");
});

it("takes, of pages used equally often, the one used longest ago; a page that comes back is new", async () => {
  expect(await course("lfu", 3, [0, 1, 2, 0, 1, 2, 3, 1, 0, 3])).toBe("FFF...F.FF");
});

it.each([
  [BELADY, 2, 12],
  [BELADY, 3, 10],
  [BELADY, 4, 8],
  [BELADY, 5, 5],
  [SILBERSCHATZ, 1, 20],
  [SILBERSCHATZ, 2, 15],
  [SILBERSCHATZ, 3, 11],
  [SILBERSCHATZ, 4, 9],
  [SILBERSCHATZ, 5, 7],
  [STALLINGS, 3, 6],
])("counts the textbook strings: %j in %d frames, %d faults", async (pages, frames, faults) => {
  expect(await faultsOf("lfu", frames, pages)).toBe(faults);
});
