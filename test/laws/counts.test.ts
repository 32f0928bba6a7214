import { describe, expect, it } from "vitest";
import type { PolicyChoice } from "../../src/scenario/scenario.ts";
import { aloneOn, guestFaults, make } from "./alone.ts";
import { hotscan, loop, phase, skew, uniform } from "./generators.ts";

const FIFO: PolicyChoice = { kind: "fifo", parameters: {} };
const LRU: PolicyChoice = { kind: "lru", parameters: {} };
const CLOCK: PolicyChoice = { kind: "clock", parameters: { load: 1 } };
const CLOCK_0: PolicyChoice = { kind: "clock", parameters: { load: 0 } };

/** Faults of FIFO, LRU, CLOCK and CLOCK that loads with the bit cleared, from two independent implementations. */
describe.each([
  ["uniform over 1000 pages", uniform(1000, 100_000), 1000, 500, [50_037, 49_991, 49_929, 50_009]],
  ["skewed over 1000 pages", skew(1000, 100_000), 1000, 50, [89_991, 89_121, 89_485, 88_611]],
  ["skewed over 1000 pages", skew(1000, 100_000), 1000, 250, [64_712, 62_260, 63_065, 61_473]],
  ["skewed over 20,000 pages", skew(20_000, 300_000), 20_000, 2000, [247_530, 243_502, 245_023, 241_453]],
  ["in phases", phase(100_000), 4000, 600, [5998, 5433, 5302, 5302]],
  ["in a loop over 300 pages", loop(300, 30_000), 300, 250, [30_000, 30_000, 30_000, 30_000]],
  ["hot pages and a scan", hotscan(200, 5000, 100_000), 5200, 250, [51_795, 42_916, 46_440, 38_744]],
] as const)("%s, in %4$d guest frames", (_, references, pages, frames, expected) => {
  it("faults as known", async () => {
    const faults: number[] = [];
    for (const policy of [FIFO, LRU, CLOCK, CLOCK_0]) {
      faults.push(guestFaults(make(await aloneOn({ policy, pages, frames }), references)));
    }
    expect(faults).toEqual(expected);
  });
});

/** Strings of the textbooks: Belady's anomaly, Silberschatz, Stallings. */
describe.each([
  [[1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5], 2, [12, 12, 12, 12]],
  [[1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5], 3, [9, 10, 9, 10]],
  [[1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5], 4, [10, 8, 10, 8]],
  [[1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5], 5, [5, 5, 5, 5]],
  [[7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1], 1, [20, 20, 20, 20]],
  [[7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1], 2, [15, 17, 15, 17]],
  [[7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1], 3, [15, 12, 14, 11]],
  [[7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1], 4, [10, 8, 9, 8]],
  [[7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1], 5, [9, 7, 9, 7]],
  [[7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1], 6, [6, 6, 6, 6]],
  [[2, 3, 2, 1, 5, 2, 4, 5, 3, 2, 5, 2], 3, [9, 7, 8, 6]],
] as const)("%j in %i guest frames", (references, frames, expected) => {
  it("faults as printed", async () => {
    const faults: number[] = [];
    for (const policy of [FIFO, LRU, CLOCK, CLOCK_0]) {
      faults.push(guestFaults(make(await aloneOn({ policy, pages: 8, frames }), Uint32Array.from(references))));
    }
    expect(faults).toEqual(expected);
  });
});
