import { describe, expect, it } from "vitest";
import { progressLine, studyLine } from "../../../src/cli/console/progress.ts";

const half = { simulatedNs: 60e9, durationNs: 120e9, references: 920e6, wallSeconds: 10 };

describe("the progress line", () => {
  it("shows progress, speed and remaining time", () => {
    expect(progressLine(half, 120)).toBe(" 50 %   1 min of 2 min   6× real time   92 M references/s   10 s left");
  });

  it("shows no estimate without data", () => {
    expect(progressLine({ ...half, simulatedNs: 0, references: 0, wallSeconds: 0 }, 120)).toBe("  0 %   0 ns of 2 min");
  });

  it("is cut to the terminal", () => {
    expect(progressLine(half, 20)).toBe(" 50 %   1 min of 2 …");
  });

  it("never says 100 % before the end", () => {
    expect(progressLine({ ...half, simulatedNs: 119.9e9 }, 120)).toMatch(/^ 99 %/);
  });
});

describe("the progress line of a study", () => {
  const third = { runsDone: 2, runs: 6, simulatedNs: 40e9, totalNs: 120e9, wallSeconds: 10 };

  it("shows runs done and remaining time", () => {
    expect(studyLine(third, 120)).toBe(" 33 %   2 of 6 runs   4× real time   20 s left");
  });

  it("shows no estimate for a search, only its runs so far", () => {
    expect(studyLine({ ...third, totalNs: null, runs: 3 }, 120)).toBe("2 runs, 1 in progress   4× real time");
  });
});
