import { describe, expect, it } from "vitest";
import { WRITE } from "../../../src/workload/stream.ts";
import { courseAndCounts } from "../../lab/memory.ts";

const w = (page: number) => page + WRITE;

describe("worked by hand", () => {
  it("gclock: a page referenced three times outlives two laps of the hand", async () => {
    // 2 finds credits 3 and 1 and takes 1 in the second lap; so does 1 with 2.
    expect(await courseAndCounts("gclock", 2, [0, 0, 0, 1, 2, 0, 1, 0], { max: 3 })).toMatchObject({
      course: "F..FF.F.",
    });
  });

  it("enhanced-clock: takes the clean pages 1 and 2 before the dirty 0, and 0 before pages accessed", async () => {
    expect(await courseAndCounts("enhanced-clock", 3, [w(0), 1, 2, 3, 4, 5, 3, 4, 0])).toEqual({
      course: "FFFFFF..F",
      dirtyEvictions: 1,
      writeBacks: 0,
    });
  });

  it("nru: after the tick takes 1 (class 0), then the dirty 0 (class 1), then of class 2 the lowest frame", async () => {
    expect(await courseAndCounts("nru", 3, [w(0), 1, 2, 0, 2, 3, 4, 1, 3, 2, 4, 1], { period: 4 })).toEqual({
      course: "FFF..FFF..FF",
      dirtyEvictions: 1,
      writeBacks: 0,
    });
  });

  it("aging: takes ages 64, 192, 192 among those not accessed, then the lowest frame of age 0", async () => {
    const references = [0, 1, 2, 0, 0, 0, 0, 1, 3, 4, 5, 6, 5, 3, 4, 1, 5, 3, 4];
    expect(await courseAndCounts("aging", 3, references, { period: 4 })).toMatchObject({
      course: "FFF.....FFFF..FF..F",
    });
  });

  it("wsclock: the first clean page while all are young; the old dirty 0 is written back, then taken", async () => {
    expect(await courseAndCounts("wsclock", 3, [w(0), 1, 2, 3, 2, 3, 3, 4, 0, 2, 4, 3, 4, 0, 2], { tau: 3 })).toEqual({
      course: "FFFF...FF..F..F",
      dirtyEvictions: 1,
      writeBacks: 1,
    });
  });

  it("sieve: 0 stays where it is in the queue while the hand takes 1, 2, 3, 4 in front of it", async () => {
    expect(await courseAndCounts("sieve", 3, [0, 1, 2, 0, 3, 0, 4, 5, 1, 0])).toMatchObject({
      course: "FFF.F.FFF.",
    });
  });
});
