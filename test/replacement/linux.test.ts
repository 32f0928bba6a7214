import { expect, it } from "vitest";
import { WRITE } from "../../src/workload/stream.ts";
import { courseAndCounts } from "../lab/memory.ts";

it("writes dirty pages first and takes them later, notes a page found accessed and activates it the second time", async () => {
  /*
   * 4 frames; so few pages are wanted at priority 0 only, all inactive ones. Lists are written from head to tail.
   * 4: all go round, found accessed. Nothing has gone, so another reclaim follows: 0 and 2 are dirty and are written, 1 and 3 go. 4 0 2: what was
   * written last is at the tail. 2 is accessed, 5 finds an empty frame. 6: 2 is found accessed for the first time since it was written, 0 goes, 4 and 5
   * go round: 6 5 4 2. 2 is accessed again. 7: 2 is activated, 4 and 5 go, 6 goes round. 4: it left 3 ago (4, 5, and 2 activated), and 1 is active.
   */
  const references = [WRITE, 1, WRITE + 2, 3, 4, 2, 5, 6, 2, 7, 2, 4];
  expect(await courseAndCounts("linux", 4, references)).toEqual({
    course: "FFFFF.FF.F.F",
    dirtyEvictions: 2,
    writeBacks: 2,
  });
});
