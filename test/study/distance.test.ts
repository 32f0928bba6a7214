import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distancesToBest } from "../../src/study/distance.ts";
import type { Outcome } from "../../src/study/runs.ts";
import { combinations, type Variation } from "../../src/study/variation.ts";
import { NO_EXCESS } from "../report/build.ts";

function run(throughput: number): Outcome {
  return {
    ...NO_EXCESS,
    overcommitRatio: 2,
    throughput,
    meanSlowdown: 1,
    worstSlowdown: 1,
    p99Slowdown: 1,
    guestSwapInBytes: 0,
    guestSwapOutBytes: 0,
    hostSwapInBytes: 0,
    hostSwapOutBytes: 0,
    guestKills: 0,
    hostKills: 0,
    balloonMovedBytes: 0,
    balloonNetBytes: 0,
    pingPong: null,
    hostPeakBytes: 0,
    hostBytes: 0,
  };
}

const FAILED: Outcome = { problem: "It does not fit.", blame: "memory" };

const managers: Variation = { path: "manager.kind", values: ["none", "by-miss-ratio", "proxmox"] };
const sizes: Variation = { path: "host.memory", values: ["24GiB", "32GiB"] };

const distances = (variations: readonly Variation[], outcomes: readonly Outcome[]) =>
  distancesToBest(variations, combinations(variations), outcomes);

describe("the distance to the best manager", () => {
  it("is relative to the best run of each host (worked by hand)", () => {
    const outcomes = [run(50), run(100), run(75), run(200), run(100), run(100)];
    // 24GiB: 50, 75, 100; 32GiB: 100, 200, 100.
    expect(distances([managers, sizes], outcomes)).toEqual([0.5, 0.5, 0.25, 0, 0, 0.5]);
  });

  it("ignores runs that were not measured", () => {
    expect(distances([managers], [run(50), FAILED, run(40)])).toEqual([0, null, expect.closeTo(0.2, 12)]);
  });

  it("is null with only one measured manager, or without references", () => {
    expect(distances([managers], [run(50), FAILED, FAILED])).toEqual([null, null, null]);
    expect(distances([sizes], [run(50), run(60)])).toEqual([null, null]);
    expect(distances([managers], [run(0), run(0), run(0)])).toEqual([null, null, null]);
  });

  it("treats parameters of a manager like managers", () => {
    expect(distances([{ path: "manager.target", values: ["80%", "92%"] }], [run(80), run(100)])).toEqual([
      expect.closeTo(0.2, 12),
      0,
    ]);
  });

  it("is never negative, and 0 for at least one run of every host", () => {
    const throughputs = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(throughputs, (all) => {
        const found = distances([managers, sizes], all.map(run)).map(Number);
        expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...found)).toBeLessThanOrEqual(1);
        for (const host of [0, 1]) expect(Math.min(...found.filter((_, at) => at % 2 === host))).toBe(0);
      }),
    );
  });
});
