import { describe, expect, it } from "vitest";
import { type StripRow, stripsSvg } from "../../src/report/figure/strips.ts";

const row = (label: string, values: readonly number[], mean: number | null = 1): StripRow => ({
  ...{ label, values, mean, deviation: null, words: "" },
});
const figure = (rows: readonly StripRow[]) =>
  stripsSvg({ title: "t", remark: "", axis: "", tick: String, reference: 1, panels: [{ title: "10%", rows }] });
const dotsOf = (svg: string) => [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));

describe("a figure of strips", () => {
  it("writes down what lies far above the rest, instead of pressing the rest together", () => {
    const usual = row("clock", [0.5, 1, 1, 2]);
    const plain = figure([usual, row("mru", [1, 1.5])]);
    const clipped = figure([usual, row("mru", [1, 1.5, 41.37, 88.123])]);
    // 6 values of 0.5 to 2; the axis is 498 wide and begins at 150.
    expect(dotsOf(clipped)).toHaveLength(6);
    expect(Math.max(...dotsOf(clipped)) - Math.min(...dotsOf(clipped))).toBeGreaterThan(498 / 2);
    expect(clipped).toContain(">41.4 to 88.1 →<");
    expect(plain).not.toContain("→");
  });

  it("draws no line through what is written", () => {
    const far = { ...row("mru", [1, 1, 1.5, 41.37], 11.2), deviation: 20 };
    const svg = figure([row("clock", [0.5, 1, 1, 2]), far]);
    const [, middle] = [...svg.matchAll(/<circle [^>]*cy="([\d.]+)"/g)]
      .map(([, y]) => y)
      .filter((y, at, all) => all.indexOf(y) === at);
    const [, to] = new RegExp(`<line x1="150" x2="([\\d.]+)" y1="${middle}" y2="${middle}"`).exec(svg) ?? [];
    // "41.4 →" ends 6 before the axis does, at 648, and no letter is wider than 7.
    expect(Number(to)).toBeLessThanOrEqual(642 - 6 * 7);
    // The mean, 11.2, is beyond the scale: only the other policy's is marked.
    expect(svg.match(/stroke-width="2.5"/g)).toHaveLength(1);
  });

  it("shows every bar in full", () => {
    expect(figure([row("clock", [1], null), row("mru", [88], null)])).not.toContain("→");
  });
});
