import { describe, expect, it } from "vitest";
import { progressLine } from "../../src/cli/progress.ts";

const half = { simulatedNs: 60e9, durationNs: 120e9, references: 920e6, wallSeconds: 10 };

describe("the progress line", () => {
  it("says how far, how fast and how long still", () => {
    expect(progressLine(half, 120)).toBe(" 50 %   1 min of 2 min   6× real time   92 M references/s   10 s left");
  });

  it("makes no guess before there is anything to guess from", () => {
    expect(progressLine({ ...half, simulatedNs: 0, references: 0, wallSeconds: 0 }, 120)).toBe("  0 %   0 ns of 2 min");
  });

  it("is cut to the terminal", () => {
    expect(progressLine(half, 20)).toBe(" 50 %   1 min of 2 …");
  });

  it("never says 100 % before the end", () => {
    expect(progressLine({ ...half, simulatedNs: 119.9e9 }, 120)).toMatch(/^ 99 %/);
  });
});
