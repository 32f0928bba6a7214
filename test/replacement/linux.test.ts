import { expect, it } from "vitest";
import { course } from "./course.ts";

it("rotates a page found accessed once, activates it the second time, and a refault that is near; then deactivates in turn", async () => {
  /*
   * 4 frames. For 4 all are found accessed and go round; 0 goes, at age 0. 1 and 2 are accessed again: for 5 they are activated, and
   * 3 goes at age 3. For 3, 4 and 5 go round, 4 goes; 3 is 2 evictions and activations away, as many as there are active: activated.
   * For 6, 5 goes. For 7 the active 1, 2, 3 outnumber the inactive 6, which goes round once and then goes.
   */
  const pages = [0, 1, 2, 3, 4, 1, 2, 5, 3, 6, 1, 2, 3, 7, 1, 2, 3, 6];
  expect(await course("linux", 4, pages)).toBe("FFFFF..FFF...F...F");
});
