import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFigureValue, formatMoment, scaleOf } from "../../../src/report/figure/scale.ts";
import { formatDuration, formatSlowdown } from "../../../src/words/units.ts";
import { troublesOf } from "../../../web/simulation/troubles.ts";
import { result, vmResult, vmSeries } from "../build.ts";

describe("a moment for people", () => {
  it.each([
    // Rounded to whole seconds before minutes and hours are taken off: never 8:60 min.
    [539.4, "8:59 min"],
    [539.6, "9 min"],
    [59.9994, "59.999 s"],
    [59.9996, "1 min"],
    [119.5, "2 min"],
    [3599.6, "1 h"],
    [3660, "1:01:00 h"],
    [7199.7, "2 h"],
    [86_399.5, "24 h"],
  ])("%f seconds are %s", (seconds, words) => {
    expect(formatMoment(seconds)).toBe(words);
  });

  it("has no 60 seconds and no 60 minutes, and is the moment to half a second", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
        const words = formatMoment(seconds);
        const [number = "", unit = ""] = words.split(" ");
        const parts = number.split(":").map(Number);
        if (unit !== "s") expect(parts.slice(1).every((part) => part < 60)).toBe(true);
        if (unit === "min") expect(parts[0]).toBeLessThan(60);
        const sixties = parts.reduce((sum, part) => 60 * sum + part, 0);
        const scale = parts.length > 1 || unit === "s" ? 1 : unit === "min" ? 60 : 3600;
        expect(Math.abs(sixties * scale - seconds)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe("a duration for people", () => {
  it.each([
    [59.94e9, "59.9 s"],
    [59.96e9, "1 min"],
    [539.6e9, "9 min"],
    [3599.6e9, "1 h"],
    [86_399.6e9, "1 d"],
  ])("%f ns are %s", (ns, words) => {
    expect(formatDuration(ns)).toBe(words);
  });

  it("has no 60 seconds, 60 minutes or 24 hours", () => {
    fc.assert(
      fc.property(fc.double({ min: 60e9, max: 1e15, noNaN: true }), (ns) => {
        expect(formatDuration(ns)).not.toMatch(/\b60 (?:s|min)\b|\b24 h\b/u);
      }),
    );
  });
});

describe("what has no end", () => {
  it("is ∞ for people, and nothing else is", () => {
    expect([formatSlowdown(Number.POSITIVE_INFINITY), formatFigureValue(null, "slowdown")]).toEqual(["∞", "∞"]);
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e300, noNaN: true }), (slowdown) => {
        expect(formatSlowdown(slowdown)).not.toContain("∞");
      }),
    );
  });

  it("is ∞ in the sentences of the playground", () => {
    const endless = { worstSlowdown: Number.POSITIVE_INFINITY, why: "" };
    const built = result([vmResult("a", endless)]);
    const series = { ...built.series, vms: [vmSeries({ slowdown: [1, Number.POSITIVE_INFINITY] })] };
    expect(troublesOf({ ...built, series })).toEqual(["a is slowed down: ∞ now, ∞ at worst."]);
  });

  it("is drawn above all that has an end, also of the run beside it", () => {
    const line = (values: readonly (number | null)[]) => ({ label: "a", colour: 0, wanted: false, values });
    const figure = (values: readonly (number | null)[]) =>
      ({
        id: "slowdown",
        title: "",
        unit: "slowdown",
        shape: "lines",
        small: false,
        least: 1,
        most: 1,
        lines: [line(values)],
      }) as const;
    const slowdowns = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(slowdowns, slowdowns, fc.integer({ min: 2, max: 8 }), (one, other, steps) => {
        const { endless, most, ticks } = scaleOf(figure([...one, null]), steps, figure(other));
        expect(endless).toBe(most);
        for (const value of [...one, ...other, ...ticks]) expect(endless).toBeGreaterThan(value);
      }),
    );
    // 12.7× and ∞ were bars of one length.
    expect(scaleOf(figure([12.7, null]), 4).endless).toBeGreaterThan(12.7);
  });
});
