import { expect, it } from "vitest";
import { course } from "./course.ts";

it("ages when only two generations are left, and saves an accessed page of the oldest", async () => {
  /*
   * 3 frames. For 3 it ages twice, and 0 is the end of the oldest generation: it goes. For 4, 1 was accessed and is young again, 2
   * goes. For 2 the pages 1 and 3 are the oldest generation, 3 at its end: it goes.
   */
  expect(await course("mglru", 3, [0, 1, 2, 3, 1, 4, 2, 1, 3])).toBe("FFFF.FF.F");
});
