import { expect, it } from "vitest";
import { course } from "./course.ts";

it("rotates a page found accessed once, activates it the second time, and fills the inactive list up again after a round", async () => {
  /*
   * 4 frames; so few are looked at in rounds of priority 0 only, all inactive ones. Lists are written from head to tail.
   * 4: all go round, found accessed; then 0 goes. 1 and 2 are accessed again. 5: they are activated, 3 goes, the round is over; 4 alone is
   * fewer than 2 and 1, which are inactive again, unaccessed: 2 1 4, and 5 comes to their head. 3: 4 goes round, 1 goes; the refault is 2
   * away and nothing is active: 3 4 5 2. 6: 2 goes. 1: 5 goes round, and in the next round 4 goes. 2: 3 and 6 go round, 5 goes: 2 6 3 1. 3 is accessed
   * again. 7: 1 goes round, 3 is activated, 6 goes.
   */
  const pages = [0, 1, 2, 3, 4, 1, 2, 5, 3, 6, 1, 2, 3, 7, 1, 2, 3, 6];
  expect(await course("linux", 4, pages)).toBe("FFFFF..FFFFF.F...F");
});
