import { describe, expect, it } from "vitest";
import { foldSeries, sparkline } from "../../../src/report/words/sparkline.ts";
import { formatBytes, formatCount, formatDuration, formatShare, formatSlowdown } from "../../../src/words/units.ts";
import { cutToWidth, displayWidth, escapeControls, hangBeside, wrapToWidth } from "../../../src/words/width.ts";

const GIB = 1024 ** 3;

describe("units", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KiB"],
    [4096, "4 KiB"],
    [3.2 * GIB, "3.2 GiB"],
    [8 * GIB, "8 GiB"],
    [31.4 * GIB, "31 GiB"],
    [1023.9 * 1024 ** 2, "1.0 GiB"],
    [2 ** 50, "1 PiB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("show a third digit when asked", () => expect(formatBytes(31.44 * GIB, 3)).toBe("31.4 GiB"));

  it.each([
    [0, "0"],
    [0.25, "0.3"],
    [999, "999"],
    [999.6, "1.0 k"],
    [1.2e6, "1.2 M"],
    [92e6, "92 M"],
    [123.4e9, "123 G"],
  ])("%d is %s", (count, text) => expect(formatCount(count)).toBe(text));

  it.each([
    [0, "0 ns"],
    [250, "250 ns"],
    [1500, "1.5 µs"],
    [250e6, "250 ms"],
    [12.3e9, "12.3 s"],
    [59.96e9, "1 min"],
    [90e9, "1 min 30 s"],
    [120e9, "2 min"],
    [3900e9, "1 h 5 min"],
    [90000e9, "1 d 1 h"],
  ])("%d ns are %s", (ns, text) => expect(formatDuration(ns)).toBe(text));

  it("never call something nothing, nor nearly all all", () => {
    expect([0, 0.001, 0.12, 0.999, 1].map(formatShare)).toEqual(["0 %", "< 1 %", "12 %", "99 %", "100 %"]);
  });

  it("show a slowdown with the digits that matter", () => {
    expect([1, 1.024, 9.999, 12.34, 1234, 12345].map(formatSlowdown)).toEqual([
      "1.00×",
      "1.02×",
      "10.0×",
      "12.3×",
      "1234×",
      "12 k×",
    ]);
  });
});

describe("sparklines", () => {
  it("have the lowest bar for the least only and the highest for the most", () => {
    expect(sparkline([0, 0.01, 4, 7.9, 8, 9], 0, 8)).toBe("▁▂▅███");
    expect(sparkline([1, 1], 1, 1)).toBe("▁▁");
  });

  it("stand for equal stretches of the series", () => {
    expect(foldSeries([1, 2, 3, 4], 2, "mean")).toEqual([1.5, 3.5]);
    expect(foldSeries([1, 2, 3, 4, 5], 2, "largest")).toEqual([2, 5]);
    expect(foldSeries([1, 2, 3], 10, "least")).toEqual([1, 2, 3]);
    expect(foldSeries([], 10, "mean")).toEqual([]);
  });
});

describe("widths", () => {
  it.each([
    ["web-1", 5],
    ["데이터", 6],
    ["é", 1],
    ["👍", 2],
    ["▁▂█×…†", 6],
  ])("%s takes %d columns", (text, columns) => expect(displayWidth(text)).toBe(columns));

  it("cut at the column, never through a wide character", () => {
    expect(cutToWidth("데이터", 4)).toBe("데…");
    expect(cutToWidth("abc", 3)).toBe("abc");
    expect(cutToWidth("abc", 0)).toBe("");
  });

  it("wrap at spaces, and hang beside a label", () => {
    expect(wrapToWidth("one two three", 7)).toEqual(["one two", "three"]);
    expect(hangBeside("free  ", "one two", 10)).toEqual(["free  one", "      two"]);
  });

  it("write out what would move the cursor", () => expect(escapeControls("a\u001bb\u2028")).toBe("a\\u{1b}b\\u{2028}"));
});
